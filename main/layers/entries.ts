import { tarReader } from "../files/tar.ts";
import { none, type Paths, root } from "./paths.ts";
import { createRecords, type EntryKind, type Records } from "./records.ts";

/** One layer, read. */
export interface LayerEntries {
  readonly entries: Records;
  /** Where symbolic links point, by the number of their path. */
  readonly targets: ReadonlyMap<number, string>;
  /** Entries for which there was no room. */
  readonly unlisted: number;
  /** Bytes of all its files, also of those without room. */
  readonly written: number;
}

const kindOf: Readonly<Record<string, EntryKind>> = {
  0: "file",
  1: "hard link",
  2: "link",
  3: "device",
  4: "device",
  5: "folder",
  6: "pipe",
};
const whiteout = ".wh.";
const opaque = ".wh..wh..opq";
/** Symbolic links whose target is kept. */
const mostTargets = 100_000;
const longestTarget = 4096;

/** What a whiteout (`.wh.name`, or `.wh..wh..opq` in a folder that starts empty) removes, or the entry itself. */
function placeOf(path: string, type: string): { readonly kind: EntryKind | undefined; readonly at: string } {
  const slash = path.lastIndexOf("/");
  const folder = path.slice(0, slash + 1);
  const name = path.slice(slash + 1);
  if (name === opaque) return { kind: "opaque", at: folder };
  // What AUFS kept for itself, and what names nothing.
  if (name.startsWith(".wh..wh.") || name === whiteout) return { kind: undefined, at: path };
  if (name.startsWith(whiteout)) return { kind: "whiteout", at: folder + name.slice(whiteout.length) };
  return { kind: kindOf[type], at: path };
}

/** Reads one layer's archive into at most `most` entries; `end` answers with them. */
export function layerReader(paths: Paths, most: number) {
  const entries = createRecords();
  const targets = new Map<number, string>();
  let unlisted = 0;
  let written = 0;
  const reader = tarReader(({ name, type, size, mode, uid, gid, target }) => {
    const { kind, at } = placeOf(name.replace(/\/+$/, ""), type);
    if (!kind) return undefined;
    const bytes = kind === "file" ? size : 0;
    written += bytes;
    const node = entries.count() < most ? paths.add(at) : undefined;
    if (node === undefined) {
      unlisted += 1;
      return undefined;
    }
    // The image's own root stands in most layers, whatever they change.
    if (node === root && kind !== "opaque") return undefined;
    const link = kind === "hard link" ? (paths.add(target) ?? none) : none;
    // A copy: a piece of a header's text would keep all of it.
    if (kind === "link" && targets.size < mostTargets)
      targets.set(node, Buffer.from(target.slice(0, longestTarget)).toString());
    entries.push({ node, kind, size: bytes, mode, uid, gid, link });
    return undefined;
  });
  return {
    push: reader.push,
    end: (): LayerEntries => {
      reader.end();
      return { entries, targets, unlisted, written };
    },
  };
}
