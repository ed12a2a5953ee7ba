import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import type { ComposeProgramInfo } from "@shared/compose.ts";
import type { EngineStatus } from "@shared/engine.ts";
import { DrydockError } from "@shared/errors.ts";
import { z } from "zod";
import { readSmall } from "../docker/contexts.ts";
import type { Surroundings } from "../docker/hosts.ts";
import { findProgram, runProgram } from "../program.ts";

/** Compose as it is run here: `file`, then `words`, then what `composeArguments` gives. */
export interface ComposeProgram {
  readonly kind: "plugin" | "standalone" | "v1";
  readonly file: string;
  /** `compose` where the docker CLI runs the plugin. */
  readonly words: readonly string[];
  readonly version: string;
  /** It can tell its progress as JSON. */
  readonly json: boolean;
}

const extraFolders = z.object({ cliPluginsExtraDirs: z.array(z.string().max(4096)).max(50).optional() });

const executable = (platform: NodeJS.Platform, name: string): string => (platform === "win32" ? `${name}.exe` : name);

async function isProgram(file: string): Promise<boolean> {
  return access(file, constants.X_OK)
    .then(async () => (await stat(file)).isFile())
    .catch(() => false);
}

async function firstProgram(files: readonly string[]): Promise<string | undefined> {
  for (const file of files) if (await isProgram(file)) return file;
  return undefined;
}

/** Folders that an app started from a desktop does not have in its PATH, and a terminal has. */
const usualFolders: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  darwin: ["/usr/local/bin", "/opt/homebrew/bin", "/Applications/Docker.app/Contents/Resources/bin"],
  linux: ["/usr/local/bin", "/usr/bin", "/bin", "/snap/bin"],
};

/** PATH with the usual folders behind it. */
export function searchPath({ env, platform, home }: Surroundings): string {
  const own = (env.PATH ?? env.Path ?? "").split(delimiter).filter(Boolean);
  const usual = [...(usualFolders[platform] ?? []), ...(platform === "win32" ? [] : [join(home, ".docker", "bin")])];
  return [...new Set([...own, ...usual])].join(delimiter);
}

/** Folders of the docker CLI's plugins, in the order in which it looks (cli-plugins/manager/manager*.go). */
export async function pluginFolders({ env, platform, home }: Surroundings): Promise<string[]> {
  const config = env.DOCKER_CONFIG || join(home, ".docker");
  const extra = await readSmall(join(config, "config.json"))
    .then((text) => extraFolders.parse(JSON.parse(text)).cliPluginsExtraDirs ?? [])
    .catch(() => []);
  const shared =
    platform === "win32"
      ? [
          join(env.ProgramData ?? "C:\\ProgramData", "Docker", "cli-plugins"),
          join(env.ProgramFiles ?? "C:\\Program Files", "Docker", "cli-plugins"),
          join(env.ProgramFiles ?? "C:\\Program Files", "Docker", "Docker", "resources", "cli-plugins"),
        ]
      : [
          "/usr/local/lib/docker/cli-plugins",
          "/usr/local/libexec/docker/cli-plugins",
          "/usr/lib/docker/cli-plugins",
          "/usr/libexec/docker/cli-plugins",
          ...(platform === "darwin"
            ? [
                "/Applications/Docker.app/Contents/Resources/cli-plugins",
                "/opt/homebrew/lib/docker/cli-plugins",
                "/Applications/OrbStack.app/Contents/MacOS/xbin",
              ]
            : []),
        ];
  return [...extra, join(config, "cli-plugins"), ...shared];
}

/** Programs that may be Compose, best first: the plugin through docker, the plugin by itself, then `docker-compose`. */
async function candidates(around: Surroundings): Promise<Pick<ComposeProgram, "file" | "words">[]> {
  const folders = await pluginFolders(around);
  const plugin = await firstProgram(
    folders.map((folder) => join(folder, executable(around.platform, "docker-compose"))),
  );
  const path = { PATH: searchPath(around) };
  const docker = await findProgram("docker", path);
  const standalone = await findProgram("docker-compose", path);
  return [
    ...(plugin && docker ? [{ file: docker, words: ["compose"] }] : []),
    ...(plugin ? [{ file: plugin, words: [] }] : []),
    ...(standalone ? [{ file: standalone, words: [] }] : []),
  ];
}

/** Milliseconds in which a program says its version; the first start after an installation is slow. */
const patience = 20_000;

