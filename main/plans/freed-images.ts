import type { DockerClient } from "../docker/client.ts";
import { bytesAbove, type Chain, chainOf, common } from "../images/chains.ts";
import { sharedCache } from "../images/uses.ts";
import type { Inventory } from "./inventory.ts";
import type { Draft } from "./row.ts";

/** Milliseconds that a dialog waits for exact sizes; after that it shows the ranges that it has. */
const patience = 1500;
/** Images that are asked for at the same time. */
const together = 8;

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
  const chains = new Map<string, Chain>();
  for (let at = 0; at < images.length; at += together)
    await Promise.all(
      images.slice(at, at + together).map(async ({ Id }) => {
        const chain = await chainOf(client, Id, signal);
        if (chain) chains.set(Id, chain);
      }),
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
    const shared = Math.max(0, ...others.map((other) => common(chain.layers, other.layers)));
    const { least, most } = await bytesAbove(client, draft.id, chain, shared, signal);
    rows.push({ ...draft, size: { least: Math.max(0, least - cached), most } });
  }
  return rows;
}
