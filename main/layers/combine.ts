import type { ChangeCounts, FileChange, ImageContent, LayerContent, Waste } from "@shared/layers.ts";
import type { Archive } from "./archive.ts";
import type { LayerEntries } from "./entries.ts";
import { none, type Paths } from "./paths.ts";
import { createInodes, createPresent, type Present } from "./present.ts";
import { createRecords, type Entry, type Records } from "./records.ts";

/** What one layer changes: `entries[i]` was changed as `changes[i]` says, and had `before[i]` bytes until then. */
export interface LayerChanges {
  readonly entries: Records;
  readonly changes: readonly FileChange[];
  readonly before: readonly number[];
  readonly targets: ReadonlyMap<number, string>;
}

export interface Combined {
  readonly paths: Paths;
  readonly layers: readonly LayerChanges[];
  readonly content: ImageContent;
}

/** Wasted paths that are listed. */
const mostWastes = 200;

interface Wasted {
  bytes: number;
  files: number;
  fate: Waste["fate"];
  readonly writtenIn: Set<number>;
  hiddenIn: number;
}

/**
 * Lays the layers over each other from the bottom up: what each adds, changes and removes, and what is wasted, that
 * is written in one layer and hidden by a later one. Lets go of the archive's own entries as it goes.
 */
export function combine({ paths, layers: raw, digests, emptyLayers }: Archive): Combined {
  const present = createPresent(paths.count());
  const inodes = createInodes();
  const wastes = new Map<number, Wasted>();
  const wastedOf = raw.map(() => 0);
  const layers: LayerChanges[] = [];
  const counts: ChangeCounts[] = [];

  for (const [index, layer] of raw.entries()) {
    const { changes, count } = applied(layer, index, { paths, present, inodes, wastes, wastedOf });
    layers.push(changes);
    counts.push(count);
  }
  const wasted = wastedOf.reduce((sum, bytes) => sum + bytes, 0);
  const contents = raw.map(
    ({ unlisted }, index): LayerContent => ({
      ...counts[index]!,
      digest: digests[index] ?? "",
      wasted: wastedOf[index]!,
      unlisted,
    }),
  );
  return {
    paths,
    layers,
    content: {
      layers: contents,
      history: historyOf(emptyLayers, raw.length),
      written: contents.reduce((sum, { written }) => sum + written, 0),
      wasted,
      biggest: biggest(wastes, paths),
      wastes: wastes.size,
      unlisted: contents.reduce((sum, { unlisted }) => sum + unlisted, 0),
    },
  };
}

interface Under {
  readonly paths: Paths;
  readonly present: ReturnType<typeof createPresent>;
  readonly inodes: ReturnType<typeof createInodes>;
  readonly wastes: Map<number, Wasted>;
  readonly wastedOf: number[];
}

function applied({ entries: raw, targets, written }: LayerEntries, index: number, under: Under) {
  const { paths, present, inodes, wastes, wastedOf } = under;
  const entries = createRecords();
  const changes: FileChange[] = [];
  const before: number[] = [];
  /** What this layer removed, until something else is put in its place. */
  const gone = new Map<number, Present>();
  const count = { added: 0, changed: 0, removed: 0, written, hidden: 0 };

  const waste = (at: number, { inode }: Present, fate: Waste["fate"]) => {
    if (inode === 0 || inodes.unlink(inode) > 0) return;
    const [size, layer] = [inodes.size(inode), inodes.layer(inode)];
    if (size === 0 || layer === index) return;
    count.hidden += size;
    wastedOf[layer]! += size;
    const known = wastes.get(at) ?? { bytes: 0, files: 0, fate, writtenIn: new Set<number>(), hiddenIn: index };
    known.bytes += size;
    known.files += 1;
    known.fate = fate;
    known.writtenIn.add(layer);
    known.hiddenIn = index;
    wastes.set(at, known);
  };
  /** Takes away what lies below a folder, with what is at `node` itself unless it stays. `at`: where the waste is listed. */
  const remove = (node: number, at: number, itself: boolean) => {
    const stack = [node];
    for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
      for (let child = paths.firstChild(next); child !== none; child = paths.nextSibling(child)) stack.push(child);
      const was = present.get(next);
      if (!was || (next === node && !itself)) continue;
      present.delete(next);
      gone.set(next, was);
      waste(at, was, "removed");
    }
  };
  const note = (entry: Entry, change: FileChange, size: number) => {
    entries.push(entry);
    changes.push(change);
    before.push(size);
    if (entry.kind !== "folder") count[change] += 1;
  };

  for (let each = 0; each < raw.count(); each += 1) {
    const { kind, node } = raw.at(each);
    if (kind === "whiteout") remove(node, node, true);
    else if (kind === "opaque") remove(node, node, false);
  }
  for (let each = 0; each < raw.count(); each += 1) {
    const entry = raw.at(each);
    const { kind, node, mode, uid, gid } = entry;
    if (kind === "whiteout" || kind === "opaque") continue;
    // A file in the place of a folder takes with it what was in there.
    if (kind !== "folder" && present.get(node)?.kind === "folder") remove(node, node, true);
    const was = present.get(node) ?? gone.get(node);
    if (present.has(node)) waste(node, was!, "overwritten");
    else if (was) overwritten(wastes.get(node), was);
    gone.delete(node);
    const shared = kind === "hard link" ? (present.get(entry.link)?.inode ?? 0) : 0;
    const inode = kind === "file" ? inodes.add(entry.size, index) : shared;
    if (inode) inodes.link(inode);
    present.set(node, { kind, mode, uid, gid, inode });
    // A folder stands in every layer that changes something below it.
    const same = kind === "folder" && was?.kind === "folder" && was.mode === mode && was.uid === uid && was.gid === gid;
    if (!same) note(entry, was ? "changed" : "added", was ? inodes.size(was.inode) : 0);
  }
  for (const [node, { kind, mode, uid, gid, inode }] of gone)
    note({ node, kind, mode, uid, gid, size: 0, link: none }, "removed", inodes.size(inode));
  return { changes: { entries, changes, before, targets }, count };
}

/** A file that was removed and written again by the same layer was overwritten after all. */
function overwritten(wasted: Wasted | undefined, { kind }: Present): void {
  if (wasted && kind !== "folder" && wasted.files === 1) wasted.fate = "overwritten";
}

/** Which instruction made which layer, where the image says that of all of them. */
function historyOf(emptyLayers: readonly boolean[], layers: number): (number | null)[] {
  let layer = 0;
  const history = emptyLayers.map((empty) => (empty ? null : layer++));
  return layer === layers ? history : [];
}

function biggest(wastes: ReadonlyMap<number, Wasted>, paths: Paths): Waste[] {
  return [...wastes]
    .sort(([, a], [, b]) => b.bytes - a.bytes)
    .slice(0, mostWastes)
    .map(([node, { writtenIn, ...waste }]) => ({
      ...waste,
      path: `/${paths.path(node)}`,
      writtenIn: [...writtenIn].sort((a, b) => a - b),
    }));
}
