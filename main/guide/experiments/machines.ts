import { type Box, runLine } from "../box.ts";
import { experiment } from "../experiment.ts";

const boot = ["cat", "/proc/sys/kernel/random/boot_id"];
const bootA: Box = { name: "guide-boot-a", command: boot };
const bootB: Box = { name: "guide-boot-b", command: boot };
const young: Box = { name: "guide-uptime", command: ["cat", "/proc/uptime"] };
const quick: Box = { name: "guide-quick", command: ["true"], remove: true };
const idle: Box = { name: "guide-idle", command: ["sleep", "120"], detach: true };

/** The value in the middle of the sorted ones. */
export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((x, y) => x - y);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
};

const firecracker = {
  text: "Firecracker specification",
  url: "https://github.com/firecracker-microvm/firecracker/blob/main/SPECIFICATION.md",
};
const cloud = { text: "Mao and Humphrey, 2012", url: "https://doi.org/10.1109/CLOUD.2012.103" };

/** Chapters 6 and 7: virtual machines, and containers beside them. */
export const machineExperiments = [
  experiment<{ first: string; second: string }>({
    id: "boot-id",
    chapter: "virtual-machines",
    title: "Did anything boot?",
    question: "A kernel picks a new boot ID each time it boots. Do two containers have different ones?",
    options: { same: "No: nothing booted for them", different: "Yes: each one booted" },
    lines: (kit) => [runLine(bootA, kit), runLine(bootB, kit)],
    async run(lab) {
      return { first: (await lab.run(bootA)).output, second: (await lab.run(bootB)).output };
    },
    judge: ({ first, second }) => (first === second ? "same" : "different"),
    expected: () => "same",
    show: ({ first, second }) => [
      {
        kind: "facts",
        facts: [
          { name: "Boot ID in the first", value: first },
          { name: "Boot ID in the second", value: second },
        ],
      },
    ],
    why: () => "Both read it from the one kernel that was running already. Two virtual machines would show two IDs.",
  }),
  experiment<{ uptime: number }>({
    id: "uptime",
    chapter: "side-by-side",
    title: "The uptime of a new container",
    question: "A container started a moment ago. For how long has its system been up?",
    options: { machine: "As long as the engine's machine", new: "For a moment" },
    lines: (kit) => [runLine(young, kit)],
    run: async (lab) => ({ uptime: Number((await lab.run(young)).output.split(" ")[0]) }),
    judge: ({ uptime }) => (uptime > 10 ? "machine" : "new"),
    expected: () => "machine",
    show: ({ uptime }) => [
      { kind: "facts", facts: [{ name: "Seconds since the kernel booted", value: uptime.toFixed(0) }] },
    ],
    why: () => "Uptime belongs to the kernel, and that was running long before the container.",
  }),
  experiment<{ times: number[] }>({
    id: "start-time",
    chapter: "side-by-side",
    title: "How long a start takes here",
    question: "Ten containers are started, one after the other. What does a start take on this machine?",
    options: { quick: "A few seconds at most", minute: "About a minute, like booting" },
    lines: (kit) => [runLine(quick, kit)],
    async run(lab) {
      const times: number[] = [];
      for (let count = 0; count < 10; count++) {
        times.push(await lab.timed(quick));
        lab.show(startBars(times));
      }
      return { times };
    },
    judge: ({ times }) => (median(times) < 10_000 ? "quick" : "minute"),
    expected: () => "quick",
    show: ({ times }) => startBars(times),
    why: ({ times }) =>
      `The median of ten starts is ${Math.round(median(times))} ms. No kernel boots: the engine sets up namespaces and groups, and starts one process.`,
  }),
  experiment<{ memory: number; processes: number }>({
    id: "idle-memory",
    chapter: "side-by-side",
    title: "What an idle container costs",
    question: "A container only sleeps. How much memory does it hold?",
    options: { little: "A few megabytes at most", hundreds: "Some hundred megabytes, like a small system" },
    needs: "memory",
    lines: (kit) => [runLine(idle, kit)],
    async run(lab) {
      const id = await lab.start(idle);
      await lab.pause(300);
      const { memory_stats, pids_stats } = await lab.stats(id);
      return { memory: memory_stats.usage ?? 0, processes: pids_stats?.current ?? 0 };
    },
    judge: ({ memory }) => (memory < 20 * 1024 * 1024 ? "little" : "hundreds"),
    expected: () => "little",
    show: ({ memory, processes }) => [
      {
        kind: "bars",
        title: "Memory",
        unit: "bytes",
        bars: [
          { name: "This container", value: memory },
          { name: "The smallest usual micro-VM", value: 128 * 1024 * 1024, source: firecracker },
        ],
      },
      { kind: "facts", facts: [{ name: "Processes in it", value: String(processes) }] },
    ],
    why: () =>
      "There is one sleeping process and a little bookkeeping. A virtual machine gets memory for a whole system.",
  }),
];

const startBars = (times: readonly number[]) => [
  {
    kind: "bars" as const,
    title: "Time to start",
    unit: "ms" as const,
    bars: [
      { name: `A container here (median of ${times.length})`, value: median(times) },
      { name: "A micro-VM, to its first program (at most)", value: 125, source: firecracker },
      { name: "A Linux VM in a cloud (mean, 2012)", value: 96_900, source: cloud },
    ],
  },
  {
    kind: "facts" as const,
    facts: [{ name: "Each start, in ms", value: times.map((time) => Math.round(time)).join(", ") }],
  },
];
