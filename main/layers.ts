import { DrydockError } from "@shared/errors.ts";
import type { ImageRef } from "@shared/images.ts";
import type { layersApi, ReadProgress } from "@shared/layers.ts";
import type { Server } from "@shared/wire.ts";
import type { DockerClient } from "./docker/client.ts";
import { cancelled } from "./docker/errors.ts";
import type { EngineHub } from "./docker/hub.ts";
import { path } from "./docker/path.ts";
import { readArchive } from "./layers/archive.ts";
import { type Combined, combine } from "./layers/combine.ts";
import { createListing } from "./layers/listing.ts";
import { states } from "./states.ts";

/** Engines up to 28 write the whole archive to their disk before its first byte. */
const preparing = 15 * 60_000;
/** Images that are kept, and paths in all of them: some 100 bytes each. */
const kept = { images: 4, paths: 1_500_000 };

interface Kept {
  readonly image: Combined;
  readonly listing: ReturnType<typeof createListing>;
}

/** Reads images of the engine on the screen layer by layer; what was read last is kept, as an image never changes. */
export function layers(hub: Pick<EngineHub, "use">): Server<typeof layersApi> {
  const known = new Map<string, Kept>();
  const keyOf = ({ engine, id }: ImageRef) => `${engine} ${id}`;
  const keep = (key: string, image: Combined) => {
    known.delete(key);
    known.set(key, { image, listing: createListing(image) });
    const paths = () => [...known.values()].reduce((sum, one) => sum + one.image.paths.count(), 0);
    for (const oldest of known.keys()) {
      if (known.size === 1 || (known.size <= kept.images && paths() <= kept.paths)) break;
      known.delete(oldest);
    }
  };
  const listing = (ref: ImageRef & { readonly layer: number }) => {
    const found = known.get(keyOf(ref));
    if (found && ref.layer < found.image.layers.length) return found.listing;
    throw new DrydockError("NOT_FOUND", "The files of this image have to be read first.");
  };

  return {
    read(ref) {
      const client = hub.use(ref.engine);
      const key = keyOf(ref);
      const before = known.get(key);
      if (before) keep(key, before.image);
      return states(async function* (signal) {
        if (before) {
          yield {
            bytes: before.image.content.written,
            total: before.image.content.written,
            content: before.image.content,
          };
          return;
        }
        for await (const step of readImage(client, ref.id, signal)) {
          if (step.image) keep(key, step.image);
          yield step.progress;
        }
      });
    },
    files: ({ folder, changes, ...ref }) => listing(ref).files(ref.layer, folder, changes),
    find: ({ text, changes, ...ref }) => listing(ref).find(ref.layer, text, changes),
  };
}

interface Step {
  readonly progress: ReadProgress;
  readonly image?: Combined;
}

async function* readImage(
  client: DockerClient,
  id: string,
  signal: AbortSignal,
): AsyncGenerator<Step, void, undefined> {
  const { Size: size } = await client.get<{ Size?: number }>(path`/images/${id}/json`, { signal });
  let bytes = 0;
  let wake = () => {};
  const progress = (): ReadProgress => ({ bytes, total: Math.max(bytes, size ?? 0) });
  yield { progress: progress() };
  const archive = await client.stream("GET", path`/images/${id}/get`, { signal, deadline: preparing });
  let over = false;
  const reading = readArchive(archive, {
    onBytes: (more) => {
      bytes += more;
      wake();
    },
  }).finally(() => {
    over = true;
    archive.destroy();
    wake();
  });
  reading.catch(() => undefined);
  while (!over) {
    await new Promise<void>((resolve) => {
      wake = resolve;
      if (over) resolve();
    });
    if (signal.aborted) throw cancelled();
    yield { progress: progress() };
  }
  const image = combine(await reading);
  yield { progress: { ...progress(), content: image.content }, image };
}
