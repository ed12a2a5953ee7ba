import { setImmediate } from "node:timers/promises";

/**
 * Runs `work` once at a time. Whoever asks before it has begun shares that run; whoever asks while it runs shares one
 * more run after it. The promise settles as the run that covers the asking does.
 */
export function coalesced(work: () => Promise<void>): () => Promise<void> {
  let waiting: Promise<void> | null = null;
  let running: Promise<void> = Promise.resolve();
  const begin = async (before: Promise<void>) => {
    await before.catch(() => undefined);
    // What arrives in the same chunk from the engine is one piece of work.
    await setImmediate();
    waiting = null;
    running = work();
    await running;
  };
  return () => {
    waiting ??= begin(running);
    return waiting;
  };
}
