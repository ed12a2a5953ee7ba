import { z } from "zod";
import type { ErrorShape } from "./errors.ts";
import { change, engineId, query, stream } from "./wire.ts";

export const planKinds = ["container", "tag", "image", "volume", "network", "build-cache"] as const;
export type PlanKind = (typeof planKinds)[number];

/** Bytes that go when a row goes: what is certain, and what it is at most, because others may share it. */
export interface PlanSize {
  readonly least: number;
  readonly most: number;
}

/** One thing that a plan would remove. */
export interface PlanRow {
  /** Unique within its plan. */
  readonly key: string;
  readonly kind: PlanKind;
  /** Full ID; the name of a volume, which has no ID; for a tag the ID of its image. */
  readonly id: string;
  readonly name: string;
  /** Missing where the engine does not say. */
  readonly size?: PlanSize;
  /** Milliseconds since the epoch. */
  readonly created?: number;
  /** Why it counts as unused, in a sentence. */
  readonly why: string;
  /** Name of the container that used it last, where one is known. */
  readonly lastContainer?: string;
  /** Compose project. */
  readonly project?: string;
  readonly ticked: boolean;
  /** A named volume: removed only after its name, or the number of them, was typed. */
  readonly data?: true;
  /** Why it cannot be removed now. */
  readonly blocked?: string;
  /** Keys of the rows without whose removal this one is still in use. */
  readonly needs?: readonly string[];
  /** Of a tag: how many names its image has. Its bytes go with the last of them. */
  readonly names?: number;
  /** A running container that is stopped first. */
  readonly stops?: true;
  /** Words after `docker`. */
  readonly command: readonly string[];
}

/** What main offers to remove; only rows of an offered plan can be removed. */
export interface Plan {
  readonly id: string;
  readonly engine: string;
  /** Milliseconds since the epoch, by this computer's clock. */
  readonly made: number;
  readonly rows: readonly PlanRow[];
  /** The docker line that would do about the same, and what would be different, a sentence each. */
  readonly equivalent?: { readonly command: readonly string[]; readonly differences: readonly string[] };
}

/** How one row is doing. `why` says why it was skipped or failed, in a sentence. */
export interface RowProgress {
  readonly key: string;
  readonly state: "waiting" | "removing" | "removed" | "skipped" | "failed";
  readonly why?: string;
}

/** What removal has really freed. Bytes that are missing are not known. */
export interface Freed {
  /** By what the engine said of each row that went. */
  readonly rows: PlanSize;
  /** What the engine counts less than before, over everything that it keeps. */
  readonly engine?: number;
  /** What the disk of the engine's data folder has more of than before; other programs use it too. */
  readonly disk?: number;
}

export type RemovalProgress =
  | { readonly type: "pause"; readonly why: string }
  | { readonly type: "row"; readonly row: RowProgress }
  | {
      readonly type: "end";
      readonly removed: number;
      readonly skipped: number;
      readonly failed: number;
      readonly freed: Freed;
      /** Why the rest was left, where the removal ended early. */
      readonly error?: ErrorShape;
    };

const labelFilter = z.object({
  key: z.string().min(1).max(1000),
  /** Missing: any value. */
  value: z.string().max(4000).optional(),
  not: z.boolean().default(false),
});
export type LabelFilter = z.infer<typeof labelFilter>;

export const cleanUpChoices = z.object({
  engine: engineId,
  stoppedContainers: z.boolean().default(false),
  /** All that no container uses; `danglingImages` narrows it to those without a tag. */
  unusedImages: z.boolean().default(false),
  danglingImages: z.boolean().default(false),
  unusedNetworks: z.boolean().default(false),
  unusedVolumes: z.boolean().default(false),
  buildCache: z.boolean().default(false),
  /** Ticks shared and internal records of the build cache too; so does `unusedImages`, as with docker. */
  allCache: z.boolean().default(false),
  /** `--filter until=…`: a duration (`24h`, `1h30m`), a date and time, or seconds since 1970. Empty: no limit. */
  until: z.string().trim().max(100).default(""),
  labels: z.array(labelFilter).max(100).default([]),
});
export type CleanUpChoices = z.output<typeof cleanUpChoices>;

