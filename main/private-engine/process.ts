import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { z } from "zod";

/** One process for good: a process ID alone comes back for another process. */
const processSchema = z.object({ pid: z.number().int().min(2), start: z.string().min(1), boot: z.string() });
export type KnownProcess = z.infer<typeof processSchema>;

const networkSchema = z.object({ bridge: z.string(), range: z.string(), rules: z.boolean() });
const stateSchema = processSchema.extend({ network: networkSchema.optional() });
/** What is kept on disk of a running private engine, so that the next start of Drydock finds it again. */
export type EngineProcess = z.infer<typeof stateSchema>;

const read = (file: string): string => {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
};
const bootId = (): string => read("/proc/sys/kernel/random/boot_id").trim();

/** State and start time (clock ticks since boot) of a process; empty when there is none. See proc(5). */
function statOf(pid: number): { state: string; start: string } {
  const stat = read(`/proc/${pid}/stat`);
  // The second field is its name in brackets, and may hold spaces and brackets of its own.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return { state: fields[0] ?? "", start: fields[19] ?? "" };
}

/** Describes a process that was just started. */
export const knownProcess = (pid: number): KnownProcess => ({ pid, start: statOf(pid).start, boot: bootId() });

/** Whether exactly this process still runs; one that has ended and waits for its parent does not. */
export function isRunning({ pid, start, boot }: KnownProcess): boolean {
  const now = statOf(pid);
  return boot === bootId() && now.start === start && start !== "" && now.state !== "Z" && now.state !== "X";
}

/** Ends a process: SIGTERM, and SIGKILL when it is still there after `patience` milliseconds. Settles when it has ended. */
export async function endProcess(known: KnownProcess, patience: number): Promise<void> {
  const deadline = Date.now() + patience;
  const send = (signal: NodeJS.Signals) => {
    try {
      if (isRunning(known)) process.kill(known.pid, signal);
    } catch {
      // It ended in between.
    }
  };
  send("SIGTERM");
  while (isRunning(known)) {
    if (Date.now() > deadline) send("SIGKILL");
    await pause(50);
  }
}

/** Reads the state file; undefined when there is none that can be read. */
export function readState(file: string): EngineProcess | undefined {
  try {
    return stateSchema.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    return undefined;
  }
}
export const writeState = (file: string, state: EngineProcess): void =>
  writeFileSync(file, JSON.stringify(state), { mode: 0o600 });

/** Removes a pid file of an earlier run: dockerd refuses to start while a process with that ID lives, whatever it is. */
export function removeStalePidFile(file: string, folder: string): void {
  const pid = Number(read(file).trim());
  if (!pid || !read(`/proc/${pid}/cmdline`).includes(folder)) rmSync(file, { force: true });
}
