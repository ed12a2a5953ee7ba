import type { FileEntry } from "@shared/files.ts";
import type { FileChange } from "@shared/layers.ts";

/** One line of a FileTable. */
export interface FileRow {
  readonly name: string;
  /** Missing for what was removed and is only known by name. */
  readonly file?: FileEntry;
  readonly change?: FileChange;
}

/** A name that is no UTF-8: it cannot be told to the engine, so the file is shown and nothing more. */
export const unnameable = ({ name }: FileRow): boolean => name.includes("\ufffd");

export const fileColumns = ["name", "size", "modified"] as const;
export interface FileSorting {
  readonly column: (typeof fileColumns)[number];
  readonly descending: boolean;
}

const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });
/** Letters first decide as people read them, then as they are: two names are never equal. */
const byName = (a: FileRow, b: FileRow) => collator.compare(a.name, b.name) || (a.name < b.name ? -1 : 1);

/** Folders first whatever the order, names settle ties. */
export function sortedFiles(rows: readonly FileRow[], { column, descending }: FileSorting): FileRow[] {
  const order = descending ? -1 : 1;
  const value = ({ file }: FileRow) => (column === "name" ? 0 : (file?.[column] ?? -1));
  const folder = ({ file }: FileRow) => Number(file?.type === "folder");
  return [...rows].sort(
    (a, b) =>
      folder(b) - folder(a) ||
      (column === "name" ? order * byName(a, b) : order * (value(a) - value(b)) || byName(a, b)),
  );
}
