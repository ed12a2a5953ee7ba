import { existsSync, readdirSync, readFileSync } from "node:fs";
import { chmod, copyFile, mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { privateApt, readOperatingSystem, unpackDebs } from "./apt.mjs";
import { cacheFolder, findExecutable } from "./places.mjs";
import { run, SetupError, withProgress } from "./steps.mjs";

/**
 * A private engine's files, unpacked in the cache: executables in `bin`, the docker CLI's plugins in `cli-plugins`, and in `lib`
 * (for LD_LIBRARY_PATH) the libraries this machine lacks.
 * @typedef {{ name: string, version: string, folder: string }} EngineFiles
 */

/**
 * The Debian release each engine comes from. Elsewhere both names stand for the system's own docker.io.
 * @type {Record<string, string>}
 */
const releases = { 26.1: "trixie", "20.10": "bookworm" };

/** What is taken from the engine's release; the rest comes from the machine's own, because it is linked against its libraries. */
const engineFiles = [
  "dockerd",
  "docker-proxy",
  "containerd",
  "containerd-shim-runc-v2",
  "docker",
  "dockerd-rootless.sh",
];
const ownPackages = ["runc", "tini", "busybox-static", "docker-registry"];
const ownFiles = ["runc", "tini-static", "busybox", "docker-registry"];
const rootlessFiles = ["rootlesskit", "slirp4netns"];
/** Libraries that small installations lack, by package. */
const libraries = {
  "libdevmapper1.02.1": "libdevmapper.so.1.02.1",
  libslirp0: "libslirp.so.0",
  libseccomp2: "libseccomp.so.2",
};

/**
 * Lists the engines in the cache, newest first.
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {EngineFiles[]}
 */
function installedEngines(env = process.env) {
  const cache = cacheFolder(env);
  if (!existsSync(cache)) return [];
  return readdirSync(cache)
    .filter((name) => name.startsWith("engine-"))
    .map((name) => join(cache, name, "engine.json"))
    .filter((file) => existsSync(file))
    .map((file) => ({ ...JSON.parse(readFileSync(file, "utf8")), folder: join(file, "..") }))
    .sort((a, b) => b.version.localeCompare(a.version, "en", { numeric: true }));
}

/**
 * Makes engines ready, fetching what is missing from the distribution's own mirror without installing a package; throws SetupError.
 * @param {string[]} names of `26.1` and `20.10`
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Promise<EngineFiles[]>} one per name, in that order
 */
export async function ensureEngines(names, env = process.env) {
  const system = readOperatingSystem();
  const found = [];
  for (const name of names) {
    const wanted = system.id === "debian" ? releases[name] : system.codename;
    if (!releases[name]) throw new SetupError(`unknown engine ${name}: ${Object.keys(releases).join(" or ")}`, 2);
    const installed = () => installedEngines(env).find((engine) => engine.name === wanted);
    found.push(installed() ?? (await install(name, wanted ?? "", system, env)));
  }
  return found;
}

/**
 * @param {string} name
 * @param {string} codename
 * @param {ReturnType<typeof readOperatingSystem>} system
 * @param {NodeJS.ProcessEnv} env
 */
async function install(name, codename, system, env) {
  if (process.platform !== "linux" || !findExecutable("apt-get") || !codename) {
    throw new SetupError(`no engine can be fetched here. ${howToGetAnEngine(system)}`);
  }
  const cache = cacheFolder(env);
  await mkdir(cache, { recursive: true });
  const work = await mkdtemp(join(cache, ".engine-"));
  try {
    return await withProgress(
      `fetching Docker Engine ${name} from ${system.name}'s mirror (about 150 MB) …`,
      async () => {
        await fetchPackages(work, codename, system);
        return assemble(work, cache, codename);
      },
    );
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/**
 * @param {string} work
 * @param {string} codename
 * @param {ReturnType<typeof readOperatingSystem>} system
 */
async function fetchPackages(work, codename, system) {
  const folder = async (/** @type {string} */ name) => {
    await mkdir(join(work, name), { recursive: true });
    return join(work, name);
  };
  const own = await privateApt(await folder("apt-own"), system.codename);
  const debian = system.id === "debian";
  // Debian 12's Compose is the old Python one, so the plugins come from Debian 13 with either engine; they are static enough.
  const plugins = debian ? ["docker-compose", "docker-buildx"] : ["docker-compose-v2", "docker-buildx"];
  const pluginRelease = debian && ["bookworm", "bullseye"].includes(system.codename) ? "trixie" : system.codename;
  const releasesNeeded = [...new Set([codename, pluginRelease])];
  for (const release of releasesNeeded) {
    const download = release === system.codename ? own : await privateApt(await folder(`apt-${release}`), release);
    if (release === codename) {
      await download(["docker.io", "containerd"], await folder("debs"));
      // A package of its own in newer releases, part of docker.io before.
      await download(["docker-cli"], join(work, "debs")).catch(() => {});
    }
    if (release === pluginRelease) await download(plugins, await folder("debs"));
  }
  await own(ownPackages, await folder("own-debs"));
  for (const name of [...Object.keys(libraries), ...rootlessFiles]) {
    await own([name], join(work, "own-debs")).catch(() => {});
  }
  await unpackDebs(join(work, "debs"), join(work, "engine"));
  await unpackDebs(join(work, "own-debs"), join(work, "own"));
}

/**
 * Puts the unpacked files into the layout that EngineFiles describes, and moves it into the cache in one step.
 * @param {string} work
 * @param {string} cache
 * @param {string} codename
 * @returns {Promise<EngineFiles>}
 */
async function assemble(work, cache, codename) {
  const target = join(work, "target");
  for (const name of ["bin", "lib", "cli-plugins"]) await mkdir(join(target, name), { recursive: true });
  await takeFiles(join(work, "engine"), engineFiles, join(target, "bin"));
  await takeFiles(join(work, "engine"), ["docker-compose", "docker-buildx"], join(target, "cli-plugins"));
  await takeFiles(join(work, "own"), ownFiles, join(target, "bin"));
  await takeFiles(join(work, "own"), [...rootlessFiles, "rootlesskit-docker-proxy"], join(target, "bin"), true);
  await rename(join(target, "bin", "tini-static"), join(target, "bin", "docker-init"));
  const present = (await run("/sbin/ldconfig", ["-p"])).stdout;
  const missing = Object.values(libraries).filter((library) => !present.includes(`\t${library} `));
  await takeFiles(join(work, "own"), missing, join(target, "lib"), true);

  const environment = engineEnvironment({ folder: target });
  const { stdout, stderr } = await run(join(target, "bin", "dockerd"), ["--version"], { env: environment });
  const version = stdout.match(/version ([\d.]+)/)?.[1];
  if (!version) throw new SetupError(`the fetched dockerd does not run here: ${stderr.trim()}`);
  await writeFile(join(target, "engine.json"), JSON.stringify({ name: codename, version }));
  const folder = join(cache, `engine-${version}`);
  // Another run may have finished first, and its engine may be running: its folder is as good as this one.
  await rename(target, folder).catch((error) => {
    if (!existsSync(join(folder, "engine.json"))) throw error;
  });
  return { name: codename, version, folder };
}

/**
 * The environment a program of this engine needs: its own executables first, and its libraries.
 * @param {{ folder: string }} engine
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {NodeJS.ProcessEnv}
 */
export function engineEnvironment({ folder }, env = process.env) {
  const path = [join(folder, "bin"), env.PATH, "/usr/sbin", "/sbin"].filter(Boolean).join(":");
  const libraryPath = [join(folder, "lib"), env.LD_LIBRARY_PATH].filter(Boolean).join(":");
  return { ...env, PATH: path, LD_LIBRARY_PATH: libraryPath };
}

/**
 * Copies files out of an unpacked tree by name, wherever their package puts them.
 * @param {string} tree
 * @param {string[]} names
 * @param {string} into
 */
async function takeFiles(tree, names, into, optional = false) {
  // Only folders of programs and libraries: init scripts and shell completions have the same names.
  const files = readdirSync(tree, { recursive: true, withFileTypes: true }).filter(
    (entry) => !entry.isDirectory() && /\/(s?bin|cli-plugins|contrib|lib\/[^/]+)$/.test(entry.parentPath),
  );
  for (const name of names) {
    const found = files.find((entry) => entry.name === name && (entry.isFile() || name.includes(".so.")));
    if (!found && optional) continue;
    if (!found) throw new SetupError(`the distribution's packages hold no ${name}.`);
    await copyFile(join(found.parentPath, found.name), join(into, basename(name)));
    await chmod(join(into, basename(name)), 0o755);
  }
}

/**
 * One sentence: how to get an engine on this system.
 * @param {ReturnType<typeof readOperatingSystem>} system
 */
function howToGetAnEngine(system) {
  if (process.platform === "darwin") return "Install Docker Desktop, OrbStack or Colima and start it.";
  if (process.platform === "win32") return "Install Docker Desktop and start it.";
  const like = (/** @type {string} */ id) => system.like.includes(id);
  if (like("fedora") || like("rhel")) return "Run: sudo dnf install moby-engine && sudo systemctl enable --now docker";
  if (like("arch")) return "Run: sudo pacman -S docker && sudo systemctl enable --now docker";
  if (like("suse") || like("opensuse")) return "Run: sudo zypper install docker && sudo systemctl enable --now docker";
  if (like("debian")) return "Run: sudo apt-get update && sudo apt-get install docker.io";
  return "Install Docker Engine with your system's package manager and start it.";
}
