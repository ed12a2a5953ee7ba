import { DrydockError, type ErrorShape, errorShape } from "@shared/errors.ts";
import type { ImageRef, TransferProgress } from "@shared/images.ts";
import type { Stream } from "@shared/wire.ts";
import { useMemo, useSyncExternalStore } from "react";
import { api, readStream } from "../api.ts";
import { notifyDone, notifyError } from "../components/notices.tsx";
import { type Rate, rateAfter } from "./rate.ts";

export type TransferKind = "pull" | "push" | "save" | "load" | "import";

/** One transfer that was asked for in this window; it goes on while its dialog is closed. */
export interface Transfer {
  readonly id: number;
  readonly kind: TransferKind;
  readonly engine: string;
  /** The image that is pulled or pushed, or the file that is written or read. */
  readonly subject: string;
  readonly state: "running" | "done" | "failed" | "cancelled";
  readonly progress?: TransferProgress;
  readonly rate?: Rate;
  readonly error?: ErrorShape;
  again(): void;
}

/** Words for each kind, after which the subject follows. */
export const transferWords: Readonly<
  Record<TransferKind, { verb: string; doing: string; done: string; what: string }>
> = {
  pull: { verb: "Pull", doing: "Pulling", done: "Pulled", what: "image" },
  push: { verb: "Push", doing: "Pushing", done: "Pushed", what: "image" },
  save: { verb: "Save", doing: "Saving", done: "Saved", what: "archive" },
  load: { verb: "Load", doing: "Loading", done: "Loaded", what: "archive" },
  import: { verb: "Import", doing: "Importing", done: "Imported", what: "archive" },
};

let transfers: readonly Transfer[] = [];
let counter = 0;
/** Kinds whose dialog is open: a notice would say the same twice. */
const watched = new Map<TransferKind, number>();
const leaving = new Map<number, AbortController>();
const listeners = new Set<() => void>();

function set(next: readonly Transfer[]): void {
  transfers = next;
  for (const listener of listeners) listener();
}
const change = (id: number, part: Partial<Transfer>) =>
  set(transfers.map((each) => (each.id === id ? { ...each, ...part } : each)));
const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** All transfers of this window, newest first. */
export const useTransfers = (): readonly Transfer[] => useSyncExternalStore(subscribe, () => transfers);

/** The transfers of these kinds with one engine. */
export function useTransfersOf(engine: string | undefined, ...kinds: readonly TransferKind[]): readonly Transfer[] {
  const all = useTransfers();
  const wanted = kinds.join();
  return useMemo(
    () => all.filter((each) => each.engine === engine && wanted.split(",").includes(each.kind)),
    [all, engine, wanted],
  );
}

/** Says that a dialog shows transfers of this kind, until the returned function is called. */
export function watchTransfers(...kinds: readonly TransferKind[]): () => void {
  for (const kind of kinds) watched.set(kind, (watched.get(kind) ?? 0) + 1);
  return () => {
    for (const kind of kinds) watched.set(kind, (watched.get(kind) ?? 1) - 1);
  };
}

interface Wanted {
  readonly kind: TransferKind;
  readonly engine: string;
  readonly subject: string;
  open(): Promise<Stream<TransferProgress>>;
}

/** Starts a transfer; one of the same that is under way is not started twice. Settles when it has ended, and never rejects. */
function start(wanted: Wanted): Promise<Transfer | undefined> {
  const { kind, engine, subject } = wanted;
  const same = (each: Transfer) => each.kind === kind && each.engine === engine && each.subject === subject;
  if (transfers.some((each) => same(each) && each.state === "running")) return Promise.resolve(undefined);
  const id = ++counter;
  const abort = new AbortController();
  leaving.set(id, abort);
  set([
    { id, kind, engine, subject, state: "running", again: () => void start(wanted) },
    ...transfers.filter((each) => !same(each)),
  ]);
  return follow(id, wanted, abort.signal);
}

async function follow(id: number, { kind, subject, open }: Wanted, signal: AbortSignal): Promise<Transfer | undefined> {
  const { verb, done } = transferWords[kind];
  let last: TransferProgress | undefined;
  const quiet = () => (watched.get(kind) ?? 0) > 0;
  try {
    await readStream(
      open(),
      (progress) => {
        last = progress;
        const rate = transfers.find((each) => each.id === id)?.rate;
        change(id, { progress, rate: rateAfter(rate, progress.current, performance.now()) });
      },
      signal,
    );
    if (signal.aborted) change(id, { state: "cancelled", rate: undefined });
    else if (!last?.done) throw new DrydockError("INTERRUPTED", `${verb} ${subject} ended too early. Try it again.`);
    else {
      change(id, { state: "done", rate: undefined });
      if (!quiet()) notifyDone(`${done} ${subject}.`);
    }
  } catch (error) {
    const shape = errorShape(error);
    const cancelled = signal.aborted || shape.code === "CANCELLED";
    change(id, { state: cancelled ? "cancelled" : "failed", error: shape, rate: undefined });
    if (!cancelled && !quiet()) notifyError(error, `${verb} ${subject}`);
  } finally {
    leaving.delete(id);
  }
  return transfers.find((each) => each.id === id);
}

/** Starts `docker pull`. */
export const startPull = (engine: string, reference: string, platform?: string): Promise<Transfer | undefined> =>
  start({ kind: "pull", engine, subject: reference, open: () => api.images.pull({ engine, reference, platform }) });

/** Starts `docker push`. */
export const startPush = (engine: string, reference: string): Promise<Transfer | undefined> =>
  start({ kind: "push", engine, subject: reference, open: () => api.images.push({ engine, reference }) });

/** Starts `docker save` to a file. */
export const startSave = (engine: string, images: readonly ImageRef[], file: string): Promise<Transfer | undefined> =>
  start({ kind: "save", engine, subject: file, open: () => api.images.save({ engine, images: [...images], file }) });

/** Starts `docker load` of a file. */
export const startLoad = (engine: string, file: string): Promise<Transfer | undefined> =>
  start({ kind: "load", engine, subject: file, open: () => api.images.load({ engine, file }) });

/** Starts `docker import` of a file; without a reference the image gets no name. */
export const startImport = (engine: string, file: string, reference: string): Promise<Transfer | undefined> =>
  start({ kind: "import", engine, subject: file, open: () => api.images.import({ engine, file, reference }) });

/** Stops a transfer; layers that are complete are the engine's or the registry's to keep. */
export const cancelTransfer = (id: number): void => leaving.get(id)?.abort();

/** Takes an ended transfer off the list. */
export const dismissTransfer = (id: number): void =>
  set(transfers.filter((each) => each.id !== id || each.state === "running"));
