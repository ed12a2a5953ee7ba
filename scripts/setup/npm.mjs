import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { projectFolder } from "./places.mjs";
import { run, SetupError, withProgress } from "./steps.mjs";

/**
 * Runs npm: the one that started this script when there is one, else the one in PATH.
 * @param {string[]} args
 * @param {import("./steps.mjs").RunOptions} [options]
 */
export function npm(args, options) {
  const cli = process.env.npm_execpath;
  if (cli && existsSync(cli) && /npm-cli\.c?js$/.test(cli)) return run(process.execPath, [cli, ...args], options);
  // On Windows npm is a .cmd file, which only a shell can start.
  return run("npm", args, { ...options, shell: process.platform === "win32" });
}

/** Installs the npm dependencies when package.json or the lockfile changed since this script last did; throws SetupError. */
export async function ensureDependencies() {
  const stampFile = join(projectFolder, "node_modules", ".drydock-installed");
  const stamp = installStamp(projectFolder);
  if (existsSync(stampFile) && readFileSync(stampFile, "utf8") === stamp) return;
  if (!isInstalled(projectFolder)) {
    // Not `npm ci`: a registry without other platforms' binaries makes the lockfile look incomplete to it.
    const { code, stdout, stderr } = await withProgress("installing npm dependencies (about a minute, 600 MB) …", () =>
      npm(["install", "--no-fund", "--no-audit", "--loglevel=error"], { cwd: projectFolder }),
    );
    if (code !== 0) {
      throw new SetupError(`npm install failed; run it by hand to see more:\n${(stderr || stdout).trim()}`);
    }
  }
  writeFileSync(stampFile, installStamp(projectFolder));
}

/** @param {string} folder */
function installStamp(folder) {
  const hash = createHash("sha256");
  for (const name of ["package.json", "package-lock.json"]) {
    const file = join(folder, name);
    if (existsSync(file)) hash.update(readFileSync(file));
  }
  return hash.digest("hex");
}

/**
 * Whether node_modules holds what the lockfile asks for, as npm itself recorded it (someone may have run npm by hand).
 * @param {string} folder
 */
function isInstalled(folder) {
  const read = (/** @type {string} */ file) => {
    const path = join(folder, file);
    return existsSync(path) ? JSON.parse(readFileSync(path, "utf8")).packages : undefined;
  };
  const wanted = read("package-lock.json");
  const installed = read("node_modules/.package-lock.json");
  if (!wanted || !installed) return false;
  const declared = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")).devDependencies ?? {};
  const locked = wanted[""]?.devDependencies ?? {};
  if (JSON.stringify(sorted(declared)) !== JSON.stringify(sorted(locked))) return false;
  return Object.entries(wanted).every(
    ([path, entry]) => path === "" || entry.optional || installed[path]?.version === entry.version,
  );
}

/** @param {Record<string, string>} record */
function sorted(record) {
  return Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));
}
