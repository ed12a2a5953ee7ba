import type { Stats } from "node:fs";
import { createReadStream } from "node:fs";
import { type ContextEntry, deviceOf, permissions, walkContext } from "./context.ts";
import { followLinks } from "./follow-links.ts";
import { type GrpcCall, GrpcError, grpcCodes } from "./grpc.ts";
import { decode, encode, type Packet, type Stat } from "./protocol.ts";

const packet = { stat: 0, request: 1, data: 2, fin: 3, error: 4 } as const;
/** Files that are read at the same time. */
const atOnce = 4;
const pieceSize = 64 * 1024;

/** Told of every piece of a file that went to the engine. */
export type Sent = (bytes: number) => void;

/**
 * BuildKit's `moby.filesync.v1.FileSync/DiffCopy`: says what is in the asked folder, then sends the files that the engine
 * does not have yet. What to leave out comes from the engine, which has read the .dockerignore itself.
 */
export async function sendFolder(
  call: GrpcCall,
  folders: Readonly<Record<string, string>>,
  sent: Sent,
  signal: AbortSignal,
): Promise<void> {
  const [name = ""] = call.metadata("dir-name");
  const root = folders[name];
  if (root === undefined) throw new GrpcError(grpcCodes.notFound, `no access allowed to dir ${JSON.stringify(name)}`);
  const asked = metadataOf(call);
  const follow = asked("followpaths");
  const followed = follow.length > 0 ? await followLinks(root, follow) : [];
  const includes = [...asked("include-patterns"), ...followed];

  const put = (message: Packet) => call.send(encode("Packet", message));
  let fail: (error: unknown) => void = () => undefined;
  const files = new Map<number, ContextEntry>();
  const listing = (async () => {
    const linked = new Map<string, string>();
    let id = 0;
    for await (const entry of walkContext(root, { includes, excludes: asked("exclude-patterns"), signal })) {
      if (entry.stats.isFile()) files.set(id, entry);
      id++;
      await put({ type: packet.stat, stat: statOf(entry, linked) });
    }
    await put({ type: packet.stat });
  })();
  const sending = new Set<Promise<void>>();
  const answering = (async () => {
    for await (const bytes of call.requests) {
      const { type, ID = 0, data } = decode("Packet", bytes);
      if (type === packet.error) throw new Error(`the engine stopped reading: ${Buffer.from(data ?? []).toString()}`);
      if (type === packet.fin) return;
      const entry = files.get(ID);
      if (type !== packet.request || !entry) throw new Error(`the engine asked for file ${ID}, which was not offered`);
      while (sending.size >= atOnce) await Promise.race(sending);
      const one: Promise<void> = sendFile(entry.file, ID, put, sent).finally(() => sending.delete(one));
      sending.add(one);
      one.catch(fail);
    }
  })();
  // Whatever fails first ends the call, and the engine tells it as the reason.
  await new Promise<void>((resolve, reject) => {
    fail = reject;
    Promise.all([listing, answering]).then(() => resolve(), reject);
  });
  await put({ type: packet.fin });
}

async function sendFile(file: string, ID: number, put: (message: Packet) => Promise<void>, sent: Sent): Promise<void> {
  for await (const data of createReadStream(file, { highWaterMark: pieceSize }) as AsyncIterable<Buffer>) {
    await put({ type: packet.data, ID, data });
    sent(data.length);
  }
  await put({ type: packet.data, ID });
}

/** Values of a header, which newer engines write escaped where they are not plain ASCII. */
function metadataOf(call: GrpcCall): (key: string) => readonly string[] {
  return (key) => {
    const values = call.metadata(key);
    return call.metadata(`${key}-encoded`).includes("1")
      ? values.map((value) => decodeURIComponent(value.replaceAll("+", " ")))
      : values;
  };
}

/** Go's os.FileMode. */
function goMode(stats: Stats): number {
  let mode = permissions(stats) & 0o777;
  if (stats.isDirectory()) mode |= 1 << 31;
  if (stats.isSymbolicLink()) mode |= 1 << 27;
  if (stats.isBlockDevice()) mode |= 1 << 26;
  if (stats.isCharacterDevice()) mode |= (1 << 26) | (1 << 21);
  if (stats.isFIFO()) mode |= 1 << 25;
  const special = permissions(stats);
  if (special & 0o4000) mode |= 1 << 23;
  if (special & 0o2000) mode |= 1 << 22;
  if (special & 0o1000) mode |= 1 << 20;
  return mode >>> 0;
}

/** What the engine is told of a file; everything belongs to root, as docker has it. `linked` knows files by their inode. */
function statOf({ path, stats, link }: ContextEntry, linked: Map<string, string>): Stat {
  const device = stats.isBlockDevice() || stats.isCharacterDevice() ? deviceOf(stats) : undefined;
  let linkname = link ?? "";
  if (stats.isFile() && stats.nlink > 1 && process.platform !== "win32") {
    const inode = `${stats.dev}:${stats.ino}`;
    const first = linked.get(inode);
    if (first) linkname = first;
    else linked.set(inode, path);
  }
  return {
    path,
    mode: goMode(stats),
    uid: 0,
    gid: 0,
    size: stats.isDirectory() ? 0 : stats.size,
    modTime: Math.round(stats.mtimeMs * 1e6),
    linkname,
    devmajor: device?.major ?? 0,
    devminor: device?.minor ?? 0,
  };
}
