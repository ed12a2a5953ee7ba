import type { Evidence, Point } from "@shared/guide.ts";
import { type Box, runLine } from "../box.ts";
import { experiment } from "../experiment.ts";
import type { Lab } from "../lab.ts";

const eater: Box = {
  name: "guide-memory",
  memory: 32,
  command: ["awk", 'BEGIN { s = sprintf("%1000000s", ""); for (;;) { a[i++] = s i; system("sleep 0.05") } }'],
  detach: true,
};
const spinner: Box = {
  name: "guide-cpu",
  cpus: 0.5,
  command: ["timeout", "20", "sh", "-c", "while :; do :; done"],
  detach: true,
};
const forker: Box = {
  name: "guide-pids",
  pids: 12,
  command: ["sh", "-c", "i=0; while [ $i -lt 40 ]; do sleep 5 & i=$((i+1)); echo $i; done"],
};
const show =
  "cd /sys/fs/cgroup; for f in memory.max cpu.max pids.max memory/memory.limit_in_bytes cpu/cpu.cfs_quota_us cpu/cpu.cfs_period_us pids/pids.max; do [ -f $f ] && echo $f $(cat $f); done; true";
const limited: Box = { name: "guide-limits", memory: 48, cpus: 0.25, pids: 20, command: ["sh", "-c", show] };
const spin = ["timeout", "20", "sh", "-c", "while :; do :; done"];
const heavy: Box = { name: "guide-heavy", cpuShares: 2048, cpuset: "0", command: spin, detach: true };
const light: Box = { name: "guide-light", cpuShares: 512, cpuset: "0", command: spin, detach: true };

export interface Limits {
  readonly memory: number;
  readonly cpus: number;
  readonly pids: number;
  readonly version: 1 | 2;
}

/** Reads the limits from lines of `file content`, of control groups version 1 or 2. Bytes, CPUs, processes; NaN where unread. */
export function cgroupLimits(text: string): Limits {
  const files = new Map(
    text.split("\n").map((line) => [line.split(" ")[0]!, line.split(" ").slice(1).map(Number)] as const),
  );
  const value = (name: string, at = 0) => files.get(name)?.[at] ?? Number.NaN;
  return files.has("memory.max")
    ? { version: 2, memory: value("memory.max"), cpus: value("cpu.max") / value("cpu.max", 1), pids: value("pids.max") }
    : {
        version: 1,
        memory: value("memory/memory.limit_in_bytes"),
        cpus: value("cpu/cpu.cfs_quota_us") / value("cpu/cpu.cfs_period_us"),
        pids: value("pids/pids.max"),
      };
}

const mega = 1024 * 1024;
type Limit = Extract<Evidence, { kind: "series" }>["limit"];

/** CPU use of some containers between readings, 100 being one CPU, told live. */
async function watchCpu(lab: Lab, boxes: readonly Box[], rounds: number, picture: (points: Point[][]) => Evidence) {
  const points: Point[][] = boxes.map(() => []);
  const began = performance.now();
  let before: { used: number; at: number }[] = [];
  for (let round = 0; round <= rounds; round++) {
    const now = await Promise.all(
      boxes.map(async ({ name }) => {
        const { cpu_stats, read } = await lab.stats(name);
        return { used: cpu_stats.cpu_usage.total_usage, at: Date.parse(read ?? "") };
      }),
    );
    now.forEach(({ used, at }, index) => {
      const last = before[index];
      if (last && at > last.at)
        points[index]!.push([performance.now() - began, (used - last.used) / 10_000 / (at - last.at)]);
    });
    before = now;
    lab.show([picture(points)]);
    if (round < rounds) await lab.pause(400);
  }
  return points;
}
const mean = (points: readonly Point[]) =>
  points.reduce((sum, [, value]) => sum + value, 0) / Math.max(1, points.length);
const cpuPicture =
  (title: string, limit: Limit, names: readonly string[]) =>
  (points: readonly (readonly Point[])[]): Evidence => ({
    kind: "series",
    title,
    unit: "percent",
    limit,
    series: points.map((each, index) => ({ name: names[index]!, points: each })),
  });
const half = cpuPicture("CPU use; 100 % is one CPU", { value: 50, name: "the limit" }, [spinner.name]);
const split = cpuPicture("Share of CPU 0", { value: 80, name: "2048 of 2560 shares" }, ["2048 shares", "512 shares"]);
const memoryPicture = (points: readonly Point[]): Evidence => ({
  kind: "series",
  title: "Memory in use",
  unit: "bytes",
  limit: { value: 32 * mega, name: "the limit" },
  series: [{ name: eater.name, points }],
});

