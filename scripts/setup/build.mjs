import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { projectFolder } from "./places.mjs";
import { run, SetupError, withProgress } from "./steps.mjs";

const sources = ["main", "shared", "renderer", "package.json", "package-lock.json", "electron.vite.config.ts"];
const outputs = ["out/main/index.cjs", "out/preload/preload.cjs", "out/renderer/index.html"];

/** Builds the app into `out/` when a source is newer than what lies there; throws SetupError with the compiler's words. */
export async function ensureBuild() {
  if (isBuilt(projectFolder)) return;
  const cli = join(projectFolder, "node_modules", "electron-vite", "bin", "electron-vite.js");
  const { code, stdout, stderr } = await withProgress("building …", () =>
    run(process.execPath, [cli, "build", "--logLevel", "warn"], { cwd: projectFolder }),
  );
  if (code !== 0) throw new SetupError(`the build failed:\n${`${stdout}\n${stderr}`.trim()}`);
}

/**
 * Whether every output is newer than every source below `folder`; folders count too, so that a deleted file is noticed.
 * @param {string} folder
 */
export function isBuilt(folder) {
  const built = outputs.map((file) => join(folder, file));
  if (!built.every((file) => existsSync(file))) return false;
  const oldest = Math.min(...built.map((file) => statSync(file).mtimeMs));
  return sources.every((name) => newest(join(folder, name)) <= oldest);
}

/**
 * @param {string} path
 * @returns {number} milliseconds
 */
function newest(path) {
  const status = statSync(path, { throwIfNoEntry: false });
  if (!status) return 0;
  if (!status.isDirectory()) return status.mtimeMs;
  return readdirSync(path).reduce((latest, name) => Math.max(latest, newest(join(path, name))), status.mtimeMs);
}
