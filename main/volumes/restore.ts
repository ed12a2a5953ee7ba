import { open } from "node:fs/promises";
import { Readable } from "node:stream";
import { DrydockError } from "@shared/errors.ts";
import type { NewVolume } from "@shared/volumes.ts";
import type { DockerClient } from "../docker/client.ts";
import { path } from "../docker/path.ts";
import { countedFile, fileError, sizeOf } from "../images/archive-file.ts";
import type { Flow } from "./backup.ts";
import { readVolume, withTotal } from "./backup.ts";
import { below } from "./below.ts";
import { compressionIn, decompressed } from "./compression.ts";
import { isEmpty } from "./files.ts";
import { mountPoint, withHelper } from "./helper.ts";

/** The engine answers when it has written everything; then the disk may have to follow. */
const patience = 30 * 60_000;

const fromPairs = (pairs: NewVolume["labels"]): Record<string, string> =>
  Object.fromEntries(pairs.map(({ name, value }) => [name, value]));

/** `docker volume create`; answers with its name. */
export async function createVolume(client: DockerClient, volume: NewVolume): Promise<string> {
  const { name, driver, options, labels } = volume;
  const { Name } = await client.post<{ Name: string }>(path`/volumes/create`, {
    body: { Name: name, Driver: driver, DriverOpts: fromPairs(options), Labels: fromPairs(labels) },
    deadline: 120_000,
  });
  return Name;
}

/** Whether there is a volume of this name; creating it again would be answered as if it were new. */
export const volumeExists = (client: DockerClient, name: string): Promise<boolean> =>
  client.get(path`/volumes/${name}`).then(
    () => true,
    (error: unknown) => {
      if (error instanceof DrydockError && error.code === "NOT_FOUND") return false;
      throw error;
    },
  );

/** Writes an archive into a volume through its helper. */
async function writeVolume(
  client: DockerClient,
  helper: string,
  tar: AsyncIterable<Buffer>,
  signal: AbortSignal,
): Promise<void> {
  let failure: DrydockError | undefined;
  async function* checked(): AsyncGenerator<Buffer, void, undefined> {
    try {
      yield* below(mountPoint.slice(1), tar);
    } catch (error) {
      if (error instanceof DrydockError) failure = error;
      throw error;
    }
  }
  try {
    const answer = await client.upload(
      "PUT",
      path`/containers/${helper}/archive`,
      Readable.from(checked(), { objectMode: false }),
      { query: { path: "/" }, deadline: patience, signal },
    );
    for await (const _ of answer);
  } catch (error) {
    // What is wrong with the archive says more than what the engine made of it.
    throw failure ?? error;
  }
}

/** The start of a file, to see what it is. */
async function firstBytes(file: string): Promise<Buffer> {
  const handle = await open(file, "r").catch((error: unknown) => {
    throw fileError(file, error);
  });
  try {
    const start = Buffer.alloc(4);
    await handle.read(start, 0, 4, 0);
    return start;
  } finally {
    await handle.close();
  }
}

/** Puts an archive on this computer into a volume that is there already. Bytes are those of the file. */
export async function fillVolume(client: DockerClient, volume: string, file: string, flow: Flow): Promise<void> {
  const total = await sizeOf(file);
  const compression = compressionIn(await firstBytes(file));
  await withHelper(
    client,
    { volume, writable: true },
    (helper) => {
      const source = countedFile(file, (bytes) => flow.onBytes(bytes, total));
      return writeVolume(client, helper, decompressed(source as AsyncIterable<Buffer>, compression), flow.signal);
    },
    flow.signal,
  );
}

/**
 * Makes a volume, runs `fill`, and removes the volume again when that fails. CONFLICT when its name is taken by one that
 * holds anything; one that is there and empty is filled.
 */
export async function intoNewVolume(
  client: DockerClient,
  volume: NewVolume,
  signal: AbortSignal,
  fill: () => Promise<void>,
): Promise<void> {
  if (await volumeExists(client, volume.name)) {
    if (!(await isEmpty(client, volume.name, signal)))
      throw new DrydockError(
        "CONFLICT",
        `There is a volume called ${volume.name} already and it is not empty, so nothing is put into it. Choose another name.`,
      );
    return fill();
  }
  await createVolume(client, volume);
  try {
    await fill();
  } catch (error) {
    await client.delete(path`/volumes/${volume.name}`).catch((left) => {
      console.error("A volume that was not filled could not be removed:", left);
    });
    throw signal.aborted ? new DrydockError("CANCELLED", "Cancelled.") : error;
  }
}

/** Copies everything in one volume into another, without a file in between. */
export async function copyVolume(client: DockerClient, from: string, to: string, flow: Flow): Promise<void> {
  const measured = withTotal(client, from, flow);
  const copy = async (source: string, target: string) => {
    const tar = await readVolume(client, source, flow.signal);
    let bytes = 0;
    tar.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      measured.onBytes(bytes);
    });
    tar.pause();
    await writeVolume(client, target, tar as AsyncIterable<Buffer>, flow.signal);
  };
  try {
    await withHelper(
      client,
      { volume: from, writable: false },
      (source) => withHelper(client, { volume: to, writable: true }, (target) => copy(source, target), flow.signal),
      flow.signal,
    );
  } finally {
    measured.end();
  }
}
