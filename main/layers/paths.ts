import { roomFor } from "./numbers.ts";

/** No path: the end of a list of siblings. */
export const none = 0xffffffff;
/** Number of the root folder. */
export const root = 0;

/**
 * Every path of an image once, as a number: about 40 bytes each, where a million strings would take some 150 MB.
 * Names are UTF-8 in one buffer, found again through a hash table, and each folder knows its children.
 */
export interface Paths {
  /** How many paths there are; their numbers are below that. */
  count(): number;
  /** Number of a path such as `usr/bin/env`, with the folders above it made as needed; undefined when there is no room. */
  add(path: string): number | undefined;
  /** Number of a path that was added, or undefined. */
  find(path: string): number | undefined;
  name(node: number): string;
  /** From the root, without a slash in front. */
  path(node: number): string;
  parent(node: number): number;
  firstChild(node: number): number;
  nextSibling(node: number): number;
}

/** `.`, `..` and nothing lead nowhere: a path cannot leave the image. */
const isName = (segment: string): boolean => segment !== "" && segment !== "." && segment !== "..";

/** Longest name of a file that a file system takes is 255 bytes. */
const longestName = 1024;

/** Makes an empty set of paths with room for `most` of them. */
export function createPaths(most: number): Paths {
  let count = 1;
  let parents = new Uint32Array(1024).fill(none, 0, 1);
  let first = new Uint32Array(1024).fill(none, 0, 1);
  let next = new Uint32Array(1024).fill(none, 0, 1);
  let starts = new Uint32Array(1024);
  let bytes = Buffer.allocUnsafe(16 * 1024);
  let used = 0;
  let table = new Uint32Array(4096);
  /** Names are somebody else's: nobody can choose them so that they all meet in one slot. */
  const seed = Math.floor(Math.random() * 0xffffffff);
  /** Folder of the last path: archives list a folder's files one after the other. */
  let last = { folder: "", node: root };

  const nameBytes = (node: number) => bytes.subarray(starts[node]!, node + 1 < count ? starts[node + 1]! : used);
  const hash = (parent: number, from: number, to: number): number => {
    let value = Math.imul(parent ^ seed, 0x85ebca6b);
    for (let at = from; at < to; at += 1) value = Math.imul(value ^ bytes[at]!, 0x01000193);
    return (value ^ (value >>> 15)) >>> 0;
  };
  /** Slot of the name at `used`..`end`: with its node in it (+1), or empty. */
  const slotOf = (parent: number, end: number): number => {
    const mask = table.length - 1;
    for (let slot = hash(parent, used, end) & mask; ; slot = (slot + 1) & mask) {
      const node = table[slot]! - 1;
      if (node < 0) return slot;
      if (parents[node] === parent && nameBytes(node).equals(bytes.subarray(used, end))) return slot;
    }
  };
  const grow = () => {
    const old = table;
    table = new Uint32Array(old.length * 2);
    const mask = table.length - 1;
    for (let node = 1; node < count; node += 1) {
      const name = starts[node]!;
      const end = node + 1 < count ? starts[node + 1]! : used;
      let slot = hash(parents[node]!, name, end) & mask;
      while (table[slot]) slot = (slot + 1) & mask;
      table[slot] = node + 1;
    }
  };
  const child = (parent: number, name: string, make: boolean): number | undefined => {
    if (bytes.length - used < longestName * 4) {
      const larger = Buffer.allocUnsafe(bytes.length * 2);
      bytes.copy(larger, 0, 0, used);
      bytes = larger;
    }
    const end = used + bytes.write(name.length > longestName ? name.slice(0, longestName) : name, used);
    const slot = slotOf(parent, end);
    if (table[slot]) return table[slot]! - 1;
    if (!make || count >= most) return undefined;
    const node = count;
    parents = roomFor(parents, count + 1);
    first = roomFor(first, count + 1);
    next = roomFor(next, count + 1);
    starts = roomFor(starts, count + 1);
    starts[node] = used;
    used = end;
    parents[node] = parent;
    first[node] = none;
    next[node] = first[parent]!;
    first[parent] = node;
    count += 1;
    table[slot] = node + 1;
    if (count * 2 > table.length) grow();
    return node;
  };
  const walk = (path: string, make: boolean): number | undefined => {
    const slash = path.lastIndexOf("/");
    const folder = path.slice(0, Math.max(0, slash));
    const plain = isName(path.slice(slash + 1));
    const known = plain && slash > 0 && folder === last.folder;
    let node: number | undefined = known ? last.node : root;
    for (const segment of known ? [path.slice(slash + 1)] : path.split("/")) {
      if (!isName(segment)) continue;
      const above: number = node;
      node = child(above, segment, make);
      if (node === undefined) return undefined;
      if (plain && !known) last = { folder, node: above };
    }
    return node;
  };

  const name = (node: number) => nameBytes(node).toString();
  return {
    count: () => count,
    add: (path) => walk(path, true),
    find: (path) => walk(path, false),
    name,
    path: (node) => {
      const names: string[] = [];
      for (let at = node; at !== root && at !== none; at = parents[at]!) names.unshift(name(at));
      return names.join("/");
    },
    parent: (node) => parents[node]!,
    firstChild: (node) => first[node]!,
    nextSibling: (node) => next[node]!,
  };
}
