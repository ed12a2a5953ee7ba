import { lstat, readdir, readFile, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { type BuildFolder, type ContextSize, dockerfilePath } from "@shared/builds.ts";
import { DrydockError } from "@shared/errors.ts";
import { isExcluded, walkContext } from "./context.ts";
import { readDockerfile } from "./dockerfile.ts";
import { matcher, readIgnore } from "./ignore.ts";
import { findDockerfile, realFolder, unreadable } from "./plan.ts";

/** A Dockerfile longer than this is none. */
const longestDockerfile = 1_000_000;
const looksLike = /^(?:.+\.)?(?:dockerfile|containerfile)(?:\..+)?$/i;

/** Reads a Dockerfile's text; INVALID for a file that is too large to be one. */
export async function readText(file: string): Promise<string> {
  try {
    if ((await stat(file)).size > longestDockerfile)
      throw new DrydockError("INVALID", `${file} is too large to be a Dockerfile.`);
    return await readFile(file, "utf8");
  } catch (error) {
    throw unreadable(error, file);
  }
}

/** The .dockerignore that BuildKit uses: the Dockerfile's own before that of the folder. */
async function ignoreOf(root: string, file: string): Promise<{ name: string; lines: string[] } | undefined> {
  for (const name of [`${file}.dockerignore`, join(root, ".dockerignore")]) {
    const text = await readFile(name, "utf8").catch(() => undefined);
    if (text !== undefined) return { name: basename(name), lines: readIgnore(text) };
  }
  return undefined;
}

/** What a folder holds for a build: its Dockerfile, stages, arguments, and the problems that are certain. */
export async function lookAt(folder: string, named: string): Promise<BuildFolder> {
  const root = await realFolder(folder);
  const others = (await readdir(root).catch(() => []))
    .filter((name) => looksLike.test(name) && !name.endsWith(".dockerignore"))
    .sort();
  let file: string;
  try {
    file = await findDockerfile(folder, named);
  } catch (error) {
    if (!(error instanceof DrydockError)) throw error;
    return { dockerfile: null, missing: error.message, others, stages: [], args: [], problems: [] };
  }
  const text = await readText(file);
  const { stages, args, problems, sources } = readDockerfile(text);
  const ignore = await ignoreOf(root, file);
  const missing = await missingSources(root, sources, ignore?.lines ?? []);
  return {
    dockerfile: { path: file, text },
    others: others.filter((name) => dockerfilePath(folder, name) !== file),
    stages,
    args,
    problems: [...problems, ...missing].sort((a, b) => a.line - b.line),
    ...(ignore ? { ignore: ignore.name } : {}),
  };
}

/** COPY and ADD of files that are not there, or that .dockerignore leaves out. */
async function missingSources(
  root: string,
  sources: readonly { path: string; line: number }[],
  lines: readonly string[],
) {
  let ignored: ReturnType<typeof matcher> | undefined;
  try {
    ignored = matcher(lines);
  } catch (error) {
    return [{ line: 1, message: `The .dockerignore cannot be used: ${(error as Error).message}.` }];
  }
  const problems: { line: number; message: string }[] = [];
  for (const { path, line } of sources.slice(0, 200)) {
    const inside = path.replace(/^(?:\.?\/)+/, "").replace(/\/+$/, "");
    if (inside === "" || inside === "." || inside.split("/").includes("..")) continue;
    const there = await lstat(join(root, inside)).catch(() => undefined);
    if (!there) problems.push({ line, message: `There is no ${path} in the folder.` });
    else if (isExcluded(ignored, inside) && (there.isFile() || !lines.some((each) => each.startsWith("!"))))
      problems.push({ line, message: `${path} is left out by .dockerignore.` });
  }
  return problems;
}

/** Milliseconds and files after which counting stops: a warning must not take longer than the build. */
const longestLook = 10_000;
const mostFiles = 500_000;

/** Counts what .dockerignore leaves of a folder; leaving ends it. */
export async function measureContext(folder: string, named: string, classic: boolean): Promise<ContextSize> {
  const root = await realFolder(folder);
  const file = await findDockerfile(folder, named).catch(() => "");
  const lines = classic
    ? readIgnore(await readFile(join(root, ".dockerignore"), "utf8").catch(() => ""))
    : ((await ignoreOf(root, file))?.lines ?? []);
  const until = Date.now() + longestLook;
  const folders = new Map<string, number>();
  let files = 0;
  let bytes = 0;
  let cut = false;
  try {
    for await (const { path, stats } of walkContext(root, { excludes: lines, classic })) {
      if (!stats.isFile()) continue;
      files++;
      bytes += stats.size;
      const parts = path.split("/");
      for (let depth = 1; depth <= Math.min(parts.length, 3); depth++) {
        const name = `${parts.slice(0, depth).join("/")}${depth < parts.length ? "/" : ""}`;
        folders.set(name, (folders.get(name) ?? 0) + stats.size);
      }
      cut = files >= mostFiles || Date.now() > until;
      if (cut) break;
    }
  } catch (error) {
    if (error instanceof SyntaxError)
      throw new DrydockError("INVALID", `The .dockerignore cannot be used: ${error.message}.`);
    throw unreadable(error, (error as NodeJS.ErrnoException).path ?? folder);
  }
  return { files, bytes, largest: largest(folders, bytes), cut };
}

/** The largest folders and files, each as deep as most of its weight goes. */
function largest(folders: ReadonlyMap<string, number>, total: number): ContextSize["largest"] {
  const inside = (folder: string) =>
    [...folders].filter(
      ([name]) => name !== folder && name.startsWith(folder) && !name.slice(folder.length, -1).includes("/"),
    );
  const deepest = ([name, bytes]: readonly [string, number]): { path: string; bytes: number } => {
    const main = name.endsWith("/") ? inside(name).find(([, part]) => part > bytes * 0.9) : undefined;
    return main ? deepest(main) : { path: name, bytes };
  };
  return [...folders]
    .filter(([name]) => !name.slice(0, -1).includes("/"))
    .sort(([, a], [, b]) => b - a)
    .filter(([, bytes]) => bytes > total / 50)
    .slice(0, 5)
    .map(deepest);
}
