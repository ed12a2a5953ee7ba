import { type Box, runLine } from "../box.ts";
import { experiment } from "../experiment.ts";
import { networkLine, volumeLine } from "../lab/networks.ts";
import type { Going } from "../lab/preview.ts";

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

const lonely = { network: "guide-lonely-network", volume: "guide-lonely-volume" };

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
  experiment<{ plain: readonly Going[]; withVolumes: readonly Going[] }>({
    id: "prune-preview",
    chapter: "running",
    title: "What a prune would take",
    question:
      "One container has ended, one runs. A network and a volume are used by nobody. What would docker system prune take?",
    options: {
      usual: "The ended container and the network",
      volume: "The ended container, the network and the volume",
      all: "All four",
    },
    lines: (kit) => [
      runLine(stopped, kit),
      runLine(busy, kit),
      networkLine(lonely.network, kit),
      volumeLine(lonely.volume, kit),
    ],
    async run(lab) {
      await lab.run(stopped);
      await lab.start(busy);
      await lab.createNetwork(lonely.network);
      await lab.createVolume(lonely.volume);
      return {
        plain: await lab.preview("docker system prune"),
        withVolumes: await lab.preview("docker system prune -a --volumes"),
      };
    },
    judge: ({ plain }) => {
      const goes = (name: string) => plain.some((each) => each.name === name);
      return goes(busy.name) ? "all" : goes(lonely.volume) ? "volume" : "usual";
    },
    expected: () => "usual",
    show: ({ plain, withVolumes }) => {
      const more = withVolumes.filter(({ name }) => !plain.some((each) => each.name === name));
      const row = ({ name, why }: Going) => ({ name, value: why });
      return [
        { kind: "facts", title: "docker system prune would take", facts: plain.map(row) },
        { kind: "facts", title: "With --all and --volumes also", facts: more.map(row) },
        {
          kind: "facts",
          title: "And leave",
          facts: [busy.name]
            .filter((name) => !withVolumes.some((each) => each.name === name))
            .map((name) => ({ name, value: "It runs." })),
        },
      ];
    },
    why: () =>
      "Nothing was removed. This is the list that Clean up makes, of what this experiment made. A real prune looks at everything on the engine.",
  }),
];
