import type { PlanRow } from "@shared/plans.ts";

/** Rows that will go: ticked, free to go, and what they need gone first goes too. */
export function goingRows(rows: readonly PlanRow[], ticked: ReadonlySet<string>): PlanRow[] {
  const keys = new Set(rows.map(({ key }) => key));
  const going = new Set<string>();
  // A plan is in the order of removal, so what a row needs stands before it.
  return rows.filter((row) => {
    const free = !row.blocked && (row.needs ?? []).every((key) => !keys.has(key) || going.has(key));
    if (!free || !ticked.has(row.key)) return false;
    going.add(row.key);
    return true;
  });
}

/** Why a row cannot be ticked now, in a sentence; undefined when it can. */
export function heldBy(
  row: PlanRow,
  rows: ReadonlyMap<string, PlanRow>,
  going: ReadonlySet<string>,
): string | undefined {
  if (row.blocked) return row.blocked;
  const needed = row.needs?.find((key) => !rows.has(key) || !going.has(key));
  if (needed === undefined) return undefined;
  return `It stays while ${rows.get(needed)?.name ?? "what uses it"} stays.`;
}

/** What is ticked when a plan comes. */
export const firstTicks = (rows: readonly PlanRow[]): ReadonlySet<string> =>
  new Set(rows.flatMap(({ key, ticked }) => (ticked ? [key] : [])));

/** Words for each kind of row. */
export const kindWords: Readonly<Record<PlanRow["kind"], { readonly one: string; readonly many: string }>> = {
  container: { one: "Container", many: "Containers" },
  tag: { one: "Image", many: "Images" },
  image: { one: "Untagged image", many: "Images" },
  network: { one: "Network", many: "Networks" },
  volume: { one: "Volume", many: "Volumes" },
  "build-cache": { one: "Build cache", many: "Build cache" },
};