/** Chapter 5: what a process may use. */
export const cgroupExperiments = [
  experiment<{ points: Point[]; exitCode: number; oomKilled: boolean }>({
    id: "memory-limit",
    chapter: "cgroups",
    title: "Over the memory limit",
    question: "A program takes one megabyte after another under --memory 32m. How does it end?",
    options: {
      killed: "The kernel kills it (exit code 137)",
      slower: "It goes on, only slower",
      waits: "It waits until memory is free",
    },
    needs: "memory",
    lines: (kit) => [runLine(eater, kit), ["wait", eater.name]],
    async run(lab) {
      const id = await lab.start(eater);
      const began = performance.now();
      const points: Point[] = [];
      const over = lab.wait(eater);
      let ended = false;
      void over
        .finally(() => {
          ended = true;
        })
        .catch(() => undefined);
      while (!ended && performance.now() - began < 30_000) {
        // It may have ended by now.
        const usage = await lab
          .stats(id)
          .then(({ memory_stats }) => memory_stats.usage)
          .catch(() => undefined);
        if (usage) points.push([performance.now() - began, usage]);
        lab.show([memoryPicture(points)]);
        await lab.pause(100);
      }
      if (!ended) return { points, exitCode: -1, oomKilled: false };
      const { exitCode, oomKilled } = await over;
      return { points, exitCode, oomKilled };
    },
    judge: ({ exitCode, oomKilled }) =>
      exitCode === 137 || oomKilled ? "killed" : exitCode === -1 ? "waits" : "slower",
    expected: () => "killed",
    show: ({ points, exitCode, oomKilled }) => [
      memoryPicture(points),
      {
        kind: "facts",
        facts: [
          { name: "Exit code", value: String(exitCode) },
          { name: "OOMKilled", value: String(oomKilled) },
        ],
      },
    ],
    why: () => "The kernel cannot give what the limit forbids, so it ends the process with signal 9. 128 + 9 is 137.",
  }),
  experiment<{ points: Point[] }>({
    id: "half-a-cpu",
    chapter: "cgroups",
    title: "Half a CPU",
    question: "A loop that never rests runs with --cpus 0.5. How much of a CPU does it get?",
    options: { half: "About 50 %", full: "About 100 %: it is the only one", tenth: "Less than 10 %" },
    needs: "cpu",
    lines: (kit) => [runLine(spinner, kit)],
    async run(lab) {
      await lab.start(spinner);
      const [points] = await watchCpu(lab, [spinner], 8, half);
      return { points: points! };
    },
    judge: ({ points }) => {
      const use = mean(points);
      return use > 75 ? "full" : use < 10 ? "tenth" : "half";
    },
    expected: () => "half",
    show: ({ points }) => [
      half([points]),
      { kind: "facts", facts: [{ name: "On average", value: `${mean(points).toFixed(1)} %` }] },
    ],
    why: () => "The kernel lets it run for half of each period of 100 ms, then holds it until the next one.",
  }),
  experiment<{ output: string; exitCode: number }>({
    id: "pids-limit",
    chapter: "cgroups",
    title: "A loop that starts processes",
    question: "A loop starts 40 processes under a limit of 12. How many come to be?",
    options: { stopped: "Fewer than 12: the kernel refuses the rest", all: "All 40" },
    needs: "pids",
    lines: (kit) => [runLine(forker, kit)],
    async run(lab) {
      const { output, exitCode } = await lab.run(forker);
      return { output, exitCode };
    },
    judge: ({ output }) => (/^40$/m.test(output) ? "all" : "stopped"),
    expected: () => "stopped",
    show: ({ output, exitCode }) => [
      { kind: "output", command: "the loop", text: output },
      { kind: "facts", facts: [{ name: "Exit code", value: String(exitCode) }] },
    ],
    why: () => "The group was full. The kernel refused the next fork, and the shell gave up.",
  }),
  experiment<{ text: string }>({
    id: "cgroup-files",
    chapter: "cgroups",
    title: "The files behind the limits",
    question: "A container gets --memory 48m, --cpus 0.25 and --pids-limit 20. Where are these numbers kept?",
    options: { files: "In files of the kernel that the container can read", engine: "Only in the engine's memory" },
    needs: "memory",
    lines: (kit) => [runLine(limited, kit)],
    run: async (lab) => ({ text: (await lab.run(limited)).output }),
    judge: ({ text }) => {
      const { memory, cpus, pids } = cgroupLimits(text);
      return memory === 48 * mega && cpus === 0.25 && pids === 20 ? "files" : "engine";
    },
    expected: () => "files",
    show: ({ text }) => {
      const { version, memory, cpus, pids } = cgroupLimits(text);
      return [
        {
          kind: "facts",
          facts: [
            { name: "Control groups", value: `version ${version}` },
            { name: "Memory", value: `${memory} bytes` },
            { name: "CPUs", value: String(cpus) },
            { name: "Processes", value: String(pids) },
          ],
        },
        { kind: "output", command: "/sys/fs/cgroup", text },
      ];
    },
    why: ({ text }) =>
      `This engine uses control groups version ${cgroupLimits(text).version}. The engine wrote the numbers there; the kernel does the rest.`,
  }),
  experiment<{ heavy: Point[]; light: Point[] }>({
    id: "cpu-shares",
    chapter: "cgroups",
    title: "Who goes first",
    question: "Two loops want the same CPU, one with 2048 shares, one with 512. How is it split?",
    options: {
      weighted: "By the shares: most goes to the first",
      even: "Half and half",
      first: "All of it to the first",
    },
    needs: "shares",
    lines: (kit) => [runLine(heavy, kit), runLine(light, kit)],
    async run(lab) {
      await lab.start(heavy);
      await lab.start(light);
      const [one, two] = await watchCpu(lab, [heavy, light], 8, split);
      return { heavy: one!, light: two! };
    },
    judge: (found) => {
      const [more, less] = [mean(found.heavy), mean(found.light)];
      return less < 1 ? "first" : more / less > 1.6 ? "weighted" : "even";
    },
    expected: () => "weighted",
    show: (found) => [
      split([found.heavy, found.light]),
      {
        kind: "facts",
        facts: [
          { name: "2048 shares", value: `${mean(found.heavy).toFixed(0)} %` },
          { name: "512 shares", value: `${mean(found.light).toFixed(0)} %` },
        ],
      },
    ],
    why: () => "Shares are weights. They count only while the CPU is wanted by more than one.",
  }),
];
