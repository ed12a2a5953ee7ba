import { randomBytes } from "node:crypto";
import { Readable } from "node:stream";
import { DrydockError } from "@shared/errors.ts";
import type { DockerClient } from "../docker/client.ts";
import { path } from "../docker/path.ts";

/** The label on everything that Drydock makes for its own use and removes again. */
export const helperLabel = "io.drydock.helper";
/** An image without a single file: a container that is never started needs none, and nothing has to be pulled for it. */
const emptyImage = "drydock-helper:empty";
/** Where the volume is in the helper. */
export const mountPoint = "/volume";

/** An empty tar: two blocks of zeros. */
const emptyTar = () => Readable.from([Buffer.alloc(1024)]);

async function makeEmptyImage(client: DockerClient, signal?: AbortSignal): Promise<void> {
  const answer = await client.upload("POST", path`/images/create`, emptyTar(), {
    query: { fromSrc: "-", repo: "drydock-helper", tag: "empty", changes: `LABEL ${helperLabel}=image` },
    ...(signal ? { signal } : {}),
  });
  for await (const _ of answer);
}

interface Mounted {
  readonly volume: string;
  readonly writable: boolean;
}

const create = (client: DockerClient, { volume, writable }: Mounted, signal?: AbortSignal) =>
  client.post<{ Id: string }>(path`/containers/create`, {
    query: { name: `drydock-volume-${randomBytes(5).toString("hex")}` },
    body: {
      Image: emptyImage,
      // Never started, but the engine wants a command.
      Cmd: ["none"],
      NetworkDisabled: true,
      Labels: { [helperLabel]: "volume" },
      HostConfig: {
        NetworkMode: "none",
        Mounts: [
          {
            Type: "volume",
            Source: volume,
            Target: mountPoint,
            ReadOnly: !writable,
            VolumeOptions: { NoCopy: true },
          },
        ],
      },
    },
    // A driver may have to reach another computer.
    deadline: 120_000,
    ...(signal ? { signal } : {}),
  });

/**
 * Runs `work` with the ID of a container that mounts the volume at `mountPoint` and is never started: the engine reads
 * and writes files of such a container too, so this needs no shell, no network and no image. It is removed in the end,
 * whatever happens. NOT_FOUND when there is no such volume: the engine would make one.
 */
export async function withHelper<T>(
  client: DockerClient,
  mounted: Mounted,
  work: (id: string) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  await client.get(path`/volumes/${mounted.volume}`, signal ? { signal } : {});
  let created: { Id: string };
  for (let attempt = 1; ; attempt++) {
    try {
      await makeEmptyImage(client, signal);
      created = await create(client, mounted, signal);
      break;
    } catch (error) {
      // Another helper ended in between and took the image with it.
      if (!(error instanceof DrydockError && error.code === "NOT_FOUND") || attempt === 5) throw error;
    }
  }
  try {
    return await work(created.Id);
  } finally {
    await removeHelper(client, created.Id);
  }
}

/** Removes a helper and, with the last of them, their image. Never rejects: what is left goes at the next start. */
async function removeHelper(client: DockerClient, id: string): Promise<void> {
  try {
    // Not with `v`: nothing of the volume may go.
    await client.delete(path`/containers/${id}`, { query: { v: false, force: false }, deadline: 120_000 });
    await client.delete(path`/images/${emptyImage}`).catch(() => undefined);
  } catch (error) {
    console.error("A helper container could not be removed:", error);
  }
}

/** Removes helpers that a run of Drydock left behind which was ended; only what is older than `before` (milliseconds). */
export async function removeLeftHelpers(client: DockerClient, before: number): Promise<void> {
  const left = await client.get<readonly { Id: string; State: string; Created: number }[]>(path`/containers/json`, {
    query: { all: true, filters: { label: [helperLabel] } },
  });
  for (const { Id, State, Created } of left) {
    if (Created * 1000 >= before) continue;
    if (State === "running") await client.post(path`/containers/${Id}/kill`).catch(() => undefined);
    await removeHelper(client, Id);
  }
}
