import { createHash } from "node:crypto";
import { constants } from "node:fs";
import { open } from "node:fs/promises";
import { basename, dirname, isAbsolute, join, resolve } from "node:path";
import type { ComposeProblem, ComposeSource } from "@shared/compose.ts";
import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, visit } from "yaml";
import { type Bases, withBase } from "./extends.ts";
import { directoryOf } from "./program.ts";
import { fillIn, readVariables, type Variables } from "./variables.ts";

/** Any YAML mapping, as it was written. */
export type Mapping = Readonly<Record<string, unknown>>;
export const isMapping = (value: unknown): value is Mapping =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** One Compose file: what it says, with its variables filled in, and where it says it. */
export interface ComposeFile {
  readonly file: string;
  /** The folder that its relative paths start from. */
  readonly directory: string;
  readonly value: Mapping;
  /** It was not named, but another one includes it. */
  readonly included: boolean;
  /** Line and column of what is at this path, or of the nearest thing above it. */
  at(path: readonly (string | number)[]): { readonly line: number; readonly column: number } | undefined;
}

/** All files of a project as they are on the disk now; nothing was run. */
export interface LoadedProject {
  readonly directory: string;
  /** In the order in which they count: a later one overrides. Includes come before the file that includes them. */
  readonly files: readonly ComposeFile[];
  readonly variables: Variables;
  readonly problems: readonly ComposeProblem[];
  /** Includes from elsewhere, which were not fetched. */
  readonly remotes: readonly { readonly url: string; readonly file: string; readonly line?: number }[];
  readonly hash: string;
}

const longestFile = 1024 * 1024;
const mostFiles = 100;
const longestTotal = 4 * 1024 * 1024;
/** Far above what people write, far below what fills the memory ("billion laughs"). */
const mostAliases = 10_000;

/** Reads a text file within a bound; rejects with a sentence. */
async function readText(file: string): Promise<string> {
  // Without O_NONBLOCK a pipe waits for its writer.
  const handle = await open(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)).catch((error) => {
    const { code } = error as NodeJS.ErrnoException;
    throw new Error(
      code === "ENOENT" || code === "ENOTDIR"
        ? `${file} does not exist.`
        : code === "EACCES"
          ? `You may not read ${file}.`
          : `${file} cannot be read: ${(error as Error).message}`,
    );
  });
  try {
    const stat = await handle.stat();
    if (!stat.isFile()) throw new Error(`${file} is not a file.`);
    if (stat.size > longestFile)
      throw new Error(
        `${file} is ${(stat.size / 1e6).toFixed(1)} MB long. Drydock reads Compose and env files up to 1 MB; split it with include.`,
      );
    return await handle.readFile("utf8");
  } finally {
    await handle.close();
  }
}

const remote = /^(?:[a-z][a-z0-9+.-]*:\/\/|git@|github\.com\/)/i;
/** Whether a path of a Compose file is fetched from elsewhere. */
export const isRemote = (path: string): boolean => remote.test(path) && !path.startsWith("file://");

/** A path of a Compose file from its folder, with `~` as Compose reads it. */
export const resolveFrom = (directory: string, path: string, home: string): string =>
  path === "~" || path.startsWith("~/") ? join(home, path.slice(1)) : resolve(directory, path);

/** What stands in an editor instead of what is on the disk, by full path. */
export type Drafts = Readonly<Record<string, string>>;