/** An object to remove: `id` is its full ID, or the name of a volume; `reference` is the tag of an image to remove. */
export const planObject = z.object({
  kind: z.enum(["container", "image", "volume", "network"]),
  id: z.string().min(1).max(300),
  reference: z.string().min(1).max(512).optional(),
});
export type PlanObject = z.infer<typeof planObject>;

const planId = z.string().uuid();

/** One thing that was removed, or should have been. */
export interface JournalEntry {
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly time: number;
  readonly plan: string;
  readonly engine: string;
  readonly engineName: string;
  readonly kind: PlanKind;
  readonly objectId: string;
  readonly name: string;
  readonly project?: string;
  readonly command: readonly string[];
  /** `unknown`: Drydock or the engine ended before it was said how it went. */
  readonly outcome: "removed" | "failed" | "unknown";
  readonly why?: string;
  /** Whether it can be made again from what was saved of it. */
  readonly recreatable: boolean;
}

const journalRef = z.object({ engine: engineId, id: z.string().uuid() });

export const plansApi = {
  /** A fresh look at everything; what the choices mean on this engine stands in the plan. INVALID for a bad `until`. */
  preview: query(cleanUpChoices).returns<Plan>(),
  /** What would go when these objects are removed. NOT_FOUND when one of them is gone. */
  previewObjects: query(z.object({ engine: engineId, objects: z.array(planObject).min(1).max(5000) })).returns<Plan>(),
  /**
   * Removes rows of a plan, one after the other; each is looked at again right before. `typed` is what was typed for
   * named volumes: the name of the only one, or their number. Leaving the stream stops between two rows.
   */
  remove: stream(
    z.object({
      engine: engineId,
      plan: planId,
      rows: z.array(z.string().max(1200)).min(1).max(50_000),
      typed: z.string().max(300).optional(),
    }),
  ).of<readonly RemovalProgress[]>(),
  /** Stops a removal between two rows; its stream says what was left. */
  stop: change(z.object({ engine: engineId, plan: planId })),
  /** What was removed, newest first. */
  removed: query(z.object({ most: z.number().int().min(1).max(5000).default(1000) })).returns<
    readonly JournalEntry[]
  >(),
  /** The configuration that was saved of one. */
  saved: query(z.object({ id: z.string().uuid() })).returns<unknown>(),
  /** Makes a container or network again from what was saved of it, under its old name. CONFLICT when that is taken. */
  recreate: query(journalRef).returns<{ readonly warnings: readonly string[] }>(),
} as const;

/** Bytes of these rows together: an image's count once, and only when all its names are among them. */
export function planTotal(rows: readonly PlanRow[]): PlanSize & { readonly unknown: number } {
  let least = 0;
  let most = 0;
  let unknown = 0;
  const names = new Map<string, number>();
  for (const row of rows) {
    if (row.kind === "tag") {
      const seen = (names.get(row.id) ?? 0) + 1;
      names.set(row.id, seen);
      if (seen < (row.names ?? 1)) continue;
    }
    if (!row.size) unknown += 1;
    least += row.size?.least ?? 0;
    most += row.size?.most ?? 0;
  }
  return { least, most, unknown };
}

/** The named volumes among these rows, which are asked for by name or number. */
export const dataRows = (rows: readonly PlanRow[]): readonly PlanRow[] => rows.filter(({ data }) => data);

/** Whether what was typed allows these rows to go. */
export function typedRight(rows: readonly PlanRow[], typed = ""): boolean {
  const named = dataRows(rows);
  return (
    named.length === 0 ||
    typed.trim() === String(named.length) ||
    (named.length === 1 && typed.trim() === named[0]!.name)
  );
}
