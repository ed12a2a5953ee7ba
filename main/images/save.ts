import { DrydockError } from "@shared/errors.ts";
import type { ImageRef, TransferProgress } from "@shared/images.ts";
import type { DockerClient } from "../docker/client.ts";
import { path } from "../docker/path.ts";
import { reported } from "../reported.ts";
import { checkPath, writeTar } from "./archive-file.ts";

/** An older engine writes the whole archive to its own disk before it sends the first byte. */
const deadline = 60 * 60_000;

/** `docker save`: writes these images to one file. The bytes in total are an estimate: layers that images share count twice. */
export async function* save(
  client: DockerClient,
  images: readonly ImageRef[],
  file: string,
  signal: AbortSignal,
): AsyncGenerator<TransferProgress, void, undefined> {
  checkPath(file);
  let total = 0;
  const seen = new Set<string>();
  for (const { id, reference } of images) {
    const { Id, Size } = await client.get<{ Id: string; Size: number }>(path`/images/${reference}/json`, { signal });
    if (Id !== id)
      throw new DrydockError(
        "CONFLICT",
        `${reference} has moved to another image since you looked, so nothing was saved. Look at it again first.`,
        `It was ${id} and is ${Id}.`,
      );
    if (!seen.has(Id)) total += Size;
    seen.add(Id);
  }
  const state = (current: number, done: boolean): TransferProgress => ({
    reference: file,
    layers: [],
    current,
    total: done ? current : Math.max(current, total),
    messages: [],
    done,
  });
  yield* reported(state(0, false), async (report) => {
    const answer = await client.stream("GET", path`/images/get`, {
      query: { names: images.map(({ reference }) => reference) },
      deadline,
      signal,
    });
    let written = 0;
    const onBytes = (bytes: number) => {
      written = bytes;
      report(state(written, false));
    };
    await writeTar(answer, file, onBytes, signal);
    report(state(written, true));
  });
}
