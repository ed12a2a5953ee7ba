import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type ComposeSource, composeSource, composeWords } from "@shared/compose.ts";
import { path } from "../../docker/path.ts";
import type { Kit } from "../box.ts";
import { type Bench, onLine } from "./bench.ts";
import { noImage } from "./containers.ts";

const fileOf = ({ folder }: Kit): string => join(folder, "compose.yaml");
const sourceOf = (kit: Kit): ComposeSource => composeSource.parse({ files: [fileOf(kit)] });
/** `docker compose up -d` of an experiment's own file. */
export const upLine = (project: string, kit: Kit) =>
  composeWords({ name: project, source: sourceOf(kit) }, "up", "--detach");

/** Docker lines of Compose. */
export function composeLines(bench: Bench) {
  const { client, kit, signal, engine, compose } = bench;
  return {
    /** Writes `text` as the experiment's Compose file, and starts it as `project` with the official Compose. */
    up: (project: string, text: string): Promise<void> =>
      onLine(bench, upLine(project, kit), async () => {
        // Compose would fetch it, which this experiment is not about.
        await client.get(path`/images/${kit.image}/json`, { signal }).catch((error: unknown) => {
          throw noImage(error, bench);
        });
        await mkdir(kit.folder, { recursive: true, mode: 0o700 });
        await writeFile(fileOf(kit), text);
        const ref = { engine, name: project, source: sourceOf(kit), services: [] };
        await compose({ ref, words: upLine(project, kit), goal: "running", creates: true });
      }),
  };
}
