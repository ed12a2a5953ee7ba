import type { Readable } from "node:stream";
import { DrydockError } from "@shared/errors.ts";
import type { DockerClient } from "../docker/client.ts";
import { path } from "../docker/path.ts";
import { writeTar } from "../images/archive-file.ts";
import { compressed, compressionOf } from "./compression.ts";
import { mountPoint, withHelper } from "./helper.ts";
import { volumeSizes } from "./sizes.ts";

/** Milliseconds until the first byte; a disk may be asleep or far away. */
const patience = 120_000;

export interface Flow {
  readonly signal: AbortSignal;
  /** Bytes so far, and in all as soon as that is known. */
  onBytes(bytes: number, total?: number): void;
}

/** Everything in a volume as a tar that flows, its own folder first as `./`. */
export const readVolume = (client: DockerClient, helper: string, signal: AbortSignal): Promise<Readable> =>
  client.stream("GET", path`/containers/${helper}/archive`, {
    query: { path: `${mountPoint}/.` },
    deadline: patience,
    signal,
  });

/** Asks for a volume's size while it is copied already: the engine may take longer for it than the copy does. */
export function withTotal(client: DockerClient, volume: string, { signal, onBytes }: Flow) {
  const asking = new AbortController();
  const leave = () => asking.abort();
  signal.addEventListener("abort", leave, { once: true });
  let total: number | undefined;
  volumeSizes(client, asking.signal).then(
    (sizes) => {
      total = sizes[volume];
    },
    // A bar without an end, then.
    () => undefined,
  );
  return {
    onBytes: (bytes: number) => onBytes(bytes, total),
    end() {
      signal.removeEventListener("abort", leave);
      leave();
    },
  };
}

/**
 * Writes everything in a volume to `file`, compressed as its name says (`.tar.zst`, `.tar.gz`, `.tar`), with bounded
 * memory. The file appears when it is complete; what fails or is aborted leaves none. Containers are not stopped. Rejects
 * with NOT_FOUND when there is no such volume.
 */
export async function exportVolume(client: DockerClient, volume: string, file: string, flow: Flow): Promise<void> {
  const measured = withTotal(client, volume, flow);
  try {
    await withHelper(
      client,
      { volume, writable: false },
      async (helper) => {
        const tar = await readVolume(client, helper, flow.signal);
        await writeTar(tar, file, measured.onBytes, flow.signal, (bytes) => compressed(bytes, compressionOf(file)));
      },
      flow.signal,
    );
  } catch (error) {
    throw flow.signal.aborted ? new DrydockError("CANCELLED", "Cancelled.") : error;
  } finally {
    measured.end();
  }
}
