import { DrydockError } from "@shared/errors.ts";
import { z } from "zod";
import type { DockerClient } from "../docker/client.ts";
import { path } from "../docker/path.ts";

const inspected = z.object({
  Size: z.number().catch(0),
  GraphDriver: z.object({ Name: z.string().catch(""), Data: z.unknown() }).nullish(),
  RootFS: z
    .object({
      Layers: z
        .array(z.string())
        .nullish()
        .transform((layers) => layers ?? []),
    })
    .catch({ Layers: [] }),
});
const history = z.array(z.object({ Size: z.number().catch(0) }));

/** The layers of an image, from the bottom up. */
export interface Chain {
  readonly layers: readonly string[];
  /** Bytes of all of them. */
  readonly size: number;
  /** The engine keeps images in containerd, which does not count by layer. */
  readonly contained: boolean;
}

/** Asks for the layers of an image; NOT_FOUND when it is gone. */
export async function readChain(client: DockerClient, id: string, signal: AbortSignal): Promise<Chain> {
  const { RootFS, Size, GraphDriver } = inspected.parse(await client.get(path`/images/${id}/json`, { signal }));
  return { layers: RootFS.Layers, size: Size, contained: isContained(GraphDriver) };
}

/** Images that are asked for at the same time. */
export const together = 8;
/** Layers of an image never change; those of so many are kept. */
const mostKnown = 5000;
const known = new Map<string, Chain>();

/** The layers of an image, asked for once; undefined where it went meanwhile. */
export async function chainOf(client: DockerClient, id: string, signal: AbortSignal): Promise<Chain | undefined> {
  const key = `${client.host} ${id}`;
  const before = known.get(key);
  if (before) return before;
  try {
    const chain = await readChain(client, id, signal);
    known.set(key, chain);
    const [oldest] = known.keys();
    if (known.size > mostKnown && oldest) known.delete(oldest);
    return chain;
  } catch (error) {
    if (error instanceof DrydockError && error.code === "NOT_FOUND") return undefined;
    throw error;
  }
}

/** Engines that keep images in containerd name its snapshotter in the driver's place, with no data, or nothing at all. */
function isContained(driver: z.output<typeof inspected>["GraphDriver"]): boolean {
  if (!driver || driver.Name === "" || driver.Name === "overlayfs") return true;
  return driver.Name !== "vfs" && (driver.Data === null || driver.Data === undefined);
}

/** How many layers two images have in common, counted from the bottom. */
export function common(a: readonly string[], b: readonly string[]): number {
  let count = 0;
  while (count < a.length && a[count] === b[count]) count += 1;
  return count;
}

/** The layers of many images by their ID, a few asked for at a time; those that went meanwhile are left out. */
export async function chainsOf(
  client: DockerClient,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<Map<string, Chain>> {
  const chains = new Map<string, Chain>();
  for (let at = 0; at < ids.length; at += together)
    await Promise.all(
      ids.slice(at, at + together).map(async (id) => {
        const chain = await chainOf(client, id, signal);
        if (chain) chains.set(id, chain);
      }),
    );
  return chains;
}

/**
 * Bytes of the layers that an image has and none of the others. Where the lowest layers are an image of their own, its
 * size tells. Otherwise the sizes of the instructions do, and the engine does not say which of those with no bytes made
 * a layer: where there are such layers, it is a range.
 */
export async function bytesAlone(
  client: DockerClient,
  id: string,
  chain: Chain,
  others: Iterable<Chain>,
  signal: AbortSignal,
): Promise<{ readonly least: number; readonly most: number }> {
  let shared = 0;
  let below: number | undefined = 0;
  for (const other of others) {
    const count = common(chain.layers, other.layers);
    if (count < shared) continue;
    if (count > shared) below = undefined;
    shared = count;
    if (count > 0 && other.layers.length === count) below = other.size;
  }
  const alone = chain.layers.length - shared;
  if (alone === 0) return { least: 0, most: 0 };
  if (below !== undefined) {
    const bytes = Math.max(0, chain.size - below);
    return { least: bytes, most: bytes };
  }
  const entries = history.parse(await client.get(path`/images/${id}/history`, { signal }));
  // Newest first.
  const filled = entries.map(({ Size }) => Size).filter((size) => size > 0);
  const top = (count: number) => filled.slice(0, Math.max(0, count)).reduce((sum, size) => sum + size, 0);
  const empty = Math.max(0, chain.layers.length - filled.length);
  return { least: top(alone - empty), most: top(alone) };
}
