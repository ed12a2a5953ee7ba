import { type Box, runLine } from "../box.ts";
import { experiment } from "../experiment.ts";
import { instructionExperiment } from "./instructions.ts";

const kernel: Box = { name: "guide-kernel", command: ["uname", "-r"] };
const mount: Box = {
  name: "guide-mount",
  command: ["sh", "-c", "id -u; grep -E 'CapEff|Seccomp:' /proc/self/status; mount -t tmpfs none /tmp; echo exit $?"],
};
const chown = "touch /tmp/f && chown 1000 /tmp/f; echo exit $?";
const able: Box = { name: "guide-root", command: ["sh", "-c", chown] };
const unable: Box = { name: "guide-root-without", command: ["sh", "-c", chown], capDrop: "ALL" };
const modes: Box = {
  name: "guide-modes",
  command: [
    "sh",
    "-c",
    "i=0; while [ $i -lt 500000 ]; do i=$((i+1)); done; cut -d' ' -f14,15 /proc/$$/stat; dd if=/dev/urandom of=/dev/null bs=64k count=2000 2> /dev/null; cut -d' ' -f16,17 /proc/$$/stat",
  ],
};

/** Chapter 3: one kernel, and what it lets a process do. */
export const kernelExperiments = [
  experiment<{ inside: string; outside: string }>({
    id: "same-kernel",
    chapter: "kernel",
    title: "The kernel inside and outside",
    question: "A container asks for its kernel version. Which one does it see?",
    options: { same: "The one of the engine's machine", own: "One that came with the image" },
    lines: (kit) => [runLine(kernel, kit), ["info", "--format", "{{.KernelVersion}}"]],
    async run(lab) {
      return { inside: (await lab.run(kernel)).output, outside: await lab.kernel() };
    },
    judge: ({ inside, outside }) => (inside === outside ? "same" : "own"),
    expected: () => "same",
    show: ({ inside, outside }) => [
      {
        kind: "facts",
        facts: [
          { name: "Inside the container", value: inside },
          { name: "The engine's machine", value: outside },
        ],
      },
    ],
    why: () => "An image holds files only. The kernel is the one that already runs on the engine's machine.",
  }),
  experiment<{ said: string }>({
    id: "mount-refused",
    chapter: "kernel",
    title: "Mounting as root in a container",
    question: "Inside a container you are root. May you mount a file system?",
    options: { refused: "No: the kernel refuses it", allowed: "Yes: root may do anything" },
    lines: (kit) => [runLine(mount, kit)],
    run: async (lab) => ({ said: (await lab.run(mount)).output }),
    judge: ({ said }) => (/^exit 0$/m.test(said) ? "allowed" : "refused"),
    expected: () => "refused",
    show: ({ said }) => [
      {
        kind: "facts",
        facts: [
          { name: "User ID", value: said.split("\n")[0] ?? "" },
          { name: "Capabilities (CapEff)", value: /CapEff:\s*(\S+)/.exec(said)?.[1] ?? "unknown" },
          {
            name: "System call filter (seccomp)",
            value:
              ({ "0": "off", "1": "strict", "2": "on" } as Record<string, string>)[
                /Seccomp:\s*(\d)/.exec(said)?.[1] ?? ""
              ] ?? "unknown",
          },
        ],
      },
      { kind: "output", command: "mount -t tmpfs none /tmp", text: said },
    ],
    why: () =>
      "Mounting needs the capability SYS_ADMIN, which a container does not get. The default seccomp filter blocks the call as well.",
  }),
  experiment<{ able: string; unable: string }>({
    id: "root-without",
    chapter: "kernel",
    title: "Root without capabilities",
    question: "Root gives a file away with chown. Does that still work with all capabilities dropped?",
    options: { refused: "No: root alone is not enough", allowed: "Yes: root is root" },
    lines: (kit) => [runLine(able, kit), runLine(unable, kit)],
    async run(lab) {
      return { able: (await lab.run(able)).output, unable: (await lab.run(unable)).output };
    },
    judge: ({ able: with_, unable: without }) =>
      /^exit 0$/m.test(with_) && !/^exit 0$/m.test(without) ? "refused" : "allowed",
    expected: () => "refused",
    show: (found) => [
      { kind: "output", command: "with the usual capabilities", text: found.able },
      { kind: "output", command: "with --cap-drop ALL", text: found.unable },
    ],
    why: () =>
      "The kernel checks capabilities, one for each kind of power. The user ID 0 only comes with many of them.",
  }),
  experiment<{ user: readonly [number, number]; kernel: readonly [number, number] }>({
    id: "two-modes",
    chapter: "kernel",
    title: "Time in user mode and in kernel mode",
    question: "One loop only counts, another only reads random bytes from the kernel. Where is their time spent?",
    options: {
      apart: "Counting in user mode, reading in kernel mode",
      user: "Both in user mode",
      kernel: "Both in kernel mode",
    },
    lines: (kit) => [runLine(modes, kit)],
    async run(lab) {
      const lines = (await lab.run(modes)).output.split("\n").map((line) => line.trim().split(/\s+/).map(Number));
      const pair = (at: number) => [lines[at]?.[0] ?? 0, lines[at]?.[1] ?? 0] as const;
      return { user: pair(0), kernel: pair(1) };
    },
    judge: ({ user, kernel: inKernel }) => {
      const counting = user[0] >= user[1];
      const reading = inKernel[1] >= inKernel[0];
      return counting && reading ? "apart" : counting ? "user" : "kernel";
    },
    expected: () => "apart",
    show: ({ user, kernel: inKernel }) => [
      {
        kind: "bars",
        title: "Time, in ticks of 10 ms",
        unit: "ms",
        bars: [
          { name: "Counting, user mode", value: user[0] * 10 },
          { name: "Counting, kernel mode", value: user[1] * 10 },
          { name: "Reading, user mode", value: inKernel[0] * 10 },
          { name: "Reading, kernel mode", value: inKernel[1] * 10 },
        ],
      },
    ],
    why: () => "Counting needs nothing from the kernel. Each read is a system call, and the kernel makes the bytes.",
  }),
  instructionExperiment,
];
