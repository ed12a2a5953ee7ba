import type { DiskPart } from "@shared/disk.ts";
import type { DockerClient } from "../docker/client.ts";
import { bytesAbove, type Chain, chainOf, common } from "../images/chains.ts";

/**
 * The images' part with what really could go: all layers but those of images in use, each counted once. (Docker takes
 * away only what such an image shares with no other, so that a base in use counts as unused; where the engine does not
 * count by layer, its figure stays.)
 */
export async function withNeeded(client: DockerClient, part: DiskPart, signal: AbortSignal): Promise<DiskPart> {
  const counted: Chain[] = [];
  let needed = 0;
  for (const { id } of part.items.filter(({ used }) => used)) {
    const chain = await chainOf(client, id, signal);
    if (!chain) continue;
    if (chain.contained) return part;
    const shared = Math.max(0, ...counted.map((other) => common(chain.layers, other.layers)));
    needed += (await bytesAbove(client, id, chain, shared, signal)).most;
    counted.push(chain);
  }
  return { ...part, reclaimable: Math.max(0, part.size - needed) };
}
