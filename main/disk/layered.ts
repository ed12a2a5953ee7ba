import type { DiskItem, DiskPart } from "@shared/disk.ts";
import type { DockerClient } from "../docker/client.ts";
import { bytesAlone, type Chain, chainsOf } from "../images/chains.ts";

/**
 * The images' part, counted layer by layer: what each image has alone, and what could go, that is all layers but those of
 * images in use. Docker's own figures take the untagged steps of a classic build for other images, so that such an image
 * has nothing alone, and a base in use for unused; they stay where the engine does not count by layer.
 */
export async function layered(client: DockerClient, part: DiskPart, signal: AbortSignal): Promise<DiskPart> {
  const chains = await chainsOf(
    client,
    part.items.map(({ id }) => id),
    signal,
  );
  if ([...chains.values()].some(({ contained }) => contained)) return part;
  const items: DiskItem[] = [];
  const counted: Chain[] = [];
  let needed = 0;
  for (const item of part.items) {
    const chain = chains.get(item.id);
    if (!chain) {
      items.push(item);
      continue;
    }
    const others = [...chains].filter(([id]) => id !== item.id).map(([, other]) => other);
    const alone = await bytesAlone(client, item.id, chain, others, signal);
    items.push({ ...item, shared: Math.max(0, (item.size ?? 0) - alone.most) });
    if (!item.used) continue;
    needed += (await bytesAlone(client, item.id, chain, counted, signal)).most;
    counted.push(chain);
  }
  return { ...part, items, reclaimable: Math.max(0, part.size - needed) };
}
