import { DrydockError, type ErrorShape, errorShape } from "@shared/errors.ts";
import type { PullProgress } from "@shared/images.ts";
import { useSyncExternalStore } from "react";
import { api, readStream } from "../api.ts";
import { notifyDone, notifyError } from "../components/notices.tsx";
import { type Rate, rateAfter } from "./rate.ts";

/** One pull that was asked for in this window; it goes on while its dialog is closed. */
export interface Pull {
  readonly id: number;
  readonly engine: string;
  readonly reference: string;
  readonly state: "pulling" | "done" | "failed" | "cancelled";
  readonly progress?: PullProgress;
  readonly rate?: Rate;
  readonly error?: ErrorShape;
}

let pulls: readonly Pull[] = [];
let counter = 0;
/** While the dialog shows the pulls, a notice would say the same twice. */
let watched = false;
const leaving = new Map<number, AbortController>();
const listeners = new Set<() => void>();

function set(next: readonly Pull[]): void {
  pulls = next;
  for (const listener of listeners) listener();
}
const change = (id: number, part: Partial<Pull>) =>
  set(pulls.map((pull) => (pull.id === id ? { ...pull, ...part } : pull)));
const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** All pulls of this window, newest first. */
export const usePulls = (): readonly Pull[] => useSyncExternalStore(subscribe, () => pulls);

export function watchPulls(watching: boolean): void {
  watched = watching;
}

/** Starts to pull. One that is under way already is not started twice. */
export function startPull(engine: string, reference: string): void {
  if (pulls.some((pull) => pull.engine === engine && pull.reference === reference && pull.state === "pulling")) return;
  const id = ++counter;
  const abort = new AbortController();
  leaving.set(id, abort);
  const others = pulls.filter((pull) => pull.reference !== reference || pull.engine !== engine);
  set([{ id, engine, reference, state: "pulling" }, ...others]);
  void follow(id, engine, reference, abort.signal);
}

async function follow(id: number, engine: string, reference: string, signal: AbortSignal): Promise<void> {
  let last: PullProgress | undefined;
  try {
    await readStream(
      api.images.pull({ engine, reference }),
      (batch) => {
        last = batch;
        const rate = pulls.find((pull) => pull.id === id)?.rate;
        change(id, { progress: last, rate: rateAfter(rate, last.current, performance.now()) });
      },
      signal,
    );
    if (signal.aborted) return change(id, { state: "cancelled", rate: undefined });
    if (!last?.done) throw new DrydockError("INTERRUPTED", `The pull of ${reference} ended too early. Try it again.`);
    change(id, { state: "done", rate: undefined });
    if (!watched) notifyDone(`Pulled ${reference}.`);
  } catch (error) {
    const shape = errorShape(error);
    const cancelled = signal.aborted || shape.code === "CANCELLED";
    change(id, { state: cancelled ? "cancelled" : "failed", error: shape, rate: undefined });
    if (!cancelled && !watched) notifyError(error, `Pull ${reference}`);
  } finally {
    leaving.delete(id);
  }
}

/** Stops a pull; what was downloaded of it is the engine's to keep or drop. */
export const cancelPull = (id: number): void => leaving.get(id)?.abort();

/** Takes an ended pull off the list. */
export const dismissPull = (id: number): void =>
  set(pulls.filter((pull) => pull.id !== id || pull.state === "pulling"));
