import { createReadStream, type Stats } from "node:fs";
import { lstat, readdir, readlink } from "node:fs/promises";
import { basename, join } from "node:path";
import { Readable } from "node:stream";
import { DrydockError } from "@shared/errors.ts";
import { type Header, type Pack, pack } from "tar-stream";
import type { DockerClient } from "../docker/client.ts";
import { path } from "../docker/path.ts";
import { checkPath, fileError } from "../images/archive-file.ts";
import type { Place } from "./archive.ts";
import type { Copying } from "./copying.ts";

interface Sending extends Copying {
  readonly tar: Pack;
  readonly left: string[];
}

/** Owned by root, as `docker cp` without -a leaves it. */
const headerOf = (name: string, stats: Stats) => ({
  name,
  mode: stats.mode & 0o7777,
  mtime: stats.mtime,
  uid: 0,
  gid: 0,
});

type EntryHeader = Partial<Header> & Pick<Header, "name">;

/** Adds an entry with what `source` reads, as fast as the engine takes it. */
async function add(tar: Pack, header: EntryHeader, source?: AsyncIterable<Buffer>): Promise<void> {
  let sink: ReturnType<Pack["entry"]> | undefined;
  const added = new Promise<void>((resolve, reject) => {
    sink = tar.entry(header, (error) => (error ? reject(error) : resolve()));
  });
  added.catch(() => undefined);
  const closed = new Promise<void>((resolve) => sink!.once("close", resolve));
  for await (const chunk of source ?? [])
    if (!sink!.write(chunk)) await Promise.race([new Promise<void>((resolve) => sink!.once("drain", resolve)), closed]);
  sink!.end(null);
  await added;
}

/** Puts a file or folder of this computer into the archive, links as links. */
async function pour(file: string, name: string, sending: Sending): Promise<void> {
  const { tar, signal, onBytes, left } = sending;
  async function* read(from: string, size: number): AsyncGenerator<Buffer> {
    for await (const chunk of createReadStream(from, { end: size - 1, highWaterMark: 256 * 1024, signal })) {
      onBytes(chunk.length);
      yield chunk;
    }
  }
  if (signal.aborted) throw new DrydockError("CANCELLED", "Cancelled.");
  const stats = await lstat(file);
  if (stats.isDirectory()) {
    await add(tar, { ...headerOf(`${name}/`, stats), type: "directory" });
    for (const below of (await readdir(file)).sort()) await pour(join(file, below), `${name}/${below}`, sending);
  } else if (stats.isSymbolicLink())
    await add(tar, { ...headerOf(name, stats), type: "symlink", linkname: await readlink(file), size: 0 });
  else if (stats.isFile()) {
    // A file that grows meanwhile is sent as long as it was.
    await add(tar, { ...headerOf(name, stats), size: stats.size }, stats.size > 0 ? read(file, stats.size) : undefined);
  } else left.push(file);
}

/**
 * Copies a file or folder of this computer into a folder of a container, in the place of what has its name there. Answers
 * with what was left out, in sentences.
 */
export async function send(client: DockerClient, from: string, to: Place, copying: Copying): Promise<string[]> {
  checkPath(from);
  await lstat(from).catch((error: unknown) => {
    throw fileError(from, error);
  });
  const left: string[] = [];
  const tar = pack();
  let bytes = 0;
  const sending: Sending = {
    tar,
    left,
    signal: copying.signal,
    onBytes: (more) => {
      bytes += more;
      copying.onBytes(bytes);
    },
  };
  pour(from, basename(from), sending).then(
    () => tar.finalize(),
    (error) => tar.destroy(fileError(from, error)),
  );
  const body = Readable.from(tar, { objectMode: false });
  const answer = await client.upload("PUT", path`/containers/${to.container}/archive`, body, {
    // A file is not put in the place of a folder, nor the other way round.
    query: { path: to.path, noOverwriteDirNonDir: true },
    deadline: 10 * 60_000,
    signal: copying.signal,
  });
  for await (const _ of answer);
  return left.length === 0
    ? []
    : [`${left.length === 1 ? left[0] : `${left.length} entries`} could not be copied: a device, pipe or socket.`];
}
