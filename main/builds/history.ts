import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { BuildRecord, BuildSummary } from "@shared/builds.ts";
import { DrydockError } from "@shared/errors.ts";

/** Builds that are kept. */
const kept = 100;
/** Characters of output that the record of one build keeps on disk. */
const mostOnDisk = 1_000_000;

/** The last 100 builds, each with what it said, in files that only their owner can read. */
export interface BuildHistory {
  list(): Promise<readonly BuildSummary[]>;
  /** NOT_FOUND when it is not there any more. */
  read(id: string): Promise<BuildRecord>;
  /** Adds or replaces; never rejects, because a build is worth more than its record. */
  put(record: BuildRecord): Promise<void>;
  forget(ids: readonly string[]): Promise<void>;
}

/** Opens the history in a folder. What was running when Drydock ended is `interrupted`. */
export function openBuildHistory(folder: string): BuildHistory {
  const index = join(folder, "builds.json");
  const fileOf = (id: string) => join(folder, `${id}.json`);
  let entries: readonly BuildSummary[] | undefined;
  // One write after the other.
  let disk: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = disk.then(work);
    disk = turn.catch(() => undefined);
    return turn;
  };
  const load = async (): Promise<readonly BuildSummary[]> => {
    if (entries) return entries;
    try {
      const read: unknown = JSON.parse(await readFile(index, "utf8"));
      if (!Array.isArray(read)) throw new Error("no list");
      entries = (read as BuildSummary[])
        .filter((entry) => typeof entry?.id === "string" && typeof entry.time === "number" && entry.input?.folder)
        .map((entry) => (entry.state === "running" ? { ...entry, state: "interrupted" } : entry));
    } catch {
      entries = [];
    }
    return entries;
  };
  const write = async (file: string, value: unknown): Promise<void> => {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await writeFile(`${file}.new`, JSON.stringify(value), { mode: 0o600 });
    await rename(`${file}.new`, file);
  };
  const save = async (next: readonly BuildSummary[]): Promise<void> => {
    const gone = (entries ?? []).filter(({ id }) => !next.some((entry) => entry.id === id));
    entries = next;
    await write(index, next);
    for (const { id } of gone) await rm(fileOf(id), { force: true });
  };

  return {
    list: () => inTurn(load),
    read: (id) =>
      inTurn(async () => {
        const entry = (await load()).find((each) => each.id === id);
        if (!entry) throw new DrydockError("NOT_FOUND", "This build is not in the history any more.");
        const record = await readFile(fileOf(id), "utf8").then(
          (text) => JSON.parse(text) as BuildRecord,
          () => undefined,
        );
        return { timeline: [], ...record, ...entry };
      }),
    put: (record) =>
      inTurn(async () => {
        const { timeline, dockerfile: _, failure: _failure, warnings: _warnings, ...summary } = record;
        const others = (await load()).filter(({ id }) => id !== record.id);
        await write(fileOf(record.id), { ...record, timeline: shortened(timeline) });
        await save([summary, ...others].slice(0, kept));
      }).catch((error) => console.error("The build history could not be written:", error)),
    forget: (ids) => inTurn(async () => save((await load()).filter(({ id }) => !ids.includes(id)))),
  };
}

/** Takes output away, the longest steps first, until it fits. */
function shortened(timeline: BuildRecord["timeline"]): BuildRecord["timeline"] {
  const total = timeline.reduce((sum, { output }) => sum + output.length, 0);
  if (total <= mostOnDisk) return timeline;
  const each = Math.floor(mostOnDisk / Math.max(1, timeline.filter(({ output }) => output !== "").length));
  return timeline.map((step) =>
    step.output.length <= each ? step : { ...step, output: step.output.slice(-each), cut: true },
  );
}
