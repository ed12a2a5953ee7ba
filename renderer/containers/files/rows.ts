import type { ContainerListing, FolderChanges } from "@shared/container-files.ts";
import type { FileRow } from "../../files/rows.ts";

/** The lines of a folder: what is in it with its marks, and what was in it and was removed. */
export function rowsOf(
  listing: ContainerListing | undefined,
  changes: FolderChanges | undefined,
  onlyChanged: boolean,
): FileRow[] {
  if (!listing) return [];
  const kinds = new Map((changes?.names ?? []).map(({ name, kind }) => [name, kind]));
  const rows: FileRow[] = [];
  for (const file of listing.files) {
    const change = kinds.get(file.name);
    kinds.delete(file.name);
    if (change || !onlyChanged)
      rows.push({ name: file.name, file, ...(change && change !== "removed" ? { change } : {}) });
  }
  // While it is read, what is not there yet is not removed.
  for (const [name, change] of kinds) if (change === "removed") rows.push({ name, change });
  return rows;
}
