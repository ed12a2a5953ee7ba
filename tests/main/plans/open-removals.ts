import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import { openJournal } from "../../../main/plans/journal.ts";
import { oneByOne } from "../../../main/plans/remove-one.ts";

/** Removals of one thing each with a journal of their own, which goes when the tests of the file are over. */
export function openRemovals() {
  const folder = mkdtempSync(join(tmpdir(), "drydock-journal-"));
  const journal = openJournal(folder);
  const removeOne = oneByOne(journal, () => "Test", new Set());
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return {
    removeOne,
    /** What the journal has of one thing, newest first: kind, ID, outcome. */
    removed: (name: string) =>
      journal
        .entries(5000)
        .filter((entry) => entry.name === name)
        .map(({ kind, objectId, outcome }) => `${kind} ${objectId} ${outcome}`),
    saved: (name: string) =>
      journal.intent(journal.entries(5000).find((entry) => entry.name === name)!.id).saved as Record<string, unknown>,
  };
}
