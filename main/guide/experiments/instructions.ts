import { type Box, runLine } from "../box.ts";
import { experiment } from "../experiment.ts";

/*
 * Two programs that are as small as Linux takes them (an ELF header of 64 bytes, one program header of 56, a few
 * instructions; see elf(5)), written by the shell because no image brings them. `go` ends by a system call; `stop` is
 * what only kernel mode may do: `hlt` on x86-64 (Intel SDM volume 2: #GP unless the privilege level is 0), and
 * `msr sctlr_el1, x0` on 64-bit ARM (undefined at EL0).
 */
const le = (bytes: number, ...values: readonly number[]): number[] =>
  values.flatMap((value) => Array.from({ length: bytes }, (_, at) => Math.floor(value / 256 ** at) % 256));
/** As `printf` of any shell reads them; a letter stands for itself, which never lengthens an octal number before it. */
const printed = (bytes: readonly number[]): string =>
  bytes
    .map((byte) => (/[A-Za-z@]/.test(String.fromCharCode(byte)) ? String.fromCharCode(byte) : `\\${byte.toString(8)}`))
    .join("");
const place = 0x400000;
const header = {
  toMachine: [0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, ...le(1, 0, 0, 0, 0, 0, 0, 0, 0, 0), ...le(2, 2)],
  fromMachine: [
    ...[...le(4, 1), ...le(8, place + 120, 64, 0), ...le(4, 0), ...le(2, 64, 56, 1, 0, 0, 0)],
    ...[...le(4, 1, 5), ...le(8, 0, place, place, 160, 160, 4096)],
  ],
};
const machines = [
  { name: "x86_64", machine: 62, go: [0x6a, 60, 0x58, 0x31, 0xff, 0x0f, 0x05], stop: [0xf4] },
  { name: "aarch64", machine: 183, go: le(4, 0xd2800000, 0xd2800ba8, 0xd4000001), stop: le(4, 0xd5181000) },
];
const script = [
  "case $(uname -m) in",
  ...machines.map(
    ({ name, machine, go, stop }) =>
      `${name}) m='${printed(le(2, machine))}' go='${printed(go)}' stop='${printed(stop)}';;`,
  ),
  "esac;",
  `make() { printf "${printed(header.toMachine)}$m${printed(header.fromMachine)}$2" > $1; chmod +x $1; };`,
  'cd /tmp; make plain "$go"; make halt "$stop";',
  "./plain; echo plain $?; ./halt; echo halt $?",
].join(" ");
const halting: Box = { name: "guide-instruction", command: ["sh", "-c", script] };

const exitOf = (name: string, said: string): number =>
  Number(new RegExp(`^${name} (\\d+)$`, "m").exec(said)?.[1] ?? Number.NaN);

/** What the processor itself refuses in user mode. */
export const instructionExperiment = experiment<{ plain: number; halt: number; said: string }>({
  id: "privileged-instruction",
  chapter: "kernel",
  title: "An instruction that only the kernel may use",
  question: "A program of root runs the instruction that stops the processor. What happens?",
  options: {
    refused: "The processor refuses, and the kernel ends the program",
    halted: "The processor stops for a moment",
    skipped: "Nothing: the program goes on",
  },
  needs: "instructions",
  lines: (kit) => [runLine(halting, kit)],
  async run(lab) {
    const { output } = await lab.run(halting);
    return { plain: exitOf("plain", output), halt: exitOf("halt", output), said: output };
  },
  // Killed by ILL (4), BUS (7) or SEGV (11): how a processor's refusal reaches a process.
  judge: ({ plain, halt }) =>
    plain === 0 && [132, 135, 139].includes(halt) ? "refused" : halt === 0 ? "skipped" : "halted",
  expected: () => "refused",
  show: ({ plain, halt, said }) => [
    {
      kind: "facts",
      facts: [
        { name: "Exit code of a program that only ends", value: String(plain) },
        { name: "Exit code of the one with the instruction", value: String(halt) },
      ],
    },
    { kind: "output", command: "both programs", text: said },
  ],
  why: ({ halt }) =>
    `In user mode the processor does not do it: it calls the kernel. The kernel ended the program with signal ${halt - 128}, and 128 + ${halt - 128} is ${halt}. Being root does not matter to a processor.`,
});
