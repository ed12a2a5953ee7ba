import { mkdirSync, readFileSync } from "node:fs";
import { rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type ComposeSource, composeSource, projectName } from "@shared/compose.ts";
import { z } from "zod";
import { idOf } from "./opened.ts";

const remembered = z.object({ name: projectName, source: composeSource, opened: z.number() });
/** What is kept on disk; a broken entry is dropped, not the file. */
const contents = z.object({
  projects: z.array(remembered.nullable().catch(null)).max(1000).catch([]),
  trusted: z.array(z.string().max(100)).max(5000).catch([]),
});

/** A project whose files were opened, as it is kept. */
export type Remembered = z.output<typeof remembered> & { readonly id: string };

/** Projects and hashes kept; the oldest go. */
const most = { projects: 200, trusted: 1000 };

/** Compose files that were opened and what was agreed to, in `compose.json` of the data folder. */
export function openRemembered(folder: string) {
  const file = join(folder, "compose.json");
  const read = () => {
    try {
      return contents.parse(JSON.parse(readFileSync(file, "utf8")));
    } catch {
      return { projects: [], trusted: [] };
    }
  };
  const start = read();
  let projects: readonly Remembered[] = start.projects
    .filter((one) => one !== null)
    .map((one) => ({ ...one, id: idOf(one.name, one.source) }));
  let trusted: readonly string[] = start.trusted;
  const listeners = new Set<() => void>();
  let disk = Promise.resolve();

  const save = (): Promise<void> => {
    for (const listener of listeners) listener();
    const text = JSON.stringify({ projects: projects.map(({ id: _, ...one }) => one), trusted });
    disk = disk
      .then(async () => {
        mkdirSync(folder, { recursive: true });
        await writeFile(`${file}.new`, text, { mode: 0o600 });
        await rename(`${file}.new`, file);
      })
      .catch((error) => console.error("The list of Compose projects could not be written:", error));
    return disk;
  };
  return {
    projects: () => projects,
    isTrusted: (hash: string) => trusted.includes(hash),
    remember(name: string, source: ComposeSource): Promise<void> {
      const id = idOf(name, source);
      const opened = Date.now();
      projects = [{ id, name, source, opened }, ...projects.filter((one) => one.id !== id)].slice(0, most.projects);
      return save();
    },
    forget(id: string): Promise<void> {
      projects = projects.filter((one) => one.id !== id);
      return save();
    },
    trust(hash: string): Promise<void> {
      trusted = [hash, ...trusted.filter((one) => one !== hash)].slice(0, most.trusted);
      return save();
    },
    watch(listener: () => void): () => void {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
export type RememberedStore = ReturnType<typeof openRemembered>;
