// Builds the packages that this computer can build into dist/; `npm run package -- --help` explains.
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { drawIcons } from "./package/icons.mjs";
import { isOnline, targetsFor } from "./package/targets.mjs";
import { resolveRuntime } from "./setup/electron.mjs";
import { ensureDependencies } from "./setup/npm.mjs";
import { projectFolder } from "./setup/places.mjs";
import { runMain, SetupError, say } from "./setup/steps.mjs";

const help = `Usage: npm run package -- [options]

  --targets <list>    only these formats: dir, tar.gz, deb, AppImage, rpm, dmg, zip, nsis
  --arch <list>       x64, arm64; this computer's by default
  --output <folder>   where they go; dist by default
  --fast              compress little: for tests
  --skip-build        package what out/ holds already
  --help`;

/** Small programs that do offline what electron-builder's downloaded tools do. */
const standIns = {
  CUSTOM_FPM_PATH: process.env.CUSTOM_FPM_PATH ?? join(projectFolder, "scripts/package/fpm.mjs"),
  ELECTRON_BUILDER_7ZIP_PATH: process.env.ELECTRON_BUILDER_7ZIP_PATH ?? join(projectFolder, "scripts/package/7za.mjs"),
};

await runMain(async () => {
  const options = parseOptions();
  if (options.help) {
    process.stdout.write(`${help}\n`);
    return;
  }
  await ensureDependencies();
  const online = await isOnline();
  const wanted = options.targets;
  const targets = targetsFor({ platform: process.platform, online }).filter(
    ({ name }) => !wanted || wanted.includes(name),
  );
  for (const { name, skipped } of targets) if (skipped) say(`skipped ${name}: ${skipped}`);
  const names = targets.filter(({ skipped }) => !skipped).map(({ name }) => name);
  if (names.length === 0) throw new SetupError("nothing left to build");

  if (!options.skipBuild) await node("electron-vite/bin/electron-vite.js", ["build"]);
  else if (!existsSync(join(projectFolder, "out/main/index.cjs")))
    throw new SetupError("out/ is empty: npm run build fills it");
  await drawIcons(join(projectFolder, "dist/icons"));
  const platform = { darwin: "--mac", win32: "--win" }[process.platform] ?? "--linux";
  await node(
    "electron-builder/cli.js",
    [
      platform,
      ...names,
      ...options.arch.map((name) => `--${name}`),
      "--publish=never",
      ...(await overrides(options, online)),
    ],
    online ? {} : standIns,
  );
  say(`packages are in ${options.output}`);
});

function parseOptions() {
  const option = /** @type {const} */ ({
    targets: { type: "string" },
    arch: { type: "string" },
    output: { type: "string" },
    fast: { type: "boolean" },
    "skip-build": { type: "boolean" },
    help: { type: "boolean" },
  });
  try {
    const { values } = parseArgs({ options: option });
    const list = (/** @type {string | undefined} */ words) => words?.split(",").map((word) => word.trim());
    const known = targetsFor({ platform: process.platform, online: true }).map(({ name }) => name);
    const targets = list(values.targets);
    const arch = list(values.arch) ?? [process.arch];
    const wrong = targets?.find((name) => !known.includes(name)) ?? arch.find((name) => !/^(x64|arm64)$/.test(name));
    if (wrong !== undefined) throw new Error(`unknown word "${wrong}"`);
    const output = resolve(projectFolder, values.output ?? "dist");
    return { targets, arch, output, fast: values.fast, skipBuild: values["skip-build"], help: values.help };
  } catch (error) {
    throw new SetupError(`${error.message}; npm run package -- --help`, 2);
  }
}

/**
 * What this run says differently from electron-builder.yml, as words for electron-builder.
 * @param {{ output: string, arch: string[], fast?: boolean }} options
 * @param {boolean} online
 */
async function overrides({ output, arch, fast }, online) {
  const settings = { "directories.output": output };
  if (fast) Object.assign(settings, { compression: "store", "deb.compression": "gz" });
  const { devDependencies, homepage } = JSON.parse(readFileSync(join(projectFolder, "package.json"), "utf8"));
  // .deb and .rpm must name one. What a fork releases names the fork.
  if (!homepage) settings["extraMetadata.homepage"] = repositoryPage() ?? "about:blank";
  const { executable, version } = await resolveRuntime();
  if (version !== devDependencies.electron) {
    say(`this package carries Electron ${version} and is for tests only: users get ${devDependencies.electron}`);
  }
  if (version !== devDependencies.electron || !online) {
    const other = arch.find((name) => name !== process.arch);
    if (other)
      throw new SetupError(`only Electron for ${process.arch} is here, and the one for ${other} cannot be downloaded`);
    Object.assign(settings, { electronDist: dirname(executable), electronVersion: version });
  }
  return Object.entries(settings).map(([name, value]) => `--config.${name}=${value}`);
}

function repositoryPage() {
  const { GITHUB_SERVER_URL, GITHUB_REPOSITORY } = process.env;
  if (GITHUB_SERVER_URL && GITHUB_REPOSITORY) return `${GITHUB_SERVER_URL}/${GITHUB_REPOSITORY}`;
  try {
    const words = ["remote", "get-url", "origin"];
    const url = execFileSync("git", words, {
      cwd: projectFolder,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
    return /^https:\/\/[^@\s]+$/.test(url.trim()) ? url.trim().replace(/\.git$/, "") : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Runs a tool of node_modules on the terminal; throws SetupError when it fails.
 * @param {string} script
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} [env]
 */
async function node(script, args, env = {}) {
  const words = [join(projectFolder, "node_modules", script), ...args];
  // A CI secret that is not set arrives as an empty string, which electron-builder takes for a certificate's path.
  const set = Object.fromEntries(Object.entries(process.env).filter(([, value]) => value !== ""));
  const child = spawn(process.execPath, words, {
    cwd: projectFolder,
    env: { ...set, ...env },
    stdio: "inherit",
  });
  const [code] = await once(child, "exit");
  if (code !== 0) throw new SetupError(`${script.split("/")[0]} failed`);
}
