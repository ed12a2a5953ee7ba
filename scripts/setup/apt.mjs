import { existsSync, readdirSync, readFileSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { run, SetupError } from "./steps.mjs";

/** @typedef {{ uri: string, release: string }} Repository */

/**
 * Reads /etc/os-release; empty where there is none (macOS, Windows).
 * @returns {{ id: string, codename: string, like: string[], name: string }}
 */
export function readOperatingSystem(file = "/etc/os-release") {
  const text = existsSync(file) ? readFileSync(file, "utf8") : "";
  const value = (/** @type {string} */ key) => text.match(new RegExp(`^${key}="?([^"\n]*)"?$`, "m"))?.[1] ?? "";
  const id = value("ID");
  const like = [id, ...value("ID_LIKE").split(" ")].filter(Boolean);
  return { id, codename: value("VERSION_CODENAME"), like, name: value("PRETTY_NAME") || process.platform };
}

/**
 * Reads the repositories out of what `apt-get update --print-uris` prints.
 * @param {string} output
 * @returns {Repository[]}
 */
export function parseRepositories(output) {
  return [...output.matchAll(/^'(\S+?)\/dists\/(\S+)\/InRelease'/gm)].map(([, uri, release]) => ({
    uri: String(uri),
    release: String(release),
  }));
}

/**
 * The private sources list: this machine's own mirrors and suites (with security and updates), turned to `codename`.
 * @param {Repository[]} repositories as the machine has them configured
 * @param {{ id: string, codename: string }} system
 * @param {string} codename the release wanted, the machine's own or another of the same distribution
 * @returns {string} one line per repository, empty when the machine's own suite is not among them
 */
export function sourcesList(repositories, system, codename) {
  const suites = ["", "-security", "-updates"];
  // Docker's own repository carries Debian's codenames, but none of Debian's packages.
  const known = repositories.filter(({ uri, release }) => {
    return suites.some((suite) => release === system.codename + suite) && !uri.includes("download.docker.com");
  });
  if (!known.some(({ release }) => release === system.codename)) return "";
  const keyring = `/usr/share/keyrings/${system.id}-archive-keyring.gpg`;
  const signed = existsSync(keyring) ? `[signed-by=${keyring}] ` : "";
  const components = system.id === "ubuntu" ? "main universe" : "main";
  return known
    .map(({ uri, release }) => `deb ${signed}${uri} ${release.replace(system.codename, codename)} ${components}\n`)
    .join("");
}

/**
 * Prepares a private apt in `folder` for one release: own lists and cache, so that it needs no root and leaves the machine's as they are.
 * @param {string} folder
 * @param {string} codename
 * @returns {Promise<(packages: string[], into: string) => Promise<void>>} downloads .deb files, installing nothing
 */
export async function privateApt(folder, codename) {
  const lists = join(folder, "lists");
  const cache = join(folder, "cache");
  const sources = join(folder, "sources.list");
  await mkdir(join(lists, "partial"), { recursive: true });
  await mkdir(join(cache, "archives", "partial"), { recursive: true });
  const state = ["-o", `Dir::State::Lists=${lists}`, "-o", `Dir::Cache=${cache}`, "-o", "APT::Sandbox::User=root"];
  const configured = await run("apt-get", [...state, "update", "--print-uris"], { timeout: 30_000 });
  const system = readOperatingSystem();
  const list = sourcesList(parseRepositories(configured.stdout), system, codename);
  if (!list) throw new SetupError(`apt has no repository configured for ${system.codename || system.name}.`);
  await writeFile(sources, list);
  const options = [
    ...["-o", `Dir::Etc::SourceList=${sources}`, "-o", "Dir::Etc::SourceParts=-", ...state],
    ...["-o", "Acquire::Retries=3", "-o", "Acquire::http::Timeout=60", "-o", "Acquire::Languages=none"],
  ];
  await apt([...options, "update"], folder);
  return (packages, into) => apt([...options, "download", ...packages], into);
}

/**
 * @param {string[]} args
 * @param {string} cwd
 */
async function apt(args, cwd) {
  const env = { ...process.env, LC_ALL: "C", DEBIAN_FRONTEND: "noninteractive" };
  const { code, stdout, stderr } = await run("apt-get", ["-q", ...args], { cwd, env, timeout: 10 * 60_000 });
  if (code === 0) return;
  const said = `${stderr}\n${stdout}`.split("\n").find((line) => line.startsWith("E:")) ?? stderr.trim();
  throw new SetupError(`apt-get could not fetch packages: ${said}`);
}

/**
 * Unpacks every .deb in `folder` into `into`, installing nothing.
 * @param {string} folder
 * @param {string} into
 */
export async function unpackDebs(folder, into) {
  await mkdir(into, { recursive: true });
  for (const name of readdirSync(folder).filter((file) => file.endsWith(".deb"))) {
    const { code, stderr } = await run("dpkg", ["-x", join(folder, name), into]);
    if (code !== 0) throw new SetupError(`could not unpack ${name}: ${stderr.trim()}`);
  }
}
