import { roomFor } from "./numbers.ts";

/** What an entry of a layer's archive says; `whiteout` and `opaque` remove what lower layers have. */
export const kinds = ["file", "folder", "link", "hard link", "device", "pipe", "whiteout", "opaque"] as const;
export type EntryKind = (typeof kinds)[number];

export interface Entry {
  /** Number of its path; for a whiteout of what it removes, for an opaque one of the folder. */
  readonly node: number;
  readonly kind: EntryKind;
  /** Bytes. */
  readonly size: number;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Number of the file that a hard link is another name of. */
  readonly link: number;
}

/** Many entries in little memory: 27 bytes each. Entries come out in the order in which they went in. */
export interface Records {
  count(): number;
  push(entry: Entry): void;
  at(index: number): Entry;
}

/** Makes an empty list of entries. */
export function createRecords(): Records {
  let count = 0;
  let nodes = new Uint32Array(256);
  let kind = new Uint8Array(256);
  let sizes = new Float64Array(256);
  let modes = new Uint16Array(256);
  let uids = new Uint32Array(256);
  let gids = new Uint32Array(256);
  let links = new Uint32Array(256);
  return {
    count: () => count,
    push(entry) {
      const length = count + 1;
      nodes = roomFor(nodes, length);
      kind = roomFor(kind, length);
      sizes = roomFor(sizes, length);
      modes = roomFor(modes, length);
      uids = roomFor(uids, length);
      gids = roomFor(gids, length);
      links = roomFor(links, length);
      nodes[count] = entry.node;
      kind[count] = kinds.indexOf(entry.kind);
      sizes[count] = entry.size;
      modes[count] = entry.mode & 0o7777;
      uids[count] = entry.uid;
      gids[count] = entry.gid;
      links[count] = entry.link;
      count = length;
    },
    at: (index) => ({
      node: nodes[index]!,
      kind: kinds[kind[index]!]!,
      size: sizes[index]!,
      mode: modes[index]!,
      uid: uids[index]!,
      gid: gids[index]!,
      link: links[index]!,
    }),
  };
}