/** Reads the files of a project with what they include. Bad files become problems; it never rejects. */
export async function loadProject(
  source: ComposeSource,
  environment: Variables,
  home: string,
  drafts: Drafts = {},
): Promise<LoadedProject> {
  const problems: ComposeProblem[] = [];
  const remotes: { url: string; file: string; line?: number }[] = [];
  const files: ComposeFile[] = [];
  const hash = createHash("sha256");
  const directory = directoryOf(source.files, source.directory);
  let total = 0;
  let read = 0;

  const fail = (message: string, file?: string, place?: { line: number; column: number }) =>
    problems.push({ severity: "error", message, ...(file ? { file } : {}), ...place });
  const take = async (file: string): Promise<string | undefined> => {
    if (++read > mostFiles || total > longestTotal) {
      if (read === mostFiles + 1) fail(`These are more than ${mostFiles} files with what they include.`, file);
      return undefined;
    }
    try {
      const text = drafts[file] ?? (await readText(file));
      total += text.length;
      hash.update(`${file}\0${text.length}\0${text}\0`);
      return text;
    } catch (error) {
      fail((error as Error).message, file);
      return undefined;
    }
  };

  const variables = await readEnvironment(source, directory, environment, take);
  const following: string[] = [];
  const load = async (file: string, folder: string, known: Variables): Promise<void> => {
    if (following.includes(file)) {
      fail(`include goes round in a circle: ${[...following, file].map((one) => basename(one)).join(" → ")}.`, file);
      return;
    }
    const text = await take(file);
    if (text === undefined) return;
    const read = parseFile(file, text, folder, known, problems);
    if (!read) return;
    const parsed = { ...read, included: following.length > 0 };
    following.push(file);
    const includes = Array.isArray(parsed.value.include) ? parsed.value.include : [];
    for (const [index, entry] of includes.entries()) {
      const given: Mapping = isMapping(entry) ? entry : { path: entry };
      const { path: paths, project_directory: own, env_file: envFile } = given;
      const listed = (Array.isArray(paths) ? paths : [paths]).filter((path) => typeof path === "string");
      const place = parsed.at(["include", index]);
      if (listed.some(isRemote)) {
        for (const url of listed) remotes.push({ url, file, ...(place ? { line: place.line } : {}) });
        continue;
      }
      const inner = listed.map((path) => resolveFrom(folder, path, home));
      const innerFolder = typeof own === "string" ? resolveFrom(folder, own, home) : dirname(inner[0] ?? folder);
      const envFiles = (Array.isArray(envFile) ? envFile : [envFile])
        .filter((path) => typeof path === "string")
        .map((path) => resolveFrom(folder, path, home));
      const innerKnown = { ...(await readEnvironment({ ...source, envFiles }, innerFolder, {}, take)), ...known };
      for (const path of inner) await load(path, innerFolder, innerKnown);
    }
    following.pop();
    files.push(await extended(parsed, known));
  };
  /** The file with the services that its services extend, read from wherever they are. */
  const extended = async (parsed: ComposeFile, known: Variables): Promise<ComposeFile> => {
    const { services } = parsed.value;
    if (!isMapping(services) || !Object.values(services).some((one) => isMapping(one) && one.extends !== undefined))
      return parsed;
    const bases = new Map<string, Promise<Bases | undefined>>();
    const read = (path: string, from: string): Promise<Bases | undefined> => {
      const target = resolveFrom(from === parsed.file ? parsed.directory : dirname(from), path, home);
      const reading = async () => {
        const text = await take(target);
        const found = text === undefined ? undefined : parseFile(target, text, dirname(target), known, problems);
        return found && { file: target, services: isMapping(found.value.services) ? found.value.services : {} };
      };
      const before = bases.get(target) ?? reading();
      bases.set(target, before);
      return before;
    };
    const whole: Record<string, unknown> = {};
    for (const name of Object.keys(services))
      whole[name] = await withBase({ file: parsed.file, services }, name, read, (sentence) =>
        fail(sentence, parsed.file, parsed.at(["services", name, "extends"])),
      );
    return { ...parsed, value: { ...parsed.value, services: whole } };
  };
  for (const file of source.files) {
    if (isAbsolute(file)) await load(file, directory, variables);
    else fail(`${file} is not the full path of a file.`, file);
  }
  return { directory, files, variables, problems: withoutRepeats(problems), remotes, hash: hash.digest("hex") };
}

/** `--env-file`s, or else `.env` of the folder; what the environment says counts more. */
async function readEnvironment(
  { envFiles }: Pick<ComposeSource, "envFiles">,
  directory: string,
  environment: Variables,
  take: (file: string) => Promise<string | undefined>,
): Promise<Record<string, string | undefined>> {
  let found: Record<string, string> = {};
  if (envFiles.length === 0) {
    const file = join(directory, ".env");
    const text = (await exists(file)) ? await take(file) : undefined;
    if (text !== undefined) found = readVariables(text, environment);
  }
  for (const file of envFiles) {
    const text = await take(file);
    if (text !== undefined) found = { ...found, ...readVariables(text, { ...found, ...environment }) };
  }
  return { PWD: directory, ...found, ...environment };
}

