import { DrydockError } from "@shared/errors.ts";
import type { VolumeFile, VolumeListing } from "@shared/volumes.ts";
import { type ExtractEvents, extract, type Header } from "tar-stream";
import type { DockerClient } from "../docker/client.ts";
import { path } from "../docker/path.ts";
import { mountPoint, withHelper } from "./helper.ts";

/** One entry of an archive; its content has to be read or resumed before the next one comes. */
export type Entry = ExtractEvents["entry"][1];

/** Names shown of one folder; of the rest only their number. */
const mostShown = 5000;
/** Milliseconds between two reports of a folder that is being read. */
const every = 100;

/** Where a path of the volume is in the helper. */
export const inHelper = (within: string): string => (within === "" ? mountPoint : `${mountPoint}/${within}`);

/** What the engine says of one path without sending it. */
interface PathStat {
  readonly name: string;
  readonly size: number;
  /** Go's os.FileMode. */
  readonly mode: number;
  readonly linkTarget: string;
}
/** Bits of Go's os.FileMode. */
const goFolder = 2 ** 31;
const goLink = 2 ** 27;

/** What is at this path of a helper, or undefined when there is nothing. */
export async function statOf(
  client: DockerClient,
  helper: string,
  within: string,
  signal: AbortSignal,
): Promise<"file" | "folder" | "link" | undefined> {
  try {
    const headers = await client.head(path`/containers/${helper}/archive`, {
      query: { path: inHelper(within) },
      deadline: 120_000,
      signal,
    });
    const encoded = headers["x-docker-container-path-stat"];
    const { mode } = JSON.parse(Buffer.from(String(encoded), "base64").toString()) as PathStat;
    if (Math.floor(mode / goFolder) % 2 === 1) return "folder";
    return Math.floor(mode / goLink) % 2 === 1 ? "link" : "file";
  } catch (error) {
    if (error instanceof DrydockError && error.code === "NOT_FOUND") return undefined;
    throw error;
  }
}

/**
 * Refuses a path that is no folder of the volume itself, also where a link in it leads elsewhere: the engine would follow
 * it, out of the volume and into the helper.
 */
export async function checkFolder(
  client: DockerClient,
  helper: string,
  within: string,
  signal: AbortSignal,
): Promise<void> {
  const names = within === "" ? [] : within.split("/");
  for (let depth = 1; depth <= names.length; depth++) {
    const folder = names.slice(0, depth).join("/");
    const kind = await statOf(client, helper, folder, signal);
    if (kind !== "folder")
      throw new DrydockError(
        kind ? "INVALID" : "NOT_FOUND",
        kind ? `${folder} is no folder of this volume.` : `${folder} is not in this volume any more.`,
      );
  }
}

/** The engine's archive of one path of a helper, an entry at a time; who leaves it destroys the connection. */
export async function* entriesOf(
  client: DockerClient,
  helper: string,
  within: string,
  signal: AbortSignal,
  onBytes: (bytes: number) => void = () => undefined,
): AsyncGenerator<Entry, void, undefined> {
  const answer = await client.stream("GET", path`/containers/${helper}/archive`, {
    query: { path: inHelper(within) },
    deadline: 120_000,
    signal,
  });
  const entries = extract();
  let read = 0;
  answer.on("data", (chunk: Buffer) => {
    read += chunk.length;
    onBytes(read);
  });
  answer.on("error", (error) => entries.destroy(error));
  answer.pipe(entries);
  try {
    yield* entries as AsyncIterable<Entry>;
  } finally {
    answer.destroy();
  }
}

/** The names of an entry below the folder that was asked for; docker puts the folder's own name in front. */
export const namesOf = ({ name }: Header): string[] =>
  name
    .split("/")
    .filter((part) => part !== "" && part !== ".")
    .slice(1);

const typeOf = ({ type }: Header): VolumeFile["type"] => {
  if (type === "directory") return "folder";
  if (type === "symlink") return "link";
  return type === "file" || type === "link" || type === "contiguous-file" ? "file" : "other";
};

/**
 * A folder of a volume, as far as it was read: the engine sends it with everything below, whose content is not kept. So the
 * size of a folder in it is known when it has passed.
 */
export async function listFolder(
  client: DockerClient,
  volume: string,
  within: string,
  report: (listing: VolumeListing) => void,
  signal: AbortSignal,
): Promise<void> {
  await withHelper(
    client,
    { volume, writable: false },
    async (helper) => {
      await checkFolder(client, helper, within, signal);
      const files = new Map<string, VolumeFile>();
      let more = 0;
      let read = 0;
      let told = 0;
      const listing = (done: boolean): VolumeListing => ({ files: [...files.values()], more, read, done });
      for await (const entry of entriesOf(client, helper, within, signal, (bytes) => {
        read = bytes;
      })) {
        const { header } = entry;
        const [name, ...below] = namesOf(header);
        if (name !== undefined) {
          const known = files.get(name);
          const bytes = header.type === "link" ? 0 : header.size;
          if (below.length > 0) {
            if (known && bytes > 0) files.set(name, { ...known, size: known.size + bytes });
          } else if (files.size >= mostShown) more += 1;
          else files.set(name, fileOf(name, header));
        }
        entry.resume();
        if (Date.now() - told < every) continue;
        told = Date.now();
        report(listing(false));
      }
      report(listing(true));
    },
    signal,
  );
}

const fileOf = (name: string, header: Header): VolumeFile => ({
  name,
  type: typeOf(header),
  size: header.type === "link" ? 0 : header.size,
  mode: header.mode & 0o7777,
  uid: header.uid,
  gid: header.gid,
  modified: header.mtime.getTime(),
  ...(header.linkname ? { target: header.linkname } : {}),
});

/** Whether a volume holds nothing but its own folder. */
export async function isEmpty(client: DockerClient, volume: string, signal: AbortSignal): Promise<boolean> {
  return withHelper(
    client,
    { volume, writable: false },
    async (helper) => {
      for await (const { header } of entriesOf(client, helper, "", signal))
        if (namesOf(header).length > 0) return false;
      return true;
    },
    signal,
  );
}
