import type { ChangeCounts, FileChange, LayerFile, LayerFiles } from "@shared/layers.ts";
import type { Combined, LayerChanges } from "./combine.ts";
import { none, type Paths, root } from "./paths.ts";

/** Files of one answer; a folder or search with more says how many there are. */
const most = 1000;

interface Count {
  added: number;
  changed: number;
  removed: number;
  written: number;
  hidden: number;
}

/** What each folder of a layer holds, all levels down, and the entry of each path that has one. */
function totalsOf({ paths }: Combined, { entries, changes, before }: LayerChanges, wanted: ReadonlySet<FileChange>) {
  const within = new Map<number, Count>();
  const own = new Map<number, number>();
  for (let index = 0; index < entries.count(); index += 1) {
    const change = changes[index]!;
    if (!wanted.has(change)) continue;
    const { node, kind, size } = entries.at(index);
    own.set(node, index);
    for (let at = paths.parent(node); at !== none; at = paths.parent(at)) {
      let count = within.get(at);
      if (!count) {
        count = { added: 0, changed: 0, removed: 0, written: 0, hidden: 0 };
        within.set(at, count);
      }
      if (kind !== "folder") count[change] += 1;
      count.written += size;
      count.hidden += before[index]!;
    }
  }
  return { within, own };
}

/** Answers what stands in the layers of one image; remembers the sums of the layer asked for last. */
export function createListing(image: Combined) {
  let last: { readonly key: string; readonly totals: ReturnType<typeof totalsOf> } | undefined;
  const totals = (layer: number, changes: readonly FileChange[]) => {
    const key = `${layer} ${[...changes].sort()}`;
    if (last?.key !== key) last = { key, totals: totalsOf(image, image.layers[layer]!, new Set(changes)) };
    return last.totals;
  };
  const { paths } = image;

  const file = (
    layer: number,
    node: number,
    index: number | undefined,
    within: ChangeCounts | undefined,
  ): LayerFile => {
    const { entries, changes, before, targets } = image.layers[layer]!;
    const entry = index === undefined ? undefined : entries.at(index);
    const target = entry?.kind === "link" ? targets.get(node) : undefined;
    const link = entry?.kind === "hard link" && entry.link !== none ? `/${paths.path(entry.link)}` : target;
    return {
      name: paths.name(node),
      path: paths.path(node),
      kind: entry && entry.kind !== "whiteout" && entry.kind !== "opaque" ? entry.kind : "folder",
      ...(index === undefined ? {} : { change: changes[index]! }),
      size: entry?.size ?? 0,
      before: index === undefined ? 0 : before[index]!,
      mode: entry?.mode ?? 0,
      uid: entry?.uid ?? 0,
      gid: entry?.gid ?? 0,
      ...(link === undefined ? {} : { target: link }),
      ...(within ? { within } : {}),
    };
  };

  return {
    /** What stands in a folder, folders and large files first. */
    files(layer: number, folder: string, changes: readonly FileChange[]): LayerFiles {
      const { within, own } = totals(layer, changes);
      const at = folder === "" ? root : paths.find(folder);
      const found: { node: number; weight: number }[] = [];
      for (let node = at === undefined ? none : paths.firstChild(at); node !== none; node = paths.nextSibling(node)) {
        const sum = within.get(node);
        const index = own.get(node);
        if (!sum && index === undefined) continue;
        found.push({ node, weight: weightOf(image.layers[layer]!, index) + (sum ? sum.written + sum.hidden : 0) });
      }
      return {
        total: found.length,
        files: largest(found, paths).map(({ node }) => file(layer, node, own.get(node), within.get(node))),
      };
    },
    /** Everything with this text in its path, letter case aside; the largest first. */
    find(layer: number, text: string, changes: readonly FileChange[]): LayerFiles {
      const { own } = totals(layer, changes);
      const wanted = text.toLowerCase();
      const folders = new Map<number, string>();
      const folderOf = (node: number): string => {
        let path = folders.get(node);
        if (path === undefined) {
          path =
            node === root || node === none ? "" : `${folderOf(paths.parent(node))}${paths.name(node)}/`.toLowerCase();
          folders.set(node, path);
        }
        return path;
      };
      const found: { node: number; weight: number }[] = [];
      for (const [node, index] of own) {
        const path = `/${folderOf(paths.parent(node))}${paths.name(node).toLowerCase()}`;
        if (path.includes(wanted)) found.push({ node, weight: weightOf(image.layers[layer]!, index) });
      }
      return {
        total: found.length,
        files: largest(found, paths).map(({ node }) => {
          const one = file(layer, node, own.get(node), undefined);
          return { ...one, name: `/${one.path}` };
        }),
      };
    },
  };
}

const weightOf = ({ entries, before }: LayerChanges, index: number | undefined): number =>
  index === undefined ? 0 : Math.max(entries.at(index).size, before[index]!);

function largest(found: { readonly node: number; readonly weight: number }[], paths: Paths) {
  const order = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
  return found.sort((a, b) => b.weight - a.weight || order(paths.name(a.node), paths.name(b.node))).slice(0, most);
}
