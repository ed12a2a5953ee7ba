import { Badge } from "../components/state-text.tsx";
import type { Column } from "../table/column.ts";
import styles from "./images.module.css";
import { newerOf, useNewer } from "./newer.ts";
import type { ImageRow } from "./rows.ts";

function NewerCell({ row }: { row: ImageRow }) {
  const newer = useNewer(row);
  switch (newer?.state) {
    case undefined:
      return null;
    case "asking":
      return <span className={styles.nameless}>Checking…</span>;
    case "current":
      return <span className={styles.nameless}>Up to date</span>;
    case "newer":
      return <Badge tone="accent">Newer available</Badge>;
    case "unknown":
      return (
        <span className={styles.nameless} title={newer.why}>
          Not known
        </span>
      );
  }
}

const order = { newer: 0, asking: 1, current: 2, unknown: 3 } as const;

/** Whether the registry has another image under the tag; in the table once somebody asked. */
export const newerColumn: Column<ImageRow> = {
  id: "newer",
  label: "Registry",
  width: "8.5rem",
  from: 560,
  cell: (row) => <NewerCell row={row} />,
  title: (row) => {
    const newer = newerOf(row);
    return newer?.state === "unknown" ? newer.why : newer?.state === "newer" ? `The registry has ${newer.digest}` : "";
  },
  sort: (row) => order[newerOf(row)?.state ?? "unknown"],
};
