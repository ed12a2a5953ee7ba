import { type Box, runLine } from "../box.ts";
import { experiment } from "../experiment.ts";

const failing: Box = { name: "guide-exit-code", command: ["sh", "-c", "echo no luck; exit 3"] };
const talker: Box = { name: "guide-logs", command: ["sh", "-c", "echo hello from a container"] };
const polite: Box = {
  name: "guide-polite",
  // The image may name another one.
  stopSignal: "SIGTERM",
  command: ["sh", "-c", "trap 'echo goodbye; exit 0' TERM; echo ready; while :; do sleep 0.1; done"],
  detach: true,
};
const deaf: Box = {
  name: "guide-deaf",
  stopSignal: "SIGTERM",
  command: ["sh", "-c", "trap '' TERM; echo ready; sleep 60 & wait; sleep 60"],
  detach: true,
};
const stopped: Box = { name: "guide-stopped", command: ["true"] };
const busy: Box = { name: "guide-busy", command: ["sleep", "120"], detach: true };

/** Chapter 9: running, looking inside, cleaning up. */
export const runningExperiments = [
  experiment<{ exitCode: number; output: string }>({
    id: "exit-code",
    chapter: "running",
    title: "How a container ends",
    question: "The program in a container ends with 3. What is the container's exit code?",
    options: { three: "3", zero: "0: the container itself ran well" },
    lines: (kit) => [runLine(failing, kit)],
    async run(lab) {
      const { exitCode, output } = await lab.run(failing);
      return { exitCode, output };
    },
    judge: ({ exitCode }) => (exitCode === 3 ? "three" : "zero"),
    expected: () => "three",
    show: ({ exitCode, output }) => [
      { kind: "facts", facts: [{ name: "Exit code", value: String(exitCode) }] },
      { kind: "output", command: "output", text: output },
    ],
    why: () => "A container lives as long as its first process, and ends as that one does.",
  }),
  experiment<{ output: string; running: boolean }>({
    id: "logs-stay",
    chapter: "running",
    title: "Logs after the end",
    question: "A container has ended. Can you still read what it printed?",
    options: { yes: "Yes, until the container is removed", no: "No: the output is gone" },
    lines: (kit) => [runLine(talker, kit), ["logs", talker.name]],
    async run(lab) {
      const { id } = await lab.run(talker);
      const { State } = await lab.inspect(id);
      return { output: await lab.logs(talker), running: State.Running };
    },
    judge: ({ output, running }) => (!running && output.includes("hello from a container") ? "yes" : "no"),
    expected: () => "yes",
    show: ({ output, running }) => [
      { kind: "facts", facts: [{ name: "Running", value: running ? "yes" : "no" }] },
      { kind: "output", command: `docker logs ${talker.name}`, text: output },
    ],
    why: () => "The engine keeps the output in a file beside the container. Both go when you remove it.",
  }),
  experiment<{ polite: number; deaf: number; said: string }>({
    id: "stop",
    chapter: "running",
    title: "Asking before killing",
    question: "Two programs are stopped: one listens to the signal TERM, one ignores it. How do they end?",
    options: {
      asked: "The first by itself, the second is killed",
      killed: "Both are killed",
      both: "Both by themselves",
    },
    lines: (kit) => [
      runLine(polite, kit),
      runLine(deaf, kit),
      ["stop", "-t", "5", polite.name],
      ["stop", "-t", "1", deaf.name],
      ["logs", polite.name],
    ],
    async run(lab) {
      const one = await lab.start(polite);
      const two = await lab.start(deaf);
      await lab.pause(400);
      await lab.stop(polite, 5);
      await lab.stop(deaf, 1);
      const code = async (id: string) => (await lab.inspect(id)).State.ExitCode;
      return { polite: await code(one), deaf: await code(two), said: await lab.logs(polite) };
    },
    judge: (found) => (found.polite === 0 && found.deaf === 137 ? "asked" : found.polite === 137 ? "killed" : "both"),
    expected: () => "asked",
    show: (found) => [
      {
        kind: "facts",
        facts: [
          { name: "Exit code of the one that listens", value: String(found.polite) },
          { name: "Exit code of the one that ignores", value: String(found.deaf) },
        ],
      },
      { kind: "output", command: `docker logs ${polite.name}`, text: found.said },
    ],
    why: () =>
      "docker stop sends TERM first, so that a program can put things in order. After the time given it sends KILL.",
  }),
  experiment<{ taken: string[]; left: string[] }>({
    id: "prune-preview",
    chapter: "running",
    title: "What a prune would take",
    question: "One container has ended, one runs. Which would docker container prune remove?",
    options: { stopped: "The one that has ended", both: "Both", none: "Neither" },
    lines: (kit) => [
      runLine(stopped, kit),
      runLine(busy, kit),
      ["ps", "-a", "--filter", "status=created", "--filter", "status=exited", "--filter", "status=dead"],
    ],
    async run(lab) {
      await lab.run(stopped);
      await lab.start(busy);
      const taken = await lab.list(["created", "exited", "dead"]);
      return { taken, left: [stopped.name, busy.name].filter((name) => !taken.includes(name)) };
    },
    judge: ({ taken }) => (taken.includes(stopped.name) ? (taken.includes(busy.name) ? "both" : "stopped") : "none"),
    expected: () => "stopped",
    show: ({ taken, left }) => [
      {
        kind: "facts",
        facts: [
          { name: "Would go", value: taken.join(", ") },
          { name: "Would stay", value: left.join(", ") },
        ],
      },
    ],
    why: ({ taken }) =>
      `Nothing was removed: this only looked. ${taken.length > 1 ? "A prune takes every stopped container, also those that are not the guide's. " : ""}Drydock's Clean up page shows such a list before it removes anything.`,
  }),
];
