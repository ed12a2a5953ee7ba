import { type ErrorShape, errorShape } from "@shared/errors.ts";
import type { Plan, RemovalProgress, RowProgress } from "@shared/plans.ts";
import { useSyncExternalStore } from "react";
import { api, readStream } from "../api.ts";

export type RemovalEnd = Extract<RemovalProgress, { type: "end" }>;

/** How carrying out a plan is going. */
export interface RemovalState {
  readonly state: "idle" | "running" | "ended";
  readonly rows: ReadonlyMap<string, RowProgress>;
  /** Rows asked for, and how many of them are over. */
  readonly total: number;
  readonly over: number;
  /** Why it waits. */
  readonly pause?: string;
  readonly stopping: boolean;
  readonly end?: RemovalEnd;
  /** It could not even begin, or the connection to main broke. */
  readonly error?: ErrorShape;
}

/** One removal at a time, which goes on while no component shows it. */
export interface Removal {
  start(plan: Plan, keys: readonly string[], typed: string): Promise<RemovalState>;
  /** Stops it between two rows. */
  stop(): void;
  /** Forgets what is over. */
  reset(): void;
  use(): RemovalState;
}

const idle: RemovalState = { state: "idle", rows: new Map(), total: 0, over: 0, stopping: false };
const over: ReadonlySet<RowProgress["state"]> = new Set(["removed", "skipped", "failed"]);

/** The state of one removal, for as long as its owner keeps it. */
export function createRemoval(): Removal {
  let state = idle;
  let running: { readonly engine: string; readonly plan: string } | undefined;
  const listeners = new Set<() => void>();
  const set = (next: RemovalState) => {
    state = next;
    for (const listener of listeners) listener();
  };
  const subscribe = (listener: () => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
  const take = (messages: readonly RemovalProgress[]) => {
    const rows = new Map(state.rows);
    let next = state;
    for (const message of messages) {
      if (message.type === "pause") next = { ...next, pause: message.why };
      else if (message.type === "end") next = { ...next, end: message };
      else {
        rows.set(message.row.key, message.row);
        if (over.has(message.row.state)) next = { ...next, over: next.over + 1 };
        next = { ...next, pause: undefined };
      }
    }
    set({ ...next, rows });
  };
  return {
    start: async (plan, keys, typed) => {
      const { engine, id } = plan;
      running = { engine, plan: id };
      set({ ...idle, state: "running", total: keys.length });
      try {
        await readStream(api.plans.remove({ engine, plan: id, rows: [...keys], typed }), take);
        set({ ...state, state: "ended" });
      } catch (error) {
        set({ ...state, state: "ended", error: errorShape(error) });
      }
      running = undefined;
      return state;
    },
    stop: () => {
      if (!running) return;
      set({ ...state, stopping: true });
      // Its stream tells how it ended; when main cannot be asked, that stream has broken already.
      void api.plans.stop(running).catch(() => undefined);
    },
    reset: () => set(idle),
    use: () => useSyncExternalStore(subscribe, () => state),
  };
}
