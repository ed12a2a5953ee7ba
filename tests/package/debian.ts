import { existsSync, readdirSync } from "node:fs";
import { delimiter, join, resolve } from "node:path";
import { output } from "./run.ts";

const project = resolve(import.meta.dirname, "../..");

/** Why a package cannot be installed and started on this computer, or undefined when it can. */
export function obstacle(): string | undefined {
  if (process.platform !== "linux") return "a .deb is installed on Debian or Ubuntu";
  if (process.getuid?.() !== 0) return "only root installs packages";
  const folders = (process.env.PATH ?? "").split(delimiter);
  const missing = ["apt-get", "dpkg-deb", "setpriv", "Xvfb", "xdotool"].filter(
    (name) => !folders.some((folder) => existsSync(join(folder, name))),
  );
  return missing.length > 0 ? `${missing.join(", ")} is missing` : undefined;
}

/** Packages what out/ holds, compressed little, into `folder`; the .deb's path. */
export async function buildDeb(folder: string): Promise<string> {
  const words = ["scripts/package.mjs", "--targets", "deb", "--fast", "--skip-build", "--output", folder];
  await output(process.execPath, words, { cwd: project });
  const name = readdirSync(folder).find((file) => file.endsWith(".deb"));
  if (!name) throw new Error(`no .deb in ${folder}`);
  return join(folder, name);
}

const apt = (...words: string[]) =>
  output("apt-get", ["--yes", "--quiet", "--no-install-recommends", "-o", "DPkg::Lock::Timeout=120", ...words], {
    env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
  });

/** Installs what the package depends on, so that afterwards only its own files come and go. */
export async function installDependencies(deb: string): Promise<void> {
  await apt("satisfy", (await output("dpkg-deb", ["--field", deb, "Depends"])).trim());
}

export async function install(deb: string): Promise<void> {
  await apt("install", deb);
}

export async function purge(): Promise<void> {
  await apt("purge", "drydock");
}

/** Every file outside of people's own data, and every text in which the system keeps lists, with Drydock's lines in it. */
export async function systemState(): Promise<Set<string>> {
  const others = ["/var/lib/apt", "/var/lib/docker", "/var/lib/containerd"].flatMap((path) => ["-path", path, "-o"]);
  const files = await output("find", [
    "/etc",
    "/opt",
    "/usr",
    "/var/lib",
    "-xdev",
    "(",
    ...others,
    "-false",
    ")",
    "-prune",
    "-o",
    "-print",
  ]);
  const lists = ["/etc", "/usr/share/applications", "/usr/share/mime", "/var/lib/dpkg"];
  // grep's exit code 1 says that it found nothing.
  const words = [
    "-c",
    'grep -rIi --exclude="*-old" -e drydock -e docker-compose+yaml "$@" || test $? = 1',
    "grep",
    ...lists,
  ];
  const mentions = await output("sh", words);
  return new Set([...files.split("\n"), ...mentions.split("\n")].filter(Boolean));
}
