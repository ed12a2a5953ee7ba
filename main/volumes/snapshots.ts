import { createHash, randomUUID } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DrydockError } from "@shared/errors.ts";
import type { Snapshot } from "@shared/volumes.ts";
import { z } from "zod";

const kept = z.object({
  id: z.string().uuid(),
  engine: z.string(),
  volume: z.string(),
  name: z.string(),
  created: z.number(),
  consistent: z.boolean(),
});
type Kept = z.infer<typeof kept>;

/** The engine's ID may hold anything, so that it names no folder. */
const folderOf = (engine: string): string => createHash("sha256").update(engine).digest("hex").slice(0, 24);

/** Copies of volumes in `snapshots/` of the data folder: an archive each, and beside it a file that says of what. */
export function openSnapshots(dataDir: string) {
  const folder = (engine: string) => join(dataDir, "snapshots", folderOf(engine));
  const archive = (engine: string, id: string) => join(folder(engine), `${id}.tar.zst`);
  const paper = (engine: string, id: string) => join(folder(engine), `${id}.json`);

  const read = async (engine: string, id: string): Promise<Snapshot | undefined> => {
    try {
      const found = kept.parse(JSON.parse(await readFile(paper(engine, id), "utf8")));
      if (found.id !== id || found.engine !== engine) return undefined;
      return { ...found, size: (await stat(archive(engine, id))).size };
    } catch {
      // Half of it is missing or broken: it is none.
      return undefined;
    }
  };
  return {
    /** Snapshots of one volume, newest first. */
    async list(engine: string, volume: string): Promise<Snapshot[]> {
      const names = await readdir(folder(engine)).catch(() => []);
      const found = await Promise.all(
        names.filter((name) => name.endsWith(".json")).map((name) => read(engine, name.slice(0, -5))),
      );
      return found.filter((one): one is Snapshot => one?.volume === volume).sort((a, b) => b.created - a.created);
    },
    /** Rejects with NOT_FOUND when it is not there any more. */
    async get(engine: string, id: string): Promise<Snapshot & { readonly file: string }> {
      const found = await read(engine, id);
      if (!found) throw new DrydockError("NOT_FOUND", "This snapshot is not there any more.");
      return { ...found, file: archive(engine, id) };
    },
    /** Keeps what `write` writes to the file it is given; nothing is left when that fails. */
    async keep(
      snapshot: Omit<Kept, "id" | "created" | "consistent">,
      write: (file: string) => Promise<{ readonly consistent: boolean }>,
    ): Promise<void> {
      const { engine } = snapshot;
      const id = randomUUID();
      await mkdir(folder(engine), { recursive: true, mode: 0o700 });
      try {
        const { consistent } = await write(archive(engine, id));
        const text = JSON.stringify({ ...snapshot, id, created: Date.now(), consistent } satisfies Kept);
        await writeFile(`${paper(engine, id)}.new`, text, { mode: 0o600 });
        await rename(`${paper(engine, id)}.new`, paper(engine, id));
      } catch (error) {
        await rm(archive(engine, id), { force: true });
        throw error;
      }
    },
    async remove(engine: string, id: string): Promise<void> {
      await rm(paper(engine, id), { force: true });
      await rm(archive(engine, id), { force: true });
    },
  };
}
export type SnapshotStore = ReturnType<typeof openSnapshots>;
