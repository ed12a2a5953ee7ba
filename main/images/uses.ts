import { DrydockError } from "@shared/errors.ts";
import type { ImageUses, RelatedImage, Relation } from "@shared/image-uses.ts";
import { z } from "zod";
import type { DockerClient } from "../docker/client.ts";
import { path } from "../docker/path.ts";

const listed = z.array(
  z.object({
    Id: z.string(),
    Size: z.number().catch(0),
    /** From API 1.42 on; -1 where it was not counted. */
    SharedSize: z.number().catch(-1).default(-1),
    RepoTags: z
      .array(z.string())
      .nullish()
      .transform((tags) => (tags ?? []).filter((tag) => !tag.includes("<none>"))),
  }),
);
const inspected = z.object({
  Size: z.number().catch(0),
  GraphDriver: z.object({ Name: z.string().catch(""), Data: z.unknown() }).nullish(),
  RootFS: z.object({
    Layers: z
      .array(z.string())
      .nullish()
      .transform((layers) => layers ?? []),
  }),
});
const history = z.array(z.object({ Size: z.number().catch(0) }));
const cache = z.object({
  BuildCache: z
    .array(z.object({ Size: z.number().catch(0), Shared: z.boolean().catch(false) }))
    .nullish()
    .transform((records) => records ?? []),
});

/** Images that are inspected at the same time. */
const together = 8;
/** Layers of an image never change; those of so many are kept. */
const mostKnown = 5000;
/** An engine of API 1.41 counts everything that it keeps when it is asked for its build cache. */
const cacheDeadline = 60_000;

/** Looks at every image of an engine once, and tells what shares layers with one of them. */
export function createUses() {
  const known = new Map<string, readonly string[]>();

  async function chainOf(
    client: DockerClient,
    id: string,
    signal: AbortSignal,
  ): Promise<readonly string[] | undefined> {
    const chain = known.get(id);
    if (chain) return chain;
    try {
      const { RootFS } = inspected.parse(await client.get(path`/images/${id}/json`, { signal }));
      known.set(id, RootFS.Layers);
      const [oldest] = known.keys();
      if (known.size > mostKnown && oldest) known.delete(oldest);
      return RootFS.Layers;
    } catch (error) {
      // It went meanwhile.
      if (error instanceof DrydockError && error.code === "NOT_FOUND") return undefined;
      throw error;
    }
  }

  /** Yields what is known after every few images, the last time with what the removal frees. NOT_FOUND when it is gone. */
  return async function* uses(client: DockerClient, id: string, signal: AbortSignal): AsyncGenerator<ImageUses, void> {
    const own = inspected.parse(await client.get(path`/images/${id}/json`, { signal }));
    const chain = own.RootFS.Layers;
    const all = listed.parse(await client.get(path`/images/json`, { query: { "shared-size": true }, signal }));
    const counted = all.find((image) => image.Id === id)?.SharedSize ?? -1;
    const others = all.filter((image) => image.Id !== id).reverse();
    const related: RelatedImage[] = [];
    const state = (looked: number): ImageUses => ({
      looked,
      images: others.length,
      related: [...related].sort((a, b) => b.layers - a.layers),
      layers: chain.length,
      shared: Math.max(0, ...related.map(({ layers }) => layers)),
    });
    for (let at = 0; at < others.length; at += together) {
      const few = others.slice(at, at + together);
      const chains = await Promise.all(few.map((image) => chainOf(client, image.Id, signal)));
      for (const [index, theirs] of chains.entries()) {
        const layers = theirs ? common(chain, theirs) : 0;
        if (!theirs || layers === 0) continue;
        const { Id, RepoTags } = few[index]!;
        related.push({ id: Id, tags: RepoTags, relation: relationOf(chain, theirs, layers), layers });
      }
      yield state(Math.min(at + together, others.length));
    }
    const last = state(others.length);
    if (isContainerd(own.GraphDriver)) {
      const least = counted < 0 ? 0 : Math.max(0, own.Size - counted);
      yield { ...last, frees: { least, most: own.Size, why: notByLayer } };
      return;
    }
    // Where what is shared is an image of its own, its size is the sum of those layers. (The engine's own SharedSize counts
    // the untagged steps of a classic build too, which go with the image.)
    const base = related.find(({ relation, layers }) => relation === "its base" && layers === last.shared);
    const below = all.find(({ Id }) => Id === base?.id)?.Size;
    const alone =
      below === undefined
        ? ownBytes(await layerSizes(client, id, signal), chain.length, last.shared)
        : { least: Math.max(0, own.Size - below), most: Math.max(0, own.Size - below) };
    const cached = alone.most > 0 ? await sharedCache(client, signal) : 0;
    yield {
      ...last,
      frees: { ...alone, least: Math.max(0, alone.least - cached), ...(cached > 0 ? { why: keptByCache } : {}) },
    };
  };
}

const notByLayer = "This engine keeps images in containerd, which does not say how much of one is shared with others.";
const keptByCache = "The build cache has layers in common with images, and the engine does not say with which.";

/** Engines that keep images in containerd name its snapshotter in the driver's place, with no data, or nothing at all. */
function isContainerd(driver: z.output<typeof inspected>["GraphDriver"]): boolean {
  if (!driver || driver.Name === "" || driver.Name === "overlayfs") return true;
  return driver.Name !== "vfs" && (driver.Data === null || driver.Data === undefined);
}

function common(a: readonly string[], b: readonly string[]): number {
  let count = 0;
  while (count < a.length && a[count] === b[count]) count += 1;
  return count;
}

function relationOf(chain: readonly string[], theirs: readonly string[], layers: number): Relation {
  if (layers === chain.length) return theirs.length === chain.length ? "same" : "built on it";
  return layers === theirs.length ? "its base" : "shares layers";
}

/** What each instruction added, oldest first. */
async function layerSizes(client: DockerClient, id: string, signal: AbortSignal): Promise<number[]> {
  const entries = history.parse(await client.get(path`/images/${id}/history`, { signal }));
  return entries.map(({ Size }) => Size).reverse();
}

/**
 * Bytes of the layers above the lowest `shared` ones. The engine lists the sizes of instructions, and does not say which
 * of those with no bytes made a layer: where there are such layers, it is a range.
 */
function ownBytes(sizes: readonly number[], layers: number, shared: number) {
  const filled = sizes.filter((size) => size > 0);
  const top = (count: number) => filled.slice(Math.max(0, filled.length - count)).reduce((sum, size) => sum + size, 0);
  const alone = layers - shared;
  const empty = Math.max(0, layers - filled.length);
  return { least: top(Math.max(0, alone - empty)), most: alone === 0 ? 0 : top(alone) };
}

/** Bytes of the build cache that images have too: their layers stay as long as the cache has them. */
async function sharedCache(client: DockerClient, signal: AbortSignal): Promise<number> {
  const { BuildCache } = cache.parse(
    await client.get(path`/system/df`, { query: { type: "build-cache" }, signal, deadline: cacheDeadline }),
  );
  return BuildCache.reduce((sum, { Size, Shared }) => sum + (Shared ? Size : 0), 0);
}
