import { Ago } from "../components/ago.tsx";
import { CopyText } from "../components/copy-text.tsx";
import { dateTime, size } from "../components/format.ts";
import { ContainerLink } from "../components/object-link.tsx";
import type { Column } from "../table/column.ts";
import styles from "./images.module.css";
import { newerColumn } from "./newer-cell.tsx";
import { type ImageRow, nameless, shortId } from "./rows.ts";

/** Containers named in a cell before the rest is only counted. */
const named = 2;

function UsedBy({ row: { usedBy } }: { row: ImageRow }) {
  if (usedBy.length === 0) return null;
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents lint/a11y/noStaticElementInteractions: keeps a click on a link from opening the row
    <span onClick={(event) => event.target instanceof HTMLAnchorElement && event.stopPropagation()}>
      {usedBy.slice(0, named).map(({ id, name }, at) => (
        <span key={id}>
          {at > 0 ? ", " : ""}
          <ContainerLink id={id} name={name} />
        </span>
      ))}
      {usedBy.length > named ? ` and ${usedBy.length - named} more` : ""}
    </span>
  );
}

const name = (text: string) => <span className={text === nameless ? styles.nameless : undefined}>{text}</span>;

/** The columns of the images table; the first ones stay the longest when it gets narrow. */
export const imageColumns: readonly Column<ImageRow>[] = [
  {
    id: "repository",
    label: "Repository",
    width: "minmax(9rem, 2fr)",
    cell: ({ repository }) => name(repository),
    title: ({ repository }) => repository,
    sort: ({ repository, tag }) => `${repository}:${tag}`,
  },
  {
    id: "tag",
    label: "Tag",
    width: "minmax(5rem, 1fr)",
    cell: ({ tag }) => name(tag),
    title: ({ tag }) => tag,
    sort: ({ tag }) => tag,
  },
  {
    id: "id",
    label: "ID",
    width: "9.5rem",
    from: 640,
    cell: ({ id }) => <CopyText text={id} shown={shortId(id)} name="ID" />,
    title: ({ id }) => id,
  },
  {
    id: "size",
    label: "Size",
    width: "5.5rem",
    align: "end",
    from: 400,
    cell: (row) => size(row.size),
    title: (row) => size(row.size),
    sort: (row) => row.size,
    descendingFirst: true,
  },
  {
    id: "created",
    label: "Created",
    width: "8.5rem",
    from: 560,
    cell: ({ created }) => <Ago time={created} />,
    title: ({ created }) => dateTime(created),
    sort: ({ created }) => created,
    descendingFirst: true,
  },
  {
    id: "use",
    label: "In use by",
    width: "minmax(7rem, 1.4fr)",
    from: 760,
    cell: (row) => <UsedBy row={row} />,
    title: ({ usedBy }) => usedBy.map((container) => container.name).join(", "),
    sort: ({ usedBy }) => usedBy.length,
    descendingFirst: true,
  },
];

/** Columns that give way to what the registries said: they are hidden while the table is narrower than this. */
const giveWay: Readonly<Record<string, number>> = { id: 980, created: 880 };

/** The same with what the registries said, beside the tag. */
export const imageColumnsWithNewer: readonly Column<ImageRow>[] = imageColumns.flatMap((column) =>
  column.id === "tag" ? [column, newerColumn] : [{ ...column, from: giveWay[column.id] ?? column.from }],
);
