import type { ErrorShape } from "./errors.ts";
import { change, nothing, stream } from "./wire.ts";

/** One docker line that Drydock ran, and how it ended. */
export interface ActivityEntry {
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly time: number;
  /** Engine ID and its name at that time. */
  readonly engine: string;
  readonly engineName: string;
  /** Words after `docker`, without the options that choose the engine. */
  readonly command: readonly string[];
  readonly target: readonly string[];
  readonly outcome: "running" | "done" | "failed" | "cancelled";
  /** Milliseconds. */
  readonly duration?: number;
  readonly error?: ErrorShape;
}

export const activityApi = {
  /** The last entries, newest last, then each new or changed one. */
  entries: stream(nothing).of<readonly ActivityEntry[]>(),
  clear: change(nothing),
} as const;
