import type { TransferProgress } from "@shared/images.ts";
import { counted, size } from "../components/format.ts";
import type { TransferKind } from "./transfers.ts";

/** How fast bytes come, from two points in time (milliseconds). */
export interface Rate {
  readonly since: number;
  readonly bytes: number;
  /** Bytes per second; undefined until it can be told. */
  readonly perSecond?: number;
}

/** Milliseconds over which the rate is taken: shorter jumps about, longer lags behind. */
const span = 1500;

/** The rate after `bytes` were seen at `now`; a count that falls (a layer started over) begins anew. */
export function rateAfter(rate: Rate | undefined, bytes: number, now: number): Rate {
  if (!rate || bytes < rate.bytes) return { since: now, bytes };
  const passed = now - rate.since;
  return passed < span ? rate : { since: now, bytes, perSecond: ((bytes - rate.bytes) * 1000) / passed };
}

const time = (seconds: number) =>
  seconds < 60 ? `${Math.ceil(seconds)} s` : `${Math.floor(seconds / 60)} min ${Math.round(seconds % 60)} s`;

/** What is going on before the first byte, and after the last one. */
const words: Readonly<Record<TransferKind, { readonly before: string; readonly after: string }>> = {
  pull: { before: "Asking the registry…", after: "extracting" },
  push: { before: "Asking the registry…", after: "finishing" },
  save: { before: "The engine gathers the layers…", after: "finishing" },
  load: { before: "Reading the file…", after: "unpacking" },
  import: { before: "Reading the file…", after: "unpacking" },
};

/** `12 MB of 40 MB · 5.1 MB/s · 6 s left`, as far as it is known. */
export function progressText(
  progress: TransferProgress | undefined,
  rate: Rate | undefined,
  kind: TransferKind = "pull",
): string {
  const { before, after } = words[kind];
  if (!progress || (progress.layers.length === 0 && progress.current === 0)) return before;
  const { current, total } = progress;
  const perSecond = rate?.perSecond ?? 0;
  return [
    total > 0 ? `${size(current)} of ${size(total)}` : counted(progress.layers.length, "layer"),
    ...(perSecond > 0 && current < total
      ? [`${size(perSecond)}/s`, `${time((total - current) / perSecond)} left`]
      : []),
    ...(total > 0 && current >= total && !progress.done ? [after] : []),
  ].join(" · ");
}

/** Percent, or 0 while no layer has said its size. */
export const percent = ({ current = 0, total = 0 }: { current?: number; total?: number }): number =>
  total > 0 ? Math.min(100, (100 * current) / total) : 0;
