import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { appendFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { ActivityEntry, activityApi } from "@shared/activity.ts";
import { dockerLine } from "@shared/command.ts";
import type { EngineStatus } from "@shared/engine.ts";
import { errorShape } from "@shared/errors.ts";
import type { Server } from "@shared/wire.ts";
import type { Recorder } from "./wire.ts";

/** Entries kept, in memory and on disk. */
const kept = 1000;

/**
 * Values of `-e NAME=value` and `--build-arg NAME=value` may be secrets; the name alone is what docker itself takes for
 * "from my environment".
 */
export const withoutValues = (command: readonly string[]): string[] =>
  command.map((word, at) => (["-e", "--build-arg"].includes(command[at - 1] ?? "") ? word.replace(/=.*$/s, "") : word));

function readEntries(file: string): ActivityEntry[] {
  try {
    return readFileSync(file, "utf8")
      .trimEnd()
      .split("\n")
      .slice(-kept)
      .flatMap((line) => {
        try {
          return [JSON.parse(line) as ActivityEntry];
        } catch {
          return [];
        }
      });
  } catch {
    return [];
  }
}

/**
 * The log of docker lines that Drydock ran: the last 1000, one JSON line each in `activity.jsonl`. An entry is written
 * when it has ended; what was running when the app was killed is therefore not in the file.
 */
export function openActivity(folder: string, engine: () => EngineStatus | null) {
  const file = join(folder, "activity.jsonl");
  let entries = readEntries(file);
  // One write after the other. (p-queue needs CustomEvent, which the floor's main process lacks.)
  let disk = Promise.resolve();
  const inTurn = (work: () => Promise<void>): Promise<void> => {
    disk = disk.then(work).catch((error) => console.error("The activity log could not be written:", error));
    return disk;
  };
  const listeners = new Set<(changed: readonly ActivityEntry[]) => void>();
  let written = entries.length;

  const put = (entry: ActivityEntry) => {
    entries = [...entries.filter(({ id }) => id !== entry.id), entry].slice(-kept);
    for (const listener of listeners) listener([entry]);
  };
  const save = (entry: ActivityEntry) =>
    inTurn(() => {
      written += 1;
      if (written <= 2 * kept) return appendFile(file, `${JSON.stringify(entry)}\n`, { mode: 0o600 });
      written = entries.length;
      return writeFile(file, entries.map((each) => `${JSON.stringify(each)}\n`).join(""), { mode: 0o600 });
    });

  const record: Recorder = ({ engine: id, command }) => {
    const status = engine();
    const started: ActivityEntry = {
      id: randomUUID(),
      time: Date.now(),
      engine: id,
      engineName: status?.name ?? "",
      command: withoutValues(command),
      target: status?.target ?? [],
      outcome: "running",
    };
    put(started);
    return (outcome) => {
      const duration = Date.now() - started.time;
      const ended: ActivityEntry =
        outcome === "done"
          ? { ...started, duration, outcome }
          : "error" in outcome
            ? { ...started, duration, outcome: "failed", error: errorShape(outcome.error) }
            : { ...started, duration, outcome: "cancelled" };
      put(ended);
      void save(ended);
    };
  };

  const server: Server<typeof activityApi> = {
    entries: () => {
      let stop = () => {};
      return new ReadableStream<readonly ActivityEntry[]>({
        start(controller) {
          controller.enqueue(entries);
          const listener = (changed: readonly ActivityEntry[]) => controller.enqueue(changed);
          listeners.add(listener);
          stop = () => listeners.delete(listener);
        },
        cancel: () => stop(),
      });
    },
    clear: () => {
      entries = entries.filter(({ outcome }) => outcome === "running");
      written = 0;
      return inTurn(() => writeFile(file, "", { mode: 0o600 }));
    },
  };
  return {
    record,
    server,
    flush: () => disk,
    /** The docker lines that run now. */
    running: (): string[] =>
      entries.filter(({ outcome }) => outcome === "running").map(({ command, target }) => dockerLine(command, target)),
  };
}
