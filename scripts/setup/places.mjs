import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join, resolve } from "node:path";

/** The folder of this checkout. */
export const projectFolder = resolve(import.meta.dirname, "../..");

/**
 * The folder for what can be fetched again: runtimes and engines, shared by every checkout of this user.
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {string}
 */
export function cacheFolder(env = process.env) {
  if (env.DRYDOCK_CACHE_DIR) return resolve(env.DRYDOCK_CACHE_DIR);
  return join(env.XDG_CACHE_HOME || join(homedir(), ".cache"), "drydock");
}

/**
 * Finds an executable in PATH and the system folders that an ordinary user's PATH leaves out.
 * @param {string} name
 * @param {string | undefined} [path]
 * @returns {string | undefined}
 */
export function findExecutable(name, path = process.env.PATH) {
  const folders = [...(path ?? "").split(":"), "/usr/local/sbin", "/usr/sbin", "/sbin", "/usr/bin", "/bin"];
  return folders
    .filter(Boolean)
    .map((folder) => join(folder, name))
    .find((file) => existsSync(file));
}
