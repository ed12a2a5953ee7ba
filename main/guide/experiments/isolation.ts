import { type Box, runLine } from "../box.ts";
import { experiment } from "../experiment.ts";

const free: Box = { name: "guide-cpus-all", command: ["nproc"] };
const bound: Box = { name: "guide-cpus-one", command: ["nproc"], cpuset: "0" };
const counter: Box = {
  name: "guide-frozen",
  command: ["sh", "-c", "i=0; while [ $i -lt 600 ]; do i=$((i+1)); echo $i; sleep 0.1; done"],
  detach: true,
};
const last = (output: string): number => Number(output.split("\n").at(-1)) || 0;

/** Chapter 5: what a control group keeps apart. */
export const isolationExperiments = [
  experiment<{ free: number; bound: number }>({
    id: "cpuset",
    chapter: "cgroups",
    title: "Only this processor",
    question: "A container starts with --cpuset-cpus 0. How many processors does a program in it count?",
    options: { all: "All that the engine may use", one: "One" },
    needs: "shares",
    lines: (kit) => [runLine(free, kit), runLine(bound, kit)],
    async run(lab) {
      return { free: Number((await lab.run(free)).output), bound: Number((await lab.run(bound)).output) };
    },
    judge: (found) => (found.bound === 1 && found.free > 1 ? "one" : "all"),
    // With one processor there is nothing to tell apart.
    expected: ({ cpus }) => (cpus > 1 ? "one" : undefined),
    show: (found) => [
      {
        kind: "facts",
        facts: [
          { name: "Processors without the option", value: String(found.free) },
          { name: "With --cpuset-cpus 0", value: String(found.bound) },
        ],
      },
    ],
    why: () => "The kernel runs the group's processes on processor 0 only, and tells them so when they ask.",
  }),
  experiment<{ before: number; during: number; after: number }>({
    id: "frozen",
    chapter: "cgroups",
    title: "A container that stands still",
    question: "A program counts aloud, ten numbers a second. What does docker pause do to it?",
    options: {
      ends: "It ends, and has to start from 1 again",
      stands: "It stands still, and later goes on where it was",
      runs: "It counts on, only nobody hears it",
    },
    lines: (kit) => [
      runLine(counter, kit),
      ["pause", counter.name],
      ["logs", counter.name],
      ["logs", counter.name],
      ["unpause", counter.name],
      ["logs", counter.name],
    ],
    async run(lab) {
      await lab.start(counter);
      await lab.pause(600);
      await lab.freeze(counter);
      const before = last(await lab.logs(counter));
      await lab.pause(1000);
      const during = last(await lab.logs(counter));
      await lab.thaw(counter);
      await lab.pause(600);
      return { before, during, after: last(await lab.logs(counter)) };
    },
    // What it had said already may be written down a moment later.
    judge: ({ before, during, after }) =>
      during - before > 1 ? "runs" : after > during && before > 0 ? "stands" : "ends",
    expected: () => "stands",
    show: ({ before, during, after }) => [
      {
        kind: "facts",
        facts: [
          { name: "Last number when it was paused", value: String(before) },
          { name: "A second later", value: String(during) },
          { name: "After docker unpause", value: String(after) },
        ],
      },
    ],
    why: () => "The kernel gives the group no processor time until it is thawed. Its memory stays as it was.",
  }),
];
