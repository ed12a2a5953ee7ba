import { SegmentedControl } from "@mantine/core";
import { type DiskItem, type DiskUse, diskKinds } from "@shared/disk.ts";
import { IconArrowRight } from "@tabler/icons-react";
import { useMemo, useState } from "react";
import type { Action, Noun } from "../actions.ts";
import { Ago } from "../components/ago.tsx";
import { dateTime, size } from "../components/format.ts";
import { router } from "../router.tsx";
import type { Column } from "../table/column.ts";
import { ObjectTable } from "../table/object-table.tsx";
import styles from "./disk.module.css";
import { grownText, kindWords, ownBytes } from "./kinds.ts";

const noun: Noun<DiskItem> = {
  one: "object",
  many: "objects",
  id: ({ kind, id }) => `${kind} ${id}`,
  name: ({ name }) => name,
};

const bytes = (value: number | undefined) => (value === undefined ? "not known" : size(value));
const grown = (item: DiskItem) => (item.grown === undefined ? "" : grownText(item.grown));

const columns: readonly Column<DiskItem>[] = [
  {
    id: "name",
    label: "Name",
    width: "minmax(10rem, 3fr)",
    cell: ({ name }) => name,
    title: ({ name }) => name,
    sort: ({ name }) => name,
  },
  {
    id: "kind",
    label: "Kind",
    width: "7.5rem",
    from: 520,
    cell: ({ kind }) => (
      <span className={styles.kindCell}>
        <span className={styles.swatch} data-kind={kind} aria-hidden="true" />
        {kindWords[kind].one}
      </span>
    ),
    title: ({ kind }) => kindWords[kind].one,
    sort: ({ kind }) => kind,
  },
  {
    id: "size",
    label: "Size",
    width: "6rem",
    align: "end",
    cell: (item) => bytes(item.size),
    title: (item) => bytes(item.size),
    sort: (item) => item.size ?? -1,
    descendingFirst: true,
  },
  {
    id: "own",
    label: "Unique",
    width: "6rem",
    align: "end",
    from: 620,
    cell: (item) => bytes(item.size === undefined ? undefined : ownBytes(item)),
    title: (item) => `unique ${bytes(item.size === undefined ? undefined : ownBytes(item))}`,
    sort: ownBytes,
    descendingFirst: true,
  },
  {
    id: "shared",
    label: "Shared",
    width: "6rem",
    align: "end",
    from: 720,
    cell: ({ shared }) => (shared > 0 ? size(shared) : ""),
    title: ({ shared }) => (shared > 0 ? `shared ${size(shared)}` : ""),
    sort: ({ shared }) => shared,
    descendingFirst: true,
  },
  {
    id: "grown",
    label: "Growth",
    width: "6rem",
    align: "end",
    from: 820,
    cell: (item) => <span className={styles.growth}>{grown(item)}</span>,
    title: grown,
    sort: (item) => item.grown ?? 0,
    descendingFirst: true,
  },
  {
    id: "use",
    label: "Use",
    width: "minmax(8rem, 2fr)",
    from: 460,
    cell: ({ used, note }) => <span className={used ? undefined : styles.idle}>{note}</span>,
    title: ({ used, note }) => `${used ? "in use" : "unused"}: ${note}`,
    sort: ({ used, note }) => `${used} ${note}`,
  },
  {
    id: "created",
    label: "Created",
    width: "8.5rem",
    from: 960,
    cell: ({ created }) => (created ? <Ago time={created} /> : ""),
    title: ({ created }) => (created ? dateTime(created) : ""),
    sort: ({ created }) => created ?? 0,
    descendingFirst: true,
  },
];

function show({ kind, id }: DiskItem): void {
  if (kind === "image") void router.navigate({ to: "/images/{-$id}/{-$tab}", params: { id, tab: "uses" } });
  else if (kind === "container")
    void router.navigate({ to: "/containers/{-$id}/{-$tab}", params: { id, tab: undefined } });
  else if (kind === "volume")
    void router.navigate({ to: "/volumes/{-$name}/{-$tab}", params: { name: id, tab: undefined } });
  else void router.navigate({ to: "/clean-up" });
}
const actions: readonly Action<DiskItem>[] = [
  {
    id: "show",
    label: "Show",
    icon: IconArrowRight,
    single: true,
    local: true,
    when: () => true,
    command: () => [],
    run: async (item) => show(item),
  },
];
const sorting = { column: "own", descending: true };
const fields = ["kind", "use"];
const searchable = ({ name, id, kind, note, used }: DiskItem) => ({
  words: [name, id.replace("sha256:", "").slice(0, 12), note],
  fields: { kind: [kind], use: [used ? "used" : "unused", note] },
});

/** The table `Disk use`: everything that takes space, the largest first; a row leads to the object itself. */
export function DiskTable({ use, live }: { use: DiskUse; live: boolean }) {
  const [kind, setKind] = useState("all");
  const rows = useMemo(() => use.parts.flatMap(({ items }) => items), [use]);
  const keep = useMemo(() => (item: DiskItem) => kind === "all" || item.kind === kind, [kind]);
  return (
    <ObjectTable
      label="Disk use"
      noun={noun}
      rows={rows}
      columns={columns}
      actions={actions}
      live={live}
      sorting={sorting}
      searchable={searchable}
      fields={fields}
      keep={keep}
      onOpen={show}
    >
      <SegmentedControl
        aria-label="Kind"
        value={kind}
        onChange={setKind}
        data={[{ value: "all", label: "All" }, ...diskKinds.map((value) => ({ value, label: kindWords[value].many }))]}
      />
    </ObjectTable>
  );
}
