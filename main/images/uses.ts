import type { ImageUses, RelatedImage, Relation } from "@shared/image-uses.ts";
import { z } from "zod";
import { askUsage } from "../disk/count.ts";
import type { DockerClient } from "../docker/client.ts";
import { path } from "../docker/path.ts";
import { bytesAlone, type Chain, chainsOf, common, readChain, together } from "./chains.ts";

const listed = z.array(
  z.object({
    Id: z.string(),
    RepoTags: z
      .array(z.string())
      .nullish()
      .transform((tags) => (tags ?? []).filter((tag) => !tag.includes("<none>"))),
  }),
);

/**
 * Looks at every image of an engine, and tells what shares layers with one of them: after every few images, and the last
 * time with what its removal frees. NOT_FOUND when it is gone.
 */
export async function* uses(client: DockerClient, id: string, signal: AbortSignal): AsyncGenerator<ImageUses, void> {
  const own = await readChain(client, id, signal);
  const chain = own.layers;
  const all = listed.parse(await client.get(path`/images/json`, { signal }));
  const others = all.filter((image) => image.Id !== id).reverse();
  const chains = new Map<string, Chain>();
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
    const found = await chainsOf(
      client,
      few.map(({ Id }) => Id),
      signal,
    );
    for (const { Id, RepoTags } of few) {
      const theirs = found.get(Id);
      if (theirs) chains.set(Id, theirs);
      const layers = theirs ? common(chain, theirs.layers) : 0;
      if (!theirs || layers === 0) continue;
      related.push({ id: Id, tags: RepoTags, relation: relationOf(chain, theirs.layers, layers), layers });
    }
    yield state(Math.min(at + together, others.length));
  }
  const last = state(others.length);
  if (own.contained) {
    // Unpacked and packed; only of the unpacked files it says how much is shared.
    const { Images } = await askUsage(client, "image", signal);
    const { Size = own.size, SharedSize = 0 } = Images.find(({ Id }) => Id === id) ?? {};
    yield { ...last, frees: { least: 0, most: Math.max(0, Size - Math.max(0, SharedSize)), why: notByLayer } };
    return;
  }
  // The engine's own SharedSize counts the untagged steps of a classic build too, which go with the image.
  const alone = await bytesAlone(
    client,
    id,
    own,
    others.flatMap(({ Id }) => chains.get(Id) ?? []),
    signal,
  );
  const cached = alone.most > 0 ? await sharedCache(client, signal) : 0;
  yield {
    ...last,
    frees: { ...alone, least: Math.max(0, alone.least - cached), ...(cached > 0 ? { why: keptByCache } : {}) },
  };
}

const notByLayer = "This engine keeps images in containerd, which does not say how much of one is shared with others.";
const keptByCache = "The build cache has layers in common with images, and the engine does not say with which.";

function relationOf(chain: readonly string[], theirs: readonly string[], layers: number): Relation {
  if (layers === chain.length) return theirs.length === chain.length ? "same" : "built on it";
  return layers === theirs.length ? "its base" : "shares layers";
}

/** Bytes of the build cache that images have too: their layers stay as long as the cache has them. */
export async function sharedCache(client: DockerClient, signal: AbortSignal): Promise<number> {
  const { BuildCache } = await askUsage(client, "build-cache", signal);
  return BuildCache.reduce((sum, { Size, Shared }) => sum + (Shared ? Size : 0), 0);
}
