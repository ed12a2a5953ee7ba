import { roomFor } from "./numbers.ts";
import { type EntryKind, kinds } from "./records.ts";

/** What stands at a path at this moment; `inode` 0 is none. */
export interface Present {
  readonly kind: EntryKind;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Its content: one for all names of a file, so that a hard link that stays keeps it. */
  readonly inode: number;
}

/** The file system as the layers up to now make it, for paths with numbers below `nodes`: 15 bytes each. */
export function createPresent(nodes: number) {
  const absent = 255;
  const kind = new Uint8Array(nodes).fill(absent);
  const modes = new Uint16Array(nodes);
  const uids = new Uint32Array(nodes);
  const gids = new Uint32Array(nodes);
  const contents = new Uint32Array(nodes);
  return {
    has: (node: number): boolean => kind[node] !== absent,
    get: (node: number): Present | undefined =>
      kind[node] === absent
        ? undefined
        : {
            kind: kinds[kind[node]!]!,
            mode: modes[node]!,
            uid: uids[node]!,
            gid: gids[node]!,
            inode: contents[node]!,
          },
    set(node: number, now: Present): void {
      kind[node] = kinds.indexOf(now.kind);
      modes[node] = now.mode;
      uids[node] = now.uid;
      gids[node] = now.gid;
      contents[node] = now.inode;
    },
    delete(node: number): void {
      kind[node] = absent;
    },
  };
}

/** Contents of files: how large, from which layer, and how many names each has. */
export function createInodes() {
  let count = 1;
  let sizes = new Float64Array(1024);
  let layers = new Uint16Array(1024);
  let names = new Uint32Array(1024);
  return {
    add(size: number, layer: number): number {
      sizes = roomFor(sizes, count + 1);
      layers = roomFor(layers, count + 1);
      names = roomFor(names, count + 1);
      sizes[count] = size;
      layers[count] = layer;
      return count++;
    },
    size: (inode: number): number => sizes[inode]!,
    layer: (inode: number): number => layers[inode]!,
    link(inode: number): void {
      names[inode]! += 1;
    },
    /** One name less; answers how many are left. */
    unlink: (inode: number): number => {
      names[inode]! -= 1;
      return names[inode]!;
    },
  };
}
