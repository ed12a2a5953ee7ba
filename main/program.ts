import { type ChildProcess, spawn } from "node:child_process";
import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import { delimiter, isAbsolute, join } from "node:path";
import type { Readable, Writable } from "node:stream";
import { DrydockError } from "@shared/errors.ts";

/** The whole environment of a program; what is undefined is left out. */
export type Environment = Readonly<Record<string, string | undefined>>;

export interface SpawnOptions {
  /** The app's own unless told. */
  readonly env?: Environment;
  readonly cwd?: string;
  /** Stops the program, and with it what it started. */
  readonly signal?: AbortSignal;
}

export interface RunOptions extends SpawnOptions {
  /** Written to its standard input, which is then closed. */
  readonly input?: string | Uint8Array;
  /** Milliseconds until it is killed. */
  readonly deadline: number;
  /** Bytes of each output that are read, 1 MB unless told; a program that prints more is killed. */
  readonly mostOutput?: number;
}

/** How a program ended, and all it printed. */
export interface ProgramResult {
  /** null when a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A program that runs. */
export interface RunningProgram {
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** Settles when it has ended and its outputs are closed; rejects with a DrydockError when it could not be started. */
  readonly ended: Promise<{ readonly code: number | null }>;
  /** Asks it to end (SIGTERM), and kills it with all it started when it has not after `patience` milliseconds, 10 s unless told. */
  stop(patience?: number): void;
}

const running = new Set<ChildProcess>();
const windows = process.platform === "win32";

/** Signals a program and what it started: they share a process group of their own. */
function signalAll(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    if (windows) child.kill(signal);
    else process.kill(-child.pid, signal);
  } catch {
    // All of them have ended.
  }
}

// A group of its own would outlive the app.
process.once("exit", () => {
  for (const child of running) signalAll(child, "SIGKILL");
});

/** Starts a program without a shell; its outputs flow, and hold it back while nobody reads. */
export function spawnProgram(file: string, args: readonly string[], options: SpawnOptions = {}): RunningProgram {
  const { env = process.env, cwd, signal } = options;
  if (signal?.aborted) throw cancelled();
  let child: ReturnType<typeof start>;
  const start = () =>
    spawn(file, [...args], {
      env: Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined)) as NodeJS.ProcessEnv,
      cwd,
      stdio: ["pipe", "pipe", "pipe"],
      detached: !windows,
      windowsHide: true,
    });
  try {
    child = start();
  } catch (error) {
    throw notStarted(file, error as NodeJS.ErrnoException);
  }
  running.add(child);
  // A program that ends before it has read its input is no fault of ours.
  child.stdin.on("error", () => undefined);
  let killTimer: NodeJS.Timeout | undefined;
  const kill = () => {
    signalAll(child, "SIGKILL");
    // Whoever escaped the group may still hold the pipes.
    child.stdout.destroy();
    child.stderr.destroy();
  };
  const stop = (patience = 10_000) => {
    if (patience > 0) signalAll(child, "SIGTERM");
    clearTimeout(killTimer);
    if (patience > 0) killTimer = setTimeout(kill, patience);
    else kill();
  };
  const leave = () => stop();
  signal?.addEventListener("abort", leave, { once: true });
  const ended = new Promise<{ code: number | null }>((resolve, reject) => {
    child.once("error", (error) => reject(notStarted(file, error)));
    child.once("close", (code) => resolve({ code }));
  }).finally(() => {
    running.delete(child);
    clearTimeout(killTimer);
    signal?.removeEventListener("abort", leave);
  });
  ended.catch(() => undefined);
  return { stdin: child.stdin, stdout: child.stdout, stderr: child.stderr, ended, stop };
}

/**
 * Runs a program to its end without a shell. An exit code other than 0 is a result; it rejects with TIMEOUT, CANCELLED,
 * NOT_FOUND or PERMISSION_DENIED when it could not be started, and INTERNAL when it printed too much.
 */
export async function runProgram(file: string, args: readonly string[], options: RunOptions): Promise<ProgramResult> {
  const { input = "", deadline, signal, mostOutput = 1024 * 1024, ...rest } = options;
  if (signal?.aborted) throw cancelled();
  const program = spawnProgram(file, args, rest);
  let failure: DrydockError | undefined;
  const fail = (error: DrydockError) => {
    failure ??= error;
    program.stop(0);
  };
  const timer = setTimeout(() => fail(tooSlow(file, deadline)), deadline);
  const leave = () => fail(cancelled());
  signal?.addEventListener("abort", leave, { once: true });
  const read = (stream: Readable): Buffer[] => {
    const chunks: Buffer[] = [];
    let length = 0;
    stream.on("error", () => undefined);
    stream.on("data", (chunk: Buffer) => {
      length += chunk.length;
      if (length > mostOutput) fail(tooMuch(file, mostOutput));
      else chunks.push(chunk);
    });
    return chunks;
  };
  const stdout = read(program.stdout);
  const stderr = read(program.stderr);
  program.stdin.end(input);
  try {
    const { code } = await program.ended;
    if (failure) throw failure;
    return { code, stdout: Buffer.concat(stdout).toString(), stderr: Buffer.concat(stderr).toString() };
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", leave);
  }
}

/** Folders in which installers put docker's programs, and which an app that was started from a desktop does not have in PATH. */
const usualFolders: readonly string[] = windows
  ? ["C:\\Program Files\\Docker\\Docker\\resources\\bin"]
  : [
      "/usr/local/bin",
      "/usr/bin",
      "/bin",
      "/opt/homebrew/bin",
      "/Applications/Docker.app/Contents/Resources/bin",
      "/snap/bin",
    ];

/** Finds a program by name in PATH, then in the usual folders; undefined when it is in none of them. */
export async function findProgram(name: string, env: Environment = process.env): Promise<string | undefined> {
  const path = env.PATH ?? env.Path ?? "";
  // A relative folder in PATH would make the current folder decide what is run.
  const folders = [...path.split(delimiter).filter(isAbsolute), ...usualFolders];
  for (const folder of folders) {
    const file = join(folder, windows ? `${name}.exe` : name);
    try {
      await access(file, constants.X_OK);
      if ((await stat(file)).isFile()) return file;
    } catch {
      // Not here.
    }
  }
  return undefined;
}

const nameOf = (file: string): string => file.split(/[\\/]/).at(-1) ?? file;
const cancelled = () => new DrydockError("CANCELLED", "Cancelled.");
const tooSlow = (file: string, deadline: number) =>
  new DrydockError(
    "TIMEOUT",
    `${nameOf(file)} did not finish within ${Math.round(deadline / 100) / 10} seconds, so it was ended. Run it in a terminal to see what it waits for.`,
  );
const tooMuch = (file: string, most: number) =>
  new DrydockError(
    "INTERNAL",
    `${nameOf(file)} printed more than ${most} bytes, so it was ended. It is not the program it should be, or it is broken.`,
  );
const notStarted = (file: string, { code, message }: NodeJS.ErrnoException): DrydockError =>
  code === "ENOENT"
    ? new DrydockError("NOT_FOUND", `${nameOf(file)} could not be started: it is not there. Install it.`, message)
    : new DrydockError(
        "PERMISSION_DENIED",
        `${nameOf(file)} could not be started. Check that ${file} is a program that you may run.`,
        message,
      );
