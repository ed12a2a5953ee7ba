// `npm start`: makes everything ready that is not, then starts the app; `npm start -- --help` explains.
import "./setup/node-version.mjs";
import { spawn } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { constants, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { parseArgs } from "node:util";
import { ensureBuild } from "./setup/build.mjs";
import { ensureCgroups } from "./setup/cgroups.mjs";
import { startDisplay } from "./setup/display.mjs";
import { resolveRuntime } from "./setup/electron.mjs";
import { ensureEngines } from "./setup/engine.mjs";
import { engineAnswers } from "./setup/find-engine.mjs";
import { ensureDependencies } from "./setup/npm.mjs";
import { projectFolder } from "./setup/places.mjs";
import { onInterrupt, runMain, SetupError, say, throwIfInterrupted } from "./setup/steps.mjs";
import { checkSandbox, ensureSystem } from "./setup/system.mjs";

const help = `Usage: npm start [-- [options] [-- <the app's options>]]

Makes ready what is missing, builds when a source has changed, and starts Drydock:
  npm dependencies, an Electron runtime, the system libraries it needs (asks first on a terminal),
  and on Linux, where no engine answers, a private Docker Engine in Drydock's cache.

  --yes    install system packages without asking
  --help   print this help

Environment: DOCKER_HOST, DOCKER_CONTEXT, DOCKER_CONFIG choose the first engine; DRYDOCK_ENGINE=private asks for the private
one; DRYDOCK_DATA_DIR and DRYDOCK_CACHE_DIR move the app's state and what was fetched.`;

await runMain(async () => {
  const options = readOptions(process.argv.slice(2));
  if (options.help) {
    process.stdout.write(`${help}\n`);
    return 0;
  }
  await ensureDependencies();
  const headless = process.platform === "linux" && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY;
  await ensureSystem(headless ? ["app", "display"] : ["app"], options);
  const runtime = await resolveRuntime();
  checkSandbox(runtime.executable);
  await ensureBuild();
  await ensureEngine(options);
  return headless ? startHeadless(runtime, options.rest) : start(runtime, [...waylandArguments(), ...options.rest]);
});

/** @param {string[]} words */
function readOptions(words) {
  const end = words.indexOf("--");
  const own = end === -1 ? words : words.slice(0, end);
  try {
    const { values } = parseArgs({ args: own, options: { yes: { type: "boolean" }, help: { type: "boolean" } } });
    return { yes: values.yes ?? false, help: values.help ?? false, rest: end === -1 ? [] : words.slice(end + 1) };
  } catch (error) {
    const wrong = error instanceof Error ? error.message.split(/[.:](\s|$)/)[0] : String(error);
    throw new SetupError(`${wrong}; npm start -- --help explains`, 2);
  }
}

/**
 * Fetches the private engine where none answers; the app explains when there is no way to get one.
 * @param {{ yes: boolean }} options
 */
async function ensureEngine(options) {
  if (process.platform !== "linux") return;
  if (process.env.DRYDOCK_ENGINE !== "private" && (await engineAnswers())) return;
  const root = process.getuid?.() === 0;
  try {
    await ensureEngines(["26.1"]);
    await ensureSystem(root ? ["engine"] : ["engine", "rootless"], options);
    if (root) await ensureCgroups();
  } catch (error) {
    throwIfInterrupted();
    if (!(error instanceof SetupError)) throw error;
    say(`no engine answers, and a private one cannot be made ready: ${error.message}`);
  }
}

function waylandArguments() {
  const onlyWayland = process.platform === "linux" && process.env.WAYLAND_DISPLAY && !process.env.DISPLAY;
  return onlyWayland ? ["--ozone-platform-hint=auto"] : [];
}

/**
 * Starts the app and resolves with its exit code. The first interruption asks it to quit, which may put a question on the
 * screen; the second one ends it at once.
 * @param {import("./setup/electron.mjs").Runtime} runtime
 * @param {string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, patience?: number }} [options] `patience`: milliseconds for quitting where nobody can answer
 * @returns {Promise<number>}
 */
function start(runtime, args, { env = {}, patience } = {}) {
  return new Promise((resolve, reject) => {
    const app = spawn(runtime.executable, [...runtime.args, ...args], {
      cwd: projectFolder,
      env: { ...process.env, ...env },
      stdio: "inherit",
      // Its own process group: a terminal's Ctrl+C would reach it a second time, and Chromium takes two as "now".
      detached: process.platform !== "win32",
    });
    const stop = onInterrupt(() => {
      app.kill("SIGTERM");
      if (patience) setTimeout(() => app.kill("SIGKILL"), patience).unref();
    });
    app.on("error", (error) => reject(new SetupError(`${runtime.executable} does not start: ${error.message}`)));
    app.on("exit", (code, signal) => {
      stop();
      resolve(code ?? 128 + (signal ? constants.signals[signal] : 0));
    });
  });
}

/**
 * Starts the app on a virtual display and prints where its screenshot lies.
 * @param {import("./setup/electron.mjs").Runtime} runtime
 * @param {string[]} args
 */
async function startHeadless(runtime, args) {
  const screen = await startDisplay();
  const file = process.env.DRYDOCK_SCREENSHOT || join(tmpdir(), `drydock-${process.pid}.png`);
  say(`no display: starting on the virtual display ${screen.display}; a screenshot follows, Ctrl+C ends it`);
  rmSync(file, { force: true });
  const ended = new AbortController();
  const shown = announce(file, ended.signal);
  try {
    const env = { DISPLAY: screen.display, DRYDOCK_SCREENSHOT: file };
    // A virtual display has no graphics card: without the switch Chromium tries, and fails, several times before it draws.
    return await start(runtime, ["--disable-gpu", ...args], { env, patience: 30_000 });
  } finally {
    ended.abort();
    await shown;
    await screen.stop();
  }
}

/**
 * Prints the path of the screenshot once the app has written all of it.
 * @param {string} file
 * @param {AbortSignal} signal
 */
async function announce(file, signal) {
  const whole = () => existsSync(file) && readFileSync(file).subarray(-8).includes("IEND");
  while (!signal.aborted) {
    if (whole()) return void process.stdout.write(`drydock: screenshot ${file}\n`);
    await pause(200, undefined, { signal }).catch(() => {});
  }
}
