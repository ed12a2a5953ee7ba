import type { Container } from "@shared/containers.ts";
import type { Lists } from "@shared/engine.ts";
import type { Image } from "@shared/images.ts";
import type { Network } from "@shared/networks.ts";
import type { Volume } from "@shared/volumes.ts";

export const kinds = ["containers", "images", "volumes", "networks"] as const;
export type Kind = (typeof kinds)[number];

interface Row {
  readonly containers: Container;
  readonly images: Image;
  readonly volumes: Volume;
  readonly networks: Network;
}
/** The lists of one engine by key: IDs of containers, images and networks, names of volumes. */
export type Tables = { readonly [K in Kind]: Map<string, Row[K]> };
export type AnyRow = Row[Kind];

export const emptyTables = (): Tables => ({
  containers: new Map(),
  images: new Map(),
  volumes: new Map(),
  networks: new Map(),
});

/** The key of a row, as `Changes.removed` names it. */
export const keyOf = (kind: Kind, row: AnyRow): string =>
  kind === "volumes" ? (row as Volume).name : (row as Exclude<AnyRow, Volume>).id;

/** The rows as the page gets them, containers newest first. */
export const listsOf = (tables: Tables): Lists => ({
  containers: [...tables.containers.values()],
  images: [...tables.images.values()],
  volumes: [...tables.volumes.values()],
  networks: [...tables.networks.values()],
});

/** Whether two rows hold the same data; rows are plain JSON. */
export function same(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && same(a[key as keyof typeof a], b[key as keyof typeof b]))
  );
}

/** Puts rows into a table and answers with the keys that really changed. `whole`: what is not among them went. */
export function put(table: Map<string, AnyRow>, kind: Kind, rows: readonly AnyRow[], whole: boolean): string[] {
  const changed: string[] = [];
  const left = whole ? new Set(table.keys()) : new Set<string>();
  for (const row of rows) {
    const key = keyOf(kind, row);
    left.delete(key);
    if (same(table.get(key), row)) continue;
    table.set(key, row);
    changed.push(key);
  }
  for (const key of left) table.delete(key);
  return [...changed, ...left];
}
