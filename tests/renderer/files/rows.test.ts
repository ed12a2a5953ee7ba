import type { FileEntry } from "@shared/files.ts";
import { describe, expect, test } from "vitest";
import { rowsOf } from "../../../renderer/containers/files/rows.ts";
import { sortedFiles, unnameable } from "../../../renderer/files/rows.ts";

const file = (name: string, part: Partial<FileEntry> = {}): FileEntry => ({
  ...{ name, type: "file", size: 0, mode: 0o644, uid: 0, gid: 0, modified: 0 },
  ...part,
});
const listing = (...files: FileEntry[]) => ({ files, more: 0, read: 0, done: true, unseen: false });
const changes = (...names: [name: string, kind: "added" | "changed" | "removed"][]) => ({
  ...{ more: 0, added: 0, changed: 0, removed: 0 },
  names: names.map(([name, kind]) => ({ name, kind })),
});

describe("lines of a folder", () => {
  const rows = [
    file("b10"),
    file("b2", { size: 5, modified: 9 }),
    file("B2", { size: 5 }),
    file("z", { type: "folder" }),
    file("a", { type: "folder", modified: 3 }),
  ].map((each) => ({ name: each.name, file: each }));
  const names = (...how: Parameters<typeof sortedFiles>) => sortedFiles(...how).map(({ name }) => name);

  test("folders come first whatever the order, numbers are read as such", () => {
    expect(names(rows, { column: "name", descending: false })).toEqual(["a", "z", "B2", "b2", "b10"]);
    expect(names(rows, { column: "name", descending: true })).toEqual(["z", "a", "b10", "b2", "B2"]);
    expect(names(rows, { column: "size", descending: true })).toEqual(["a", "z", "B2", "b2", "b10"]);
    expect(names(rows, { column: "modified", descending: true })).toEqual(["a", "z", "b2", "B2", "b10"]);
  });

  test("marks what differs, adds what was removed, and leaves out the rest on demand", () => {
    const found = listing(file("same"), file("new"), file("__proto__"), file("constructor"));
    const differs = changes(["new", "added"], ["gone", "removed"], ["constructor", "changed"]);
    expect(rowsOf(found, differs, false).map(({ name, change }) => [name, change])).toEqual([
      ["same", undefined],
      ["new", "added"],
      ["__proto__", undefined],
      ["constructor", "changed"],
      ["gone", "removed"],
    ]);
    expect(rowsOf(found, differs, true).map(({ name }) => name)).toEqual(["new", "constructor", "gone"]);
    expect(rowsOf(undefined, differs, false)).toEqual([]);
    // Removed, and there again by the time the folder was read.
    expect(rowsOf(listing(file("gone")), differs, false)).toEqual([{ name: "gone", file: file("gone") }]);
  });

  test("a name that is no UTF-8 cannot be asked for", () => {
    expect(unnameable({ name: "\ufffdbad" })).toBe(true);
    expect(unnameable({ name: "müde\n-rf" })).toBe(false);
  });
});
