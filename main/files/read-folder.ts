import { DrydockError } from "@shared/errors.ts";
import { type FileEntry, type FileListing, mostFiles } from "@shared/files.ts";
import type { DockerClient } from "../docker/client.ts";
import { path as enginePath } from "../docker/path.ts";
import { archiveDeadline, namesOf, type Place } from "./archive.ts";
import { type TarHeader, tarReader } from "./tar.ts";

/** Milliseconds between two reports of a folder that is being read. */
const every = 100;

const types: Readonly<Record<string, FileEntry["type"]>> = {
  2: "link",
  3: "device",
  4: "device",
  5: "folder",
  6: "pipe",
};

const fileOf = (name: string, { type, size, mode, uid, gid, modified, target }: TarHeader): FileEntry => ({
  name,
  type: types[type] ?? "file",
  // A second name of a file comes without its content.
  ...(type === "1" ? {} : { size }),
  mode: mode & 0o7777,
  uid,
  gid,
  modified,
  ...(type === "2" ? { target } : {}),
});

/**
 * Lists a folder by the engine's archive of it, which works for every container, running or not, but holds everything
 * below the folder too: that passes and is not kept, and the size of a folder is known when it has passed. Throws INVALID
 * for what is no folder.
 */
export async function readFolder(
  client: DockerClient,
  place: Place,
  report: (listing: FileListing) => void,
  signal: AbortSignal,
): Promise<void> {
  const files = new Map<string, FileEntry>();
  const sizes = new Map<string, number>();
  let more = 0;
  let read = 0;
  // The root has no name of its own to put in front.
  const partsOf = place.path === "/" ? (header: TarHeader) => namesOf({ name: `root/${header.name}` }) : namesOf;
  const reader = tarReader((header) => {
    const [name, ...below] = partsOf(header);
    if (name === undefined) {
      if (header.type !== "5") throw new DrydockError("INVALID", `${place.path} is no folder.`);
    } else if (below.length > 0) {
      if (header.size > 0 && files.has(name)) sizes.set(name, (sizes.get(name) ?? 0) + header.size);
    } else if (files.size < mostFiles) files.set(name, fileOf(name, header));
    else more += 1;
    return undefined;
  });
  const listing = (done: boolean): FileListing => ({
    files: [...files.values()].map((file) =>
      file.type === "folder" ? { ...file, size: sizes.get(file.name) ?? 0 } : file,
    ),
    more,
    read,
    done,
  });
  const answer = await client.stream("GET", enginePath`/containers/${place.container}/archive`, {
    query: { path: place.path },
    deadline: archiveDeadline,
    signal,
  });
  try {
    let told = Date.now();
    for await (const chunk of answer as AsyncIterable<Buffer>) {
      read += chunk.length;
      reader.push(chunk);
      // The more there is to tell, the rarer.
      if (Date.now() - told < every + files.size / 20) continue;
      report(listing(false));
      told = Date.now();
    }
    reader.end();
  } finally {
    answer.destroy();
  }
  report(listing(true));
}
