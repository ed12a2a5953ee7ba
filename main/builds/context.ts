import type { Stats } from "node:fs";
import { lstat, readdir, readlink } from "node:fs/promises";
import { join } from "node:path";
import { type Matcher, matcher, type Verdict } from "./ignore.ts";

/** A file, folder or link of a build context. */
export interface ContextEntry {
  /** Relative to the context, with `/`. */
  readonly path: string;
  readonly file: string;
  readonly stats: Stats;
  /** What a symbolic link says. */
  readonly link?: string;
}

export interface WalkOptions {
  /** Lines of a .dockerignore. */
  readonly excludes?: readonly string[];
  /** Only these and what is in them; everything when empty. */
  readonly includes?: readonly string[];
  /**
   * As the classic builder's client does: a folder that is left out is looked into only where an exception begins with
   * its very name, and is not sent itself.
   */
  readonly classic?: boolean;
  readonly signal?: AbortSignal;
}

/** Sorts as BuildKit wants it: by the bytes of each name. */
const byBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));
const wild = /[*?[\\]/;

/** The names at the beginning of a pattern that say exactly what they mean. */
function literalPart(pattern: string): string {
  const parts = pattern.split("/");
  const first = parts.findIndex((part) => wild.test(part));
  return (first === -1 ? parts : parts.slice(0, first)).join("/");
}

/** Whether anything in `folder` can still match one of the patterns. */
const mayHold = (folder: string, patterns: readonly string[]): boolean =>
  patterns.some((pattern) => {
    const literal = literalPart(pattern);
    return literal === "" || `${literal}/`.startsWith(`${folder}/`) || `${folder}/`.startsWith(`${literal}/`);
  });

/**
 * Walks a context in the order that BuildKit wants, leaving out what `.dockerignore` says and never following a link.
 * Sockets are left out, as docker does. Throws what the file system says, and SyntaxError for a bad pattern.
 */
export async function* walkContext(
  root: string,
  { excludes = [], includes = [], classic = false, signal }: WalkOptions = {},
): AsyncGenerator<ContextEntry, void, undefined> {
  const exclude = matcher(excludes);
  const include = includes.length > 0 ? matcher(includes) : undefined;
  const exceptions = exclude.patterns.filter(({ exception }) => exception).map(({ text }) => text);
  const prefixed = exceptions.every((text) => !wild.test(text));

  const goesInto = (path: string): boolean => {
    if (exceptions.length === 0) return false;
    if (classic || prefixed) return exceptions.some((text) => `${text}/`.startsWith(`${path}/`));
    return true;
  };

  async function* inside(
    folder: string,
    parents: { entry: ContextEntry; sent: boolean }[],
    verdicts: { exclude?: Verdict; include?: Verdict },
  ): AsyncGenerator<ContextEntry, void, undefined> {
    const names = (await readdir(join(root, folder))).sort(byBytes);
    const entries = await Promise.all(names.map((name) => read(root, folder === "" ? name : `${folder}/${name}`)));
    for (const entry of entries) {
      if (signal?.aborted) return;
      if (!entry || entry.stats.isSocket()) continue;
      const { path, stats } = entry;
      const out = exclude.match(path, verdicts.exclude);
      const wanted = include?.match(path, verdicts.include);
      const left = out.matched || wanted?.matched === false;
      if (!left) {
        for (const parent of parents) {
          if (parent.sent || classic) continue;
          parent.sent = true;
          yield parent.entry;
        }
        yield entry;
      }
      if (!stats.isDirectory()) continue;
      if (out.matched && !goesInto(path)) continue;
      if (wanted?.matched === false && !mayHold(path, includes)) continue;
      yield* inside(path, [...parents, { entry, sent: !left }], {
        exclude: out,
        ...(wanted ? { include: wanted } : {}),
      });
    }
  }
  yield* inside("", [], {});
}

/** A file that vanished since its folder was read is left out. */
async function read(root: string, path: string): Promise<ContextEntry | null> {
  const file = join(root, path);
  try {
    const stats = await lstat(file);
    return stats.isSymbolicLink() ? { path, file, stats, link: await readlink(file) } : { path, file, stats };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}

/** Whether a matcher leaves a file out, looked at through all of its folders. */
export function isExcluded({ match }: Matcher, path: string): boolean {
  let verdict: Verdict | undefined;
  const parts = path.split("/");
  for (let at = 1; at <= parts.length; at++) verdict = match(parts.slice(0, at).join("/"), verdict);
  return verdict?.matched ?? false;
}

/** Permissions as the image gets them: Windows knows none, so everything can be run there, as docker does. */
export const permissions = ({ mode }: Pick<Stats, "mode">): number =>
  process.platform === "win32" ? 0o755 : mode & 0o7777;

/** Numbers of a device, as glibc packs them; those above 2^32 do not occur. */
export const deviceOf = ({ rdev }: Pick<Stats, "rdev">): { readonly major: number; readonly minor: number } => ({
  major: (rdev >> 8) & 0xfff,
  minor: (rdev & 0xff) | ((rdev >> 12) & 0xfff00),
});