/** The first program that answers to `version` as Compose, or undefined. Nothing of a Compose file is read. */
export async function findCompose(around: Surroundings): Promise<ComposeProgram | undefined> {
  for (const { file, words } of await candidates(around)) {
    const options = { env: baseEnvironment(around), cwd: emptyFolder, deadline: patience };
    const answer = await runProgram(file, [...words, "version"], options).catch(() => undefined);
    const version = /(?:Docker Compose|docker-compose) version v?(\d+\.[^\s,]+)/i.exec(answer?.stdout ?? "")?.[1];
    if (answer?.code !== 0 || !version) continue;
    if (version.startsWith("1.")) return { kind: "v1", file, words, version, json: false };
    const help = await runProgram(file, [...words, "--help"], options).catch(() => undefined);
    const json = /--progress[^(]*\([^)]*\bjson\b/.test((help?.stdout ?? "").replace(/\s+/g, " "));
    return { kind: words.length > 0 ? "plugin" : "standalone", file, words, version, json };
  }
  return undefined;
}

/** A folder without a Compose file, also above it: Compose looks for one where it is started. */
export const emptyFolder = process.platform === "win32" ? `${process.env.SystemDrive ?? "C:"}\\` : "/";

/** Names that programs need from the surroundings; nothing of Compose's or Docker's own is among them. */
const kept = [
  ...["HOME", "USER", "LOGNAME", "LANG", "LC_ALL", "TMPDIR", "XDG_RUNTIME_DIR", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"],
  ...["SSH_AUTH_SOCK", "SSH_AGENT_PID", "DOCKER_CONFIG", "LD_LIBRARY_PATH"],
  ...["HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy"],
  ...["SystemRoot", "SystemDrive", "USERPROFILE", "USERNAME", "APPDATA", "LOCALAPPDATA", "ProgramData", "ProgramFiles"],
  ...["TEMP", "TMP", "ComSpec", "PATHEXT"],
];

/** The environment without an engine: no COMPOSE_* of a terminal, no colours, no questions. */
export function baseEnvironment(around: Surroundings): Record<string, string> {
  const env: Record<string, string> = {};
  for (const name of kept) {
    const value = around.env[name];
    if (value !== undefined) env[name] = value;
  }
  return {
    ...env,
    PATH: searchPath(around),
    ...(around.platform === "win32" ? {} : { HOME: around.env.HOME || around.home }),
    NO_COLOR: "1",
    COMPOSE_ANSI: "never",
    COMPOSE_MENU: "0",
    // Remote includes stay off until somebody has agreed to them.
    COMPOSE_EXPERIMENTAL_GIT_REMOTE: "false",
    COMPOSE_EXPERIMENTAL_OCI_REMOTE: "false",
    DOCKER_CLI_HINTS: "false",
  };
}

type Shown = Pick<EngineStatus, "key" | "host">;

/** The environment that reaches exactly the engine on the screen, whatever docker context is current. */
export function composeEnvironment(
  around: Surroundings,
  { key, host }: Shown,
  remotes = false,
): Record<string, string> {
  const base = baseEnvironment(around);
  const reach: Record<string, string> = {};
  if (key.startsWith("context:")) reach.DOCKER_CONTEXT = key.slice("context:".length);
  else reach.DOCKER_HOST = host;
  if (key === "DOCKER_HOST")
    for (const name of ["DOCKER_TLS", "DOCKER_TLS_VERIFY", "DOCKER_CERT_PATH"])
      if (around.env[name]) reach[name] = around.env[name];
  return {
    ...base,
    ...reach,
    ...(remotes ? { COMPOSE_EXPERIMENTAL_GIT_REMOTE: "true", COMPOSE_EXPERIMENTAL_OCI_REMOTE: "true" } : {}),
  };
}

/** Global options that make a run readable by us, before those of `composeWords`. */
const quiet = ({ kind, json }: ComposeProgram): string[] =>
  kind === "v1" ? ["--no-ansi"] : ["--ansi", "never", "--progress", json ? "json" : "plain"];

/**
 * The arguments for `program`, from the words after `docker` that stand on the screen. `progress`: with the options
 * that make its steps readable, for what is run and followed.
 */
export function composeArguments(
  program: ComposeProgram,
  words: readonly string[],
  { progress = false } = {},
): string[] {
  const [, ...rest] = words;
  const own = program.kind === "v1" ? wordsOfV1(rest) : rest;
  return [...program.words, ...(progress ? quiet(program) : program.kind === "v1" ? [] : ["--ansi", "never"]), ...own];
}

/** Compose 1 reads one `--env-file`, knows no `up --pull`, and lists no `*` for all profiles. */
function wordsOfV1(words: readonly string[]): string[] {
  const envFiles = words.filter((_, at) => words[at - 1] === "--env-file");
  if (envFiles.length > 1)
    throw new DrydockError(
      "UNSUPPORTED",
      "Compose 1 reads one env file, and this project has several. Install Compose 2: see docs.docker.com/compose/install.",
    );
  return words.filter((word, at) => !(word === "--pull" || (word === "always" && words[at - 1] === "--pull")));
}

/** What the page is told of it, with advice where there is none. */
export function programInfo(program: ComposeProgram | undefined, platform: NodeJS.Platform): ComposeProgramInfo {
  if (program)
    return {
      kind: program.kind,
      version: program.version,
      file: program.file,
      ...(program.kind === "v1"
        ? { advice: "This is Compose 1, which ended in 2023. Install the Compose plugin of Docker for all features." }
        : {}),
    };
  const how =
    platform === "linux"
      ? "Install your distribution's docker-compose-plugin, docker-compose-v2 or docker-compose package"
      : "Install Docker Desktop, which brings it";
  return {
    kind: "missing",
    version: "",
    file: "",
    advice: `Docker Compose was not found. ${how}, or put the docker-compose program into ~/.docker/cli-plugins. Projects that run are shown all the same.`,
  };
}

/** The folder that relative paths of these files start from. */
export const directoryOf = (files: readonly string[], directory: string): string =>
  directory || (files[0] === undefined ? emptyFolder : dirname(files[0]));
