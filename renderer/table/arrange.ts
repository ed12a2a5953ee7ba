import type { Column, Group, Sorting } from "./column.ts";

/** One line of the table: a row, or the heading of a group with all of the rows that stand under it. */
export type Item<Row> =
  | { readonly type: "row"; readonly key: string; readonly row: Row; readonly grouped: boolean }
  | {
      readonly type: "group";
      readonly key: string;
      readonly group: Group;
      readonly rows: readonly Row[];
      readonly open: boolean;
    };

export interface Arrangement<Row> {
  readonly columns: readonly Column<Row>[];
  readonly rowId: (row: Row) => string;
  readonly keep: (row: Row) => boolean;
  readonly sorting: Sorting;
  readonly groupOf?: (row: Row) => Group | undefined;
  readonly closed: ReadonlySet<string>;
}

const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });
const compare = (a: string | number, b: string | number): number =>
  typeof a === "number" && typeof b === "number" ? a - b : collator.compare(String(a), String(b));

function sorted<Row>(rows: readonly Row[], { columns, sorting, rowId }: Arrangement<Row>): Row[] {
  const column = columns.find(({ id }) => id === sorting.column);
  const order = sorting.descending ? -1 : 1;
  return (
    rows
      .map((row) => ({ row, value: column?.sort?.(row) ?? "", id: rowId(row) }))
      // The ID settles ties, so that rows with equal values keep their places from one update to the next.
      .sort((a, b) => order * compare(a.value, b.value) || (a.id < b.id ? -1 : 1))
      .map(({ row }) => row)
  );
}

/** Filters, sorts and groups rows into the lines of the table, top to bottom. Groups stand first, by name. */
export function arrange<Row>(rows: readonly Row[], how: Arrangement<Row>): Item<Row>[] {
  const ungrouped: Item<Row>[] = [];
  const groups = new Map<string, { group: Group; rows: Row[] }>();
  for (const row of sorted(rows.filter(how.keep), how)) {
    const group = how.groupOf?.(row);
    if (!group) ungrouped.push({ type: "row", key: how.rowId(row), row, grouped: false });
    else if (groups.has(group.key)) groups.get(group.key)!.rows.push(row);
    else groups.set(group.key, { group, rows: [row] });
  }
  const headed = [...groups.values()]
    .sort((a, b) => collator.compare(a.group.label, b.group.label))
    .flatMap(({ group, rows }): Item<Row>[] => {
      const open = !how.closed.has(group.key);
      const heading: Item<Row> = { type: "group", key: `group:${group.key}`, group, rows, open };
      const members = rows.map((row): Item<Row> => ({ type: "row", key: how.rowId(row), row, grouped: true }));
      return open ? [heading, ...members] : [heading];
    });
  return [...headed, ...ungrouped];
}
