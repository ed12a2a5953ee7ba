import { useSyncExternalStore } from "react";
import { ago, dateTime } from "./format.ts";

const every = 30_000;
let now = Date.now();
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

/** One clock for all of them, which stands still while none is shown. */
function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    now = Date.now();
    for (const each of listeners) each();
  }, every);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** How long ago that was, kept up to date; the exact time is its tooltip. */
export function Ago({ time }: { time: number }) {
  useSyncExternalStore(subscribe, () => now);
  return (
    <time dateTime={new Date(time).toISOString()} title={dateTime(time)}>
      {ago(time)}
    </time>
  );
}
