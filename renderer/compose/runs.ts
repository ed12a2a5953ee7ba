import type { ComposeRunEvent, ComposeStep, ServiceState } from "@shared/compose.ts";
import { type ErrorShape, errorShape } from "@shared/errors.ts";
import type { Stream } from "@shared/wire.ts";
import { useSyncExternalStore } from "react";
import { api, readStream } from "../api.ts";
import { notifyDone, notifyError } from "../components/notices.tsx";
import { createLineBuffer, type LineBuffer } from "../containers/logs/line-buffer.ts";

/** One run of Compose that was asked for in this window; it goes on while nobody looks. */
export interface Run {
  readonly id: number;
  readonly engine: string;
  /** The project's name. */
  readonly name: string;
  /** The action's own word, for example `Up`. */
  readonly label: string;
  readonly command: readonly string[];
  readonly state: "preparing" | "running" | "stopping" | "done" | "failed" | "cancelled";
  /** Milliseconds since the epoch. */
  readonly started: number;
  readonly ended?: number;
  readonly services: readonly string[];
  readonly steps: readonly ComposeStep[];
  /** What was printed beside the steps; grows in place, `version` tells when. */
  readonly lines: LineBuffer;
  readonly version: number;
  readonly result?: readonly ServiceState[];
  readonly error?: ErrorShape;
}

/** Steps that one run keeps: a project of hundreds of services has some for each. */
const mostSteps = 5000;
const mostRuns = 20;

let runs: readonly Run[] = [];
let counter = 0;
/** Main's names of the runs, for `cancel`. */
const names = new Map<number, string>();
const leaving = new Map<number, AbortController>();
const listeners = new Set<() => void>();

function set(next: readonly Run[]): void {
  runs = next;
  for (const listener of listeners) listener();
}
const change = (id: number, part: (run: Run) => Partial<Run>) =>
  set(runs.map((run) => (run.id === id ? { ...run, ...part(run) } : run)));
const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** All runs of this window, newest first. */
export const useRuns = (): readonly Run[] => useSyncExternalStore(subscribe, () => runs);

/** Whether a run has not ended yet. */
export const isActive = ({ state }: Run): boolean =>
  state === "preparing" || state === "running" || state === "stopping";

const runsOf = (engine: string, name: string) => (run: Run) => run.engine === engine && run.name === name;

/** The run of a project that goes on, else its newest, or undefined. */
export function useRunOf(engine: string, name: string): Run | undefined {
  const own = useRuns().filter(runsOf(engine, name));
  // Of two, the newer one is about to be refused.
  return own.filter(isActive).at(-1) ?? own[0];
}

export interface NewRun extends Pick<Run, "engine" | "name" | "label" | "command"> {
  open(): Promise<Stream<readonly ComposeRunEvent[]>>;
}

/** Starts a run and follows it; resolves when it has ended, however it ended. Never rejects. */
export async function startRun({ open, ...about }: NewRun): Promise<Run> {
  const id = ++counter;
  const abort = new AbortController();
  leaving.set(id, abort);
  const run: Run = {
    ...about,
    id,
    state: "preparing",
    started: Date.now(),
    services: [],
    steps: [],
    lines: createLineBuffer({ maxLines: 50_000, maxBytes: 16 * 1024 * 1024 }),
    version: 0,
  };
  const own = runsOf(about.engine, about.name);
  set([run, ...runs.filter((one) => !own(one) || isActive(one))].slice(0, mostRuns));
  const steps = new Map<string, ComposeStep>();
  try {
    await readStream(
      open(),
      (events) => {
        for (const event of events) take(id, event, steps, run.lines);
        change(id, ({ version }) => ({ version: version + 1, steps: [...steps.values()] }));
      },
      abort.signal,
    );
  } catch (error) {
    const shape = errorShape(error);
    change(id, () => ({ state: shape.code === "CANCELLED" ? "cancelled" : "failed", error: shape }));
  }
  change(id, ({ state }) => ({
    ended: Date.now(),
    ...(state === "running" || state === "preparing" || state === "stopping" ? { state: "cancelled" } : {}),
  }));
  names.delete(id);
  leaving.delete(id);
  const ended = runs.find((one) => one.id === id) ?? run;
  report(ended);
  // Refused because of the other: what that one does is what is to be seen.
  if (runs.some((one) => own(one) && isActive(one))) set(runs.filter((one) => one.id !== id));
  return ended;
}

function take(id: number, event: ComposeRunEvent, steps: Map<string, ComposeStep>, lines: LineBuffer): void {
  switch (event.type) {
    case "begin":
      names.set(id, event.run);
      change(id, ({ state }) => ({ services: event.services, ...(state === "preparing" ? { state: "running" } : {}) }));
      return;
    case "step":
      if (steps.has(event.step.id) || steps.size < mostSteps) steps.set(event.step.id, event.step);
      return;
    case "line": {
      const text = event.service ? `\u001b[36m${event.service} |\u001b[0m ${event.text}` : event.text;
      lines.append({ lines: [text], times: [new Date().toISOString()], stderr: [false] });
      return;
    }
    case "end":
      change(id, () => ({
        state: event.outcome,
        result: event.services,
        ...(event.error ? { error: event.error } : {}),
      }));
  }
}

function report({ state, label, name, error }: Run): void {
  if (state === "done") notifyDone(`${label}: ${name} done.`);
  else if (state === "failed" && error) notifyError(Object.assign(new Error(error.message), error), `${label} ${name}`);
}

/** Asks Compose to stop; what is there then is read from the engine. */
export function cancelRun(id: number): void {
  const run = names.get(id);
  change(id, () => ({ state: "stopping" }));
  if (run) api.compose.cancel({ run }).catch(notifyError);
  else leaving.get(id)?.abort();
}
