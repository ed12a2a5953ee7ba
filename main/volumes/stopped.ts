import { mkdirSync, readFileSync } from "node:fs";
import { rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import type { DockerClient } from "../docker/client.ts";
import { path } from "../docker/path.ts";
import type { StoppedStore } from "./writers.ts";

const contents = z.record(z.string(), z.array(z.string().regex(/^[0-9a-f]{64}$/)));

/** Containers that Drydock stopped to copy a volume and has not started again yet, in `stopped.json` of the data folder. */
export function openStopped(
  folder: string,
): StoppedStore & { restart(engine: string, client: DockerClient): Promise<void> } {
  const file = join(folder, "stopped.json");
  let stopped: Record<string, readonly string[]> = {};
  try {
    stopped = contents.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    // There is none, or it is broken.
  }
  /** What an earlier run left; what this run stops is its own to start. */
  const left = new Map(Object.entries(stopped));
  let disk = Promise.resolve();
  const save = (): Promise<void> => {
    const text = JSON.stringify(stopped);
    disk = disk
      .catch(() => undefined)
      .then(async () => {
        mkdirSync(folder, { recursive: true });
        await writeFile(`${file}.new`, text, { mode: 0o600 });
        await rename(`${file}.new`, file);
      });
    return disk;
  };
  const put = (engine: string, ids: readonly string[]) => {
    const { [engine]: _, ...others } = stopped;
    stopped = ids.length > 0 ? { ...others, [engine]: ids } : others;
    return save();
  };
  const store: StoppedStore = {
    add: (engine, ids) => put(engine, [...new Set([...(stopped[engine] ?? []), ...ids])]),
    remove: (engine, ids) =>
      put(
        engine,
        (stopped[engine] ?? []).filter((id) => !ids.includes(id)),
      ),
  };
  return {
    ...store,
    /** Starts what an earlier run of Drydock stopped on this engine and did not start again. */
    async restart(engine, client) {
      const ids = left.get(engine) ?? [];
      left.delete(engine);
      for (const id of [...ids].reverse()) {
        await client
          .post(path`/containers/${id}/start`, { deadline: 120_000 })
          .catch((error) => console.error("A container that was stopped for a copy could not be started:", error));
        await store.remove(engine, [id]);
      }
    },
  };
}
