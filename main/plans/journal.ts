import { randomUUID } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, statSync } from "node:fs";
import { open, unlink } from "node:fs/promises";
import { join } from "node:path";
import { DrydockError } from "@shared/errors.ts";
import type { JournalEntry, PlanKind } from "@shared/plans.ts";

/** What is written before a call: everything that making it again needs. Environment values are in `saved`. */
export interface Intent extends Omit<JournalEntry, "outcome" | "why" | "recreatable"> {
  readonly saved: unknown;
}
/** What is written after it. */
interface Outcome {
  readonly of: string;
  readonly outcome: "removed" | "failed";
  readonly why?: string;
}

/** Bytes of one file before the next one begins, and how many files are kept. */
const bounds = { bytes: 4_000_000, files: 8 };
const namePattern = /^removed-(\d{6})\.jsonl$/;
const recreatable: ReadonlySet<PlanKind> = new Set(["container", "network"]);

export interface Journal {
  /** Writes what is about to be removed, and returns when it is on the disk. Throws NO_SPACE or INTERNAL when it is not. */
  begin(intent: Omit<Intent, "id" | "time">): Promise<string>;
  end(of: string, outcome: "removed" | "failed", why?: string): Promise<void>;
  /** The last entries, newest first. */
  entries(most: number): JournalEntry[];
  /** Which removed container of an engine used a volume (by its name) or an image (by its ID) last. */
  lastUsers(engine: string): ReadonlyMap<string, string>;
  /** What was saved with one; NOT_FOUND when it is no longer kept. */
  intent(id: string): Intent;
}

/**
 * The journal of removals in `folder`: JSON lines, readable by this user only, on the disk before anything is removed.
 * About 30 MB of it are kept, the oldest file goes first.
 */
export function openJournal(folder: string): Journal {
  let last = Promise.resolve();

  const names = (): string[] => {
    try {
      return readdirSync(folder)
        .filter((name) => namePattern.test(name))
        .sort();
    } catch {
      return [];
    }
  };
  const numberOf = (name: string | undefined) => Number(namePattern.exec(name ?? "")?.[1] ?? 0);

  /** The file to write to now: the newest, or the next one when that is full. */
  const fileNow = async (): Promise<string> => {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const newest = names().at(-1);
    if (newest && statSync(join(folder, newest)).size < bounds.bytes) return join(folder, newest);
    const next = join(folder, `removed-${String(numberOf(newest) + 1).padStart(6, "0")}.jsonl`);
    await (await open(next, "a", 0o600)).close();
    // The file's name is on the disk only when its folder is.
    const directory = process.platform === "win32" ? undefined : await open(folder, "r");
    await directory?.sync().catch(() => undefined);
    await directory?.close();
    for (const old of names().slice(0, -bounds.files)) await unlink(join(folder, old)).catch(() => undefined);
    return next;
  };
  const write = async (line: string) => {
    const file = await open(await fileNow(), "a", 0o600);
    try {
      // A line that was cut by a crash or a full disk must not swallow this one.
      await file.write(`\n${line}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
  };
  /** One write after the other, whoever asks. */
  const inTurn = (line: string): Promise<void> => {
    const turn = last.then(() => write(line));
    last = turn.catch(() => undefined);
    return turn.catch((error: NodeJS.ErrnoException) => {
      const full = error.code === "ENOSPC" || error.code === "EDQUOT";
      throw new DrydockError(
        full ? "NO_SPACE" : "INTERNAL",
        `The journal of removals in ${folder} could not be written${full ? ", because the disk is full" : ""}. Nothing is removed without it.`,
        error.message,
      );
    });
  };

  const read = (): { intents: Intent[]; outcomes: Map<string, Outcome> } => {
    const intents: Intent[] = [];
    const outcomes = new Map<string, Outcome>();
    for (const name of names())
      for (const line of readFileSync(join(folder, name), "utf8").split("\n")) {
        const entry = parsed(line);
        if (!entry) continue;
        if ("of" in entry) outcomes.set(entry.of, entry);
        else intents.push(entry);
      }
    return { intents, outcomes };
  };

  return {
    begin: async (intent) => {
      const id = randomUUID();
      await inTurn(JSON.stringify({ ...intent, id, time: Date.now() } satisfies Intent));
      return id;
    },
    end: (of, outcome, why) => inTurn(JSON.stringify({ of, outcome, ...(why ? { why } : {}) } satisfies Outcome)),
    entries: (most) => {
      const { intents, outcomes } = read();
      return intents
        .slice(-most)
        .reverse()
        .map(({ saved: _, ...intent }) => {
          const { outcome = "unknown" as const, why } = outcomes.get(intent.id) ?? {};
          return { ...intent, outcome, ...(why ? { why } : {}), recreatable: recreatable.has(intent.kind) };
        });
    },
    lastUsers: (engine) => {
      const users = new Map<string, string>();
      for (const { kind, name, saved, engine: on } of read().intents) {
        if (kind !== "container" || on !== engine) continue;
        const { Image, Mounts } = saved as { Image?: string; Mounts?: readonly { Name?: string }[] | null };
        for (const used of [Image, ...(Mounts ?? []).map((mount) => mount.Name)]) if (used) users.set(used, name);
      }
      return users;
    },
    intent: (id) => {
      const found = read().intents.find((intent) => intent.id === id);
      if (found) return found;
      throw new DrydockError("NOT_FOUND", "The journal no longer has this entry.");
    },
  };
}

function parsed(line: string): Intent | Outcome | undefined {
  if (line === "") return undefined;
  try {
    const entry = JSON.parse(line) as Intent | Outcome;
    return typeof entry === "object" && entry !== null && ("of" in entry || "saved" in entry) ? entry : undefined;
  } catch {
    return undefined;
  }
}
