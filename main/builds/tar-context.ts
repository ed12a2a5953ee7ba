import { randomBytes } from "node:crypto";
import { constants, createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { DrydockError } from "@shared/errors.ts";
import { type ContextEntry, deviceOf, isExcluded, permissions, walkContext } from "./context.ts";
import { matcher, readIgnore } from "./ignore.ts";
import type { BuildPlan } from "./plan.ts";
import { tarEnd, tarHeader, tarPadding } from "./tar.ts";

const ignoreFile = ".dockerignore";

/** A context as the classic builder takes it, and the name of the Dockerfile in it. */
export interface TarContext {
  readonly body: Readable;
  readonly dockerfile: string;
}

/** Reads the .dockerignore of a folder; none is the same as an empty one. */
export async function ignoreLines(root: string): Promise<string[]> {
  return readIgnore(await readFile(join(root, ignoreFile), "utf8").catch(() => ""));
}

/**
 * Packs a context as the docker CLI does for the classic builder: without what .dockerignore leaves out, but always with
 * the Dockerfile and .dockerignore itself, which the engine takes away again; everything belongs to root. A Dockerfile
 * from elsewhere goes along under a name of its own, and is named in .dockerignore so that no COPY takes it.
 */
export async function tarContext({ root, file, inside }: BuildPlan, signal: AbortSignal): Promise<TarContext> {
  const lines = await ignoreLines(root);
  const foreign = inside === undefined ? `.dockerfile.${randomBytes(10).toString("hex")}` : undefined;
  const dockerfile = foreign ?? inside!;
  const excluded = matcher(lines);
  for (const needed of [ignoreFile, dockerfile]) if (isExcluded(excluded, needed)) lines.push(`!${needed}`);

  async function* pack(): AsyncGenerator<Buffer, void, undefined> {
    const linked = new Map<string, string>();
    for await (const entry of walkContext(root, { excludes: lines, classic: true, signal }))
      if (!foreign || entry.path !== ignoreFile) yield* packEntry(entry, linked);
    if (foreign) {
      const ignored = await readFile(join(root, ignoreFile), "utf8").catch(() => ignoreFile);
      yield* packText(foreign, await readFile(file));
      yield* packText(ignoreFile, Buffer.from(`${ignored}\n${foreign}\n`));
    }
    yield tarEnd;
  }
  return { body: Readable.from(pack(), { objectMode: false, highWaterMark: pieceSize }), dockerfile };
}

const pieceSize = 256 * 1024;
const kindBits = process.platform === "win32" ? 0 : constants.S_IFMT;

function* packText(name: string, content: Buffer): Generator<Buffer, void, undefined> {
  yield tarHeader({ name, mode: 0o100600, size: content.length, mtime: 0, kind: "file" });
  yield content;
  yield tarPadding(content.length);
}

async function* packEntry(
  { path, file, stats, link }: ContextEntry,
  linked: Map<string, string>,
): AsyncGenerator<Buffer, void, undefined> {
  const entry = {
    name: path,
    mode: (stats.mode & kindBits) | permissions(stats),
    size: 0,
    mtime: stats.mtimeMs / 1000,
  };
  if (stats.isDirectory()) return yield tarHeader({ ...entry, name: `${path}/`, kind: "folder" });
  if (link !== undefined) return yield tarHeader({ ...entry, kind: "symlink", linkname: link });
  if (stats.isFIFO()) return yield tarHeader({ ...entry, kind: "fifo" });
  if (stats.isBlockDevice() || stats.isCharacterDevice())
    return yield tarHeader({
      ...entry,
      kind: stats.isBlockDevice() ? "block" : "character",
      device: deviceOf(stats),
    });
  if (stats.nlink > 1 && process.platform !== "win32") {
    const inode = `${stats.dev}:${stats.ino}`;
    const first = linked.get(inode);
    if (first) return yield tarHeader({ ...entry, kind: "link", linkname: first });
    linked.set(inode, path);
  }
  yield tarHeader({ ...entry, size: stats.size, kind: "file" });
  if (stats.size === 0) return;
  // A file that grows meanwhile is sent as long as it was.
  let left = stats.size;
  for await (const piece of createReadStream(file, { end: stats.size - 1, highWaterMark: pieceSize })) {
    left -= (piece as Buffer).length;
    yield piece as Buffer;
  }
  if (left > 0)
    throw new DrydockError("CONFLICT", `${file} became shorter while it was sent. Build again when nothing writes it.`);
  yield tarPadding(stats.size);
}