const exists = (file: string): Promise<boolean> =>
  open(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)).then(
    (handle) => handle.close().then(() => true),
    () => false,
  );

/** Says each thing once, however often the file does: a variable that is missing in 50 places is one problem. */
function withoutRepeats(problems: readonly ComposeProblem[]): ComposeProblem[] {
  const seen = new Set<string>();
  return problems.filter(({ message }) => !seen.has(message) && seen.add(message)).slice(0, 200);
}

/** Parses one file and fills in its variables; undefined where it is no mapping at all. */
function parseFile(
  file: string,
  text: string,
  directory: string,
  variables: Variables,
  problems: ComposeProblem[],
): ComposeFile | undefined {
  const lines = new LineCounter();
  const place = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return { line, column: col };
  };
  try {
    const document = parseDocument(text, { lineCounter: lines, merge: true, prettyErrors: false, logLevel: "silent" });
    const [error] = document.errors;
    if (error) {
      problems.push({ severity: "error", message: `${sentence(error.message)}`, file, ...place(error.pos[0]) });
      return undefined;
    }
    if (document.contents === null) {
      problems.push({ severity: "error", message: "The file is empty.", file });
      return undefined;
    }
    visit(document, {
      Scalar(key, node) {
        if (key === "key" || typeof node.value !== "string" || !node.value.includes("$")) return;
        const filled = fillIn(node.value, variables);
        const where = { file, ...(node.range ? place(node.range[0]) : {}) };
        for (const name of filled.unset)
          problems.push({
            severity: "error",
            unset: name,
            message: `The variable ${name} has no value. Set it in ${join(directory, ".env")}, or give it a default: \${${name}:-…}.`,
            ...where,
          });
        for (const { name, why } of filled.required)
          problems.push({
            severity: "error",
            message: `The variable ${name} must be set${why ? `: ${why}` : ""}. Set it in ${join(directory, ".env")}.`,
            ...where,
          });
        if (filled.broken)
          problems.push({
            severity: "error",
            message: `“${filled.broken}” is no variable. Write $$ for a dollar sign.`,
            ...where,
          });
        node.value = filled.text;
      },
    });
    const value: unknown = document.toJS({ maxAliasCount: mostAliases });
    if (!isMapping(value)) {
      problems.push({
        severity: "error",
        message: "This is no Compose file: it is not a mapping.",
        file,
        line: 1,
        column: 1,
      });
      return undefined;
    }
    return {
      file,
      directory,
      value,
      included: false,
      at: (path) => {
        const node = nodeAt(document.contents, path);
        return node?.range ? place(node.range[0]) : undefined;
      },
    };
  } catch (error) {
    const { message } = error as Error;
    problems.push({
      severity: "error",
      message: /alias/i.test(message)
        ? "Its anchors and aliases grow into something far too large (“billion laughs”), so it was not read."
        : /stack/i.test(message)
          ? "It is nested too deeply to be read."
          : `It cannot be read: ${message}`,
      file,
    });
    return undefined;
  }
}

/** The node at a path, or the last one on the way to it. */
function nodeAt(root: unknown, path: readonly (string | number)[]): Node | undefined {
  let node = root as Node | undefined;
  let found: Node | undefined;
  for (const step of path) {
    if (isAlias(node)) break;
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step));
      if (!pair) break;
      found = (pair.key as Node) ?? found;
      node = pair.value as Node | undefined;
    } else if (isSeq(node) && typeof step === "number") {
      node = node.items[step] as Node | undefined;
      found = node ?? found;
    } else break;
  }
  return found;
}

const sentence = (text: string): string => {
  const [first = ""] = text.split("\n");
  return /[.!?]$/.test(first) ? first : `${first}.`;
};
