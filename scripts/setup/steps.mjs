import { spawn } from "node:child_process";

/** A failure that the person can act on: its message is printed as it is, without a stack. */
export class SetupError extends Error {
  /**
   * @param {string} message what is wrong and what to do next
   * @param {number} exitCode 1 for a set-up that cannot go on, 2 for a wrong option
   */
  constructor(message, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

/**
 * Says one step in one line; standard output stays free for results.
 * @param {string} line
 */
export function say(line) {
  process.stderr.write(`drydock: ${line}\n`);
}

/**
 * Runs `work` and says every 10 seconds how long it has been at it, with what `detail` adds.
 * @template T
 * @param {string} what
 * @param {() => Promise<T>} work
 * @param {() => string} [detail]
 * @returns {Promise<T>}
 */
export async function withProgress(what, work, detail = () => "") {
  const started = Date.now();
  say(what);
  const timer = setInterval(() => say(`  ${Math.round((Date.now() - started) / 1000)} s${detail()}`), 10_000);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}

/**
 * @typedef {object} RunOptions
 * @property {string} [cwd]
 * @property {NodeJS.ProcessEnv} [env]
 * @property {number} [timeout] milliseconds until the command and its children are ended
 * @property {AbortSignal} [signal] ends the command and its children
 * @property {boolean} [shell]
 */

/**
 * Runs a command and resolves with its exit code and all it printed (a command that is missing has code 127). Rejects only when
 * this process is interrupted, and refuses to run anything after that.
 * @param {string} command
 * @param {string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<{ code: number, stdout: string, stderr: string }>}
 */
export function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    if (interruption) return void reject(interruption);
    const { timeout, signal, ...rest } = options;
    const own = process.platform !== "win32";
    const child = spawn(command, args, { ...rest, stdio: ["ignore", "pipe", "pipe"], detached: own });
    let stdout = "";
    let stderr = "";
    const end = () => {
      // Its own process group, so that a downloader's or npm's children end with it.
      try {
        if (own && child.pid) process.kill(-child.pid, "SIGKILL");
        else child.kill("SIGKILL");
      } catch {
        // It ended by itself just now.
      }
    };
    const timer = timeout ? setTimeout(end, timeout) : undefined;
    signal?.addEventListener("abort", end, { once: true });
    const stop = onInterrupt(end);
    child.stdout.on("data", (data) => {
      stdout += data;
    });
    child.stderr.on("data", (data) => {
      stderr += data;
    });
    const finish = (/** @type {number} */ code, message = "") => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", end);
      stop();
      if (interruption) reject(interruption);
      else resolve({ code, stdout, stderr: stderr + message });
    };
    child.on("error", (error) => finish(127, error.message));
    child.on("close", (code) => finish(code ?? 1));
  });
}

/** @type {Set<() => void>} */
const interrupted = new Set();
/** @type {NodeJS.Signals[]} */
const signals = ["SIGINT", "SIGTERM", "SIGHUP"];
/** @type {SetupError | undefined} */
let interruption;

/**
 * Runs `work` when this process is interrupted or told to end; the answer takes it back.
 * @param {() => void} work
 * @returns {() => void}
 */
export function onInterrupt(work) {
  interrupted.add(work);
  if (interrupted.size === 1) for (const name of signals) process.on(name, interrupt);
  return () => {
    interrupted.delete(work);
    if (interrupted.size === 0) for (const name of signals) process.off(name, interrupt);
  };
}

/** @param {NodeJS.Signals} name */
function interrupt(name) {
  interruption = new SetupError("interrupted", name === "SIGINT" ? 130 : 143);
  for (const work of [...interrupted]) work();
}

/** Throws when this process was interrupted, so that nothing new is begun. */
export function throwIfInterrupted() {
  if (interruption) throw interruption;
}

/**
 * Runs a script's main function: a SetupError ends it with one line and its exit code, anything else with its stack.
 * @param {() => Promise<number | void>} main
 */
export async function runMain(main) {
  // npm ends without telling its scripts when it is told to end itself.
  const parent = process.ppid;
  const watch = process.env.npm_lifecycle_event ? setInterval(endWithParent, 1_000, parent).unref() : undefined;
  try {
    const code = await main();
    process.exitCode = code ?? process.exitCode ?? 0;
  } catch (error) {
    const known = error instanceof SetupError;
    process.exitCode = known ? error.exitCode : 1;
    process.stderr.write(`drydock: ${error instanceof Error ? (known ? error.message : error.stack) : error}\n`);
  }
  clearInterval(watch);
}

/** @param {number} parent */
function endWithParent(parent) {
  if (process.ppid !== parent && !interruption) interrupt("SIGTERM");
}
