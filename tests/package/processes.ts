import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import type { Engine } from "../engine/engine.ts";
import { outcome } from "./run.ts";

/** Debian's `nobody`: an ordinary user who may do nothing special. */
export const user = 65_534;

const toUser = ["--reuid", String(user), "--regid", String(user), "--clear-groups"];

/** Starts a program as the ordinary user, with this environment and no other. */
export function startAsUser(program: string, words: readonly string[], env: NodeJS.ProcessEnv): ChildProcess {
  return spawn("setpriv", [...toUser, program, ...words], { env, stdio: ["ignore", "ignore", "ignore"] });
}

/** Runs a program as the ordinary user to its end. */
export function runAsUser(program: string, words: readonly string[], env: NodeJS.ProcessEnv) {
  return outcome("setpriv", [...toUser, program, ...words], env);
}

/** Lets every user of this computer at a private engine's socket. */
export function shareWithUser(engine: Engine): void {
  chmodSync(engine.folder, 0o711);
  chmodSync(engine.socket, 0o666);
}

/** Ends a program as a desktop's session does when its user logs out; its exit code, or null when it had to be killed. */
export async function quit(program: ChildProcess): Promise<number | null> {
  if (program.exitCode === null && program.signalCode === null) {
    const ended = once(program, "exit");
    const patience = setTimeout(() => program.kill("SIGKILL"), 15_000);
    program.kill("SIGTERM");
    await ended;
    clearTimeout(patience);
  }
  return program.exitCode;
}

/** Processes that run this executable: their pid and command line. */
export function processesOf(executable: string): { pid: string; line: string }[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        if (readlinkSync(`/proc/${pid}/exe`) !== executable) return [];
        return [{ pid, line: readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ") }];
      } catch {
        // It ended, or it is the kernel's.
        return [];
      }
    });
}

/** What holds a process back: its user, whether it can gain privileges, filtered system calls, and its user namespace. */
export function confinement(pid: string) {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  const field = (name: string) => new RegExp(`^${name}:\\s+(\\S+)`, "m").exec(status)?.[1];
  return {
    user: Number(field("Uid")),
    noNewPrivileges: field("NoNewPrivs") === "1",
    filtered: field("Seccomp") === "2",
    ownNamespace: readlinkSync(`/proc/${pid}/ns/user`) !== readlinkSync("/proc/self/ns/user"),
  };
}
