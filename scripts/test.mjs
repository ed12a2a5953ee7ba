// `npm test`: makes everything ready, checks, builds, runs all tests, and ends with one line; `npm test -- --help` explains.
import "./setup/node-version.mjs";
import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { ensureBuild } from "./setup/build.mjs";
import { ensureCgroups } from "./setup/cgroups.mjs";
import { resolveRuntime } from "./setup/electron.mjs";
import { ensureEngines } from "./setup/engine.mjs";
import { ensureDependencies } from "./setup/npm.mjs";
import { projectFolder } from "./setup/places.mjs";
import { onInterrupt, runMain, SetupError, say, throwIfInterrupted } from "./setup/steps.mjs";
import { ensureSystem } from "./setup/system.mjs";

const help = `Usage: npm test [-- [options] [path …]]

Checks types, lint and dead code, builds, and runs every test: without an engine, against private engines, on the built app.

  --unit     only the tests that need no engine and no window
  --e2e      only the tests on the built app
  path …     only test files whose path contains one of these words
  --yes      install system packages without asking
  --help     print this help`;

/** @typedef {{ passed: number, failed: number, skipped: { name: string, why: string }[] }} Summary */

await runMain(async () => {
  const options = readOptions(process.argv.slice(2));
  if (options.help) {
    process.stdout.write(`${help}\n`);
    return 0;
  }
  const started = Date.now();
  await ensureDependencies();
  const runners = chooseRunners(options);
  const summaries = options.unit ? [] : await prepare(options, runners);
  const work = await mkdtemp(join(tmpdir(), "drydock-test-"));
  try {
    for (const runner of runners) {
      say(`${runner.name} …`);
      summaries.push(await runRunner(runner, join(work, "summary.json")));
      throwIfInterrupted();
    }
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  return report(summaries, started);
});

/** @param {string[]} words */
function readOptions(words) {
  try {
    const { values, positionals } = parseArgs({
      args: words,
      allowPositionals: true,
      options: {
        unit: { type: "boolean", default: false },
        e2e: { type: "boolean", default: false },
        yes: { type: "boolean", default: false },
        help: { type: "boolean", default: false },
      },
    });
    return { ...values, paths: positionals };
  } catch (error) {
    const wrong = error instanceof Error ? error.message.split(/[.:](\s|$)/)[0] : String(error);
    throw new SetupError(`${wrong}; npm test -- --help explains`, 2);
  }
}

/**
 * Makes ready what the tests with engines and windows need. A build that fails is a failed test: the others still run.
 * @param {ReturnType<typeof readOptions>} options
 * @param {Runner[]} runners
 * @returns {Promise<Summary[]>}
 */
async function prepare(options, runners) {
  if (process.platform !== "linux" || process.getuid?.() !== 0) {
    throw new SetupError(
      "the tests start private engines, which needs root on Linux: run them in a container or virtual machine as root, " +
        "or the others with: npm test -- --unit",
    );
  }
  await ensureSystem(["app", "display", "engine", "package tests"], options);
  await ensureCgroups();
  await resolveRuntime();
  await ensureEngines(["26.1", "20.10"]);
  if (!runners.some(({ built }) => built)) return [];
  try {
    await ensureBuild();
    return [];
  } catch (error) {
    throwIfInterrupted();
    say(error instanceof Error ? error.message : String(error));
    return [{ passed: 0, failed: 1, skipped: [] }];
  }
}

/**
 * @typedef {{ name: string, command: string, args: string[], counts: boolean, built: boolean }} Runner `built`: it needs the app built
 * @param {ReturnType<typeof readOptions>} options
 * @returns {Runner[]}
 */
function chooseRunners(options) {
  const tool = (/** @type {string} */ path) => join(projectFolder, "node_modules", path);
  const node = process.execPath;
  const reporters = ["--reporter=default", "--reporter=./tests/reporters/vitest.ts"];
  const own = options.paths.filter((path) => !isEndToEnd(path));
  const ends = options.paths.filter(isEndToEnd);
  const all = options.paths.length === 0;
  const check = { name: "types, lint and dead code", command: "npm", args: ["run", "--silent", "check"] };
  const vitest = {
    name: "tests without a window",
    command: node,
    args: [tool("vitest/vitest.mjs"), "run", ...reporters, ...(options.unit ? ["--project=unit"] : []), ...own],
    built: !options.unit && (all || own.some((path) => path.includes("package"))),
  };
  const playwright = {
    name: "tests on the built app",
    command: node,
    args: [tool("@playwright/test/cli.js"), "test", ...(options.e2e ? options.paths : ends)],
  };
  return [
    ...(all && !options.unit && !options.e2e ? [{ ...check, counts: false, built: false }] : []),
    ...((all || own.length > 0) && !options.e2e ? [{ ...vitest, counts: true }] : []),
    ...((all || ends.length > 0 || options.e2e) && !options.unit ? [{ ...playwright, counts: true, built: true }] : []),
  ];
}

/** @param {string} path */
function isEndToEnd(path) {
  return path.includes("e2e");
}

/**
 * Runs one runner to its end, its output on the terminal; the check counts as one test, and a runner that ends without counting
 * has failed.
 * @param {Runner} runner
 * @param {string} file
 * @returns {Promise<Summary>}
 */
async function runRunner(runner, file) {
  await rm(file, { force: true });
  const env = { ...process.env, DRYDOCK_TEST_SUMMARY: file };
  const code = await new Promise((resolve) => {
    const options = { cwd: projectFolder, env, shell: process.platform === "win32" };
    const child = spawn(runner.command, runner.args, { ...options, stdio: ["ignore", "inherit", "inherit"] });
    const stop = onInterrupt(() => child.kill("SIGTERM"));
    const timer = setTimeout(() => child.kill("SIGKILL"), 30 * 60_000);
    child.on("error", () => resolve(127));
    child.on("close", (status) => {
      clearTimeout(timer);
      stop();
      resolve(status ?? 1);
    });
  });
  if (!runner.counts) return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: [] };
  if (!existsSync(file)) return { passed: 0, failed: 1, skipped: [] };
  /** @type {Summary} */
  const summary = JSON.parse(readFileSync(file, "utf8"));
  return code !== 0 && summary.failed === 0 ? { ...summary, failed: 1 } : summary;
}

/**
 * Prints why tests were skipped, and the one line that ends a run.
 * @param {Summary[]} summaries
 * @param {number} started
 */
function report(summaries, started) {
  const skipped = summaries.flatMap((summary) => summary.skipped);
  for (const { name, why } of skipped) process.stdout.write(`skipped: ${name} (${why})\n`);
  const sum = (/** @type {"passed" | "failed"} */ key) => summaries.reduce((total, summary) => total + summary[key], 0);
  const failed = sum("failed");
  say(`${Math.round((Date.now() - started) / 1000)} s`);
  const rest = skipped.length > 0 ? `, ${skipped.length} skipped` : "";
  process.stdout.write(`${sum("passed")} passed, ${failed} failed${rest}\n`);
  return failed === 0 ? 0 : 1;
}
