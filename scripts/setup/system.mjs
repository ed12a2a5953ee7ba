import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline/promises";
import { findExecutable } from "./places.mjs";
import { installCommands, missingRequirements } from "./requirements.mjs";
import { run, SetupError, say, withProgress } from "./steps.mjs";

/**
 * Installs the system packages that are missing for these purposes: with a terminal after asking (unless `yes`), without one at
 * once. Throws a SetupError with the exact commands where that cannot be done. Only Linux needs any.
 * @param {import("./requirements.mjs").Purpose[]} purposes
 * @param {{ yes: boolean }} options
 */
export async function ensureSystem(purposes, { yes }) {
  if (process.platform !== "linux") return;
  const missing = await missingRequirements(purposes);
  if (missing.length === 0) return;
  const names = missing.map(({ library, program, apt }) => library ?? program ?? apt).join(", ");
  const manager = packageManager();
  if (!manager) throw new SetupError(`this system lacks ${names}. Install them and run this again.`);
  const commands = installCommands(manager, missing);
  const byHand = `this system lacks ${names}. Run this, then start again:\n  ${commands}`;
  const root = process.getuid?.() === 0;
  const terminal = process.stdin.isTTY && process.stderr.isTTY;
  if (manager !== "apt" || (!root && !(terminal && findExecutable("sudo")))) throw new SetupError(byHand);
  const wanted = missing.map(({ apt }) => apt);
  say(`system packages needed: ${wanted.join(", ")}`);
  if (terminal && !yes && !(await confirm("Install them now?"))) throw new SetupError(byHand);
  await installPackages(wanted, root);
  const still = await missingRequirements(purposes);
  if (still.length > 0) throw new SetupError(`the packages did not bring what is needed. ${byHand}`);
}

/** @returns {import("./requirements.mjs").PackageManager | undefined} */
function packageManager() {
  if (findExecutable("apt-get")) return "apt";
  if (findExecutable("dnf")) return "dnf";
  if (findExecutable("pacman")) return "pacman";
  return findExecutable("zypper") ? "zypper" : undefined;
}

/**
 * @param {string[]} dependencies in apt's syntax, with alternatives
 * @param {boolean} root
 */
async function installPackages(dependencies, root) {
  const options = ["-y", "-q", "--no-install-recommends", "-o", "DPkg::Lock::Timeout=120", "-o", "Acquire::Retries=3"];
  const steps = [
    ["apt-get", "-q", "update"],
    ["apt-get", ...options, "satisfy", dependencies.join(", ")],
  ];
  for (const [index, step] of steps.entries()) {
    const [command = "", ...args] = root ? step : ["sudo", "DEBIAN_FRONTEND=noninteractive", ...step];
    const what = index === 0 ? "reading the package lists …" : "installing system packages …";
    const { code, stderr } = root
      ? await withProgress(what, () =>
          run(command, args, { env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" } }),
        )
      : await runOnTerminal(command, args);
    // A list that cannot be read (a foreign repository) may not matter: installing tells.
    if (code !== 0 && index > 0) throw new SetupError(`apt-get could not install them: ${stderr.trim()}`);
  }
}

/**
 * Runs a command that may ask for a password.
 * @param {string} command
 * @param {string[]} args
 */
async function runOnTerminal(command, args) {
  const child = spawn(command, args, { stdio: ["inherit", "ignore", "inherit"] });
  const [code] = await once(child, "close");
  return { code: Number(code ?? 1), stderr: "see above" };
}

/** @param {string} question */
async function confirm(question) {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await lines.question(`drydock: ${question} [y/N] `);
  lines.close();
  return /^y(es)?$/i.test(answer.trim());
}

/**
 * Throws a SetupError with the exact commands where this system keeps Electron from starting its sandbox as an ordinary user.
 * @param {string} executable Electron's
 */
export function checkSandbox(executable) {
  if (process.platform !== "linux" || process.getuid?.() === 0) return;
  const setting = (/** @type {string} */ file) => (existsSync(file) ? readFileSync(file, "utf8").trim() : "");
  const restricted =
    setting("/proc/sys/kernel/apparmor_restrict_unprivileged_userns") === "1" ||
    setting("/proc/sys/kernel/unprivileged_userns_clone") === "0";
  if (!restricted) return;
  const helper = join(dirname(executable), "chrome-sandbox");
  const status = statSync(helper, { throwIfNoEntry: false });
  if (status && status.uid === 0 && status.mode & 0o4000) return;
  throw new SetupError(
    `this system restricts user namespaces, so Electron's sandbox needs its helper owned by root. Run this, then start again:
  sudo chown root:root '${helper}' && sudo chmod 4755 '${helper}'`,
  );
}
