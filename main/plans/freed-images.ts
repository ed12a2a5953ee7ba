import type { DockerClient } from "../docker/client.ts";
import { bytesAlone, chainsOf } from "../images/chains.ts";
import { sharedCache } from "../images/uses.ts";
import type { Inventory } from "./inventory.ts";
import type { Draft } from "./row.ts";

/** Milliseconds that a dialog waits for exact sizes; after that it shows the ranges that it has. */
const patience = 1500;

const takesSpace = ({ kind, size }: Draft) =>
  (kind === "tag" || kind === "image") && size !== undefined && size.most > 0;

/**
 * The rows with what the removal of each image really frees, layer by layer: rows above it count as gone. Where the
 * engine does not say enough, or not soon enough, a row keeps its range.
 */
export async function withFreed(
  client: DockerClient,
  { images }: Inventory,
  drafts: readonly Draft[],
): Promise<Draft[]> {
  if (!drafts.some(takesSpace)) return [...drafts];
  const leaving = new AbortController();
  const timer = setTimeout(() => leaving.abort(), patience);
  try {
    return await exact(client, images, drafts, leaving.signal);
  } catch {
    return [...drafts];
  } finally {
    clearTimeout(timer);
  }
}

async function exact(
  client: DockerClient,
  images: Inventory["images"],
  drafts: readonly Draft[],
  signal: AbortSignal,
): Promise<Draft[]> {
  const chains = await chainsOf(
    client,
    images.map(({ Id }) => Id),
    signal,
  );
  const cached = await sharedCache(client, signal);
  // Untagged parents go with the image that is built on them, whichever row stands first.
  const gone = new Set(drafts.filter(({ kind, size }) => kind === "image" && size?.most === 0).map(({ id }) => id));
  const rows: Draft[] = [];
  for (const draft of drafts) {
    const chain = chains.get(draft.id);
    if (!takesSpace(draft) || !chain || chain.contained) {
      rows.push(draft);
      continue;
    }
    gone.add(draft.id);
    const others = [...chains].filter(([id]) => !gone.has(id)).map(([, other]) => other);
    const { least, most } = await bytesAlone(client, draft.id, chain, others, signal);
    rows.push({ ...draft, size: { least: Math.max(0, least - cached), most } });
  }
  return rows;
}
