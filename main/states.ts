/**
 * A stream of whole states: its reader gets the newest one at most every `every` milliseconds, and what it missed in
 * between is gone. So the source never waits and nothing queues up. Leaving the stream aborts the source's signal.
 */
export function states<T>(source: (signal: AbortSignal) => AsyncIterable<T>, every = 80): ReadableStream<T> {
  const leaving = new AbortController();
  let newest: { readonly state: T } | undefined;
  let ended = false;
  let failure: { readonly error: unknown } | undefined;
  let wake = () => {};

  const follow = async () => {
    try {
      for await (const state of source(leaving.signal)) {
        newest = { state };
        wake();
        if (leaving.signal.aborted) return;
      }
    } catch (error) {
      failure = { error };
    }
    ended = true;
    wake();
  };
  const change = async () => {
    while (!newest && !ended && !leaving.signal.aborted)
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
  };
  const pause = () =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, every);
      wake = () => {
        if (!ended && !leaving.signal.aborted) return;
        clearTimeout(timer);
        resolve();
      };
    });

  return new ReadableStream<T>(
    {
      start: () => void follow(),
      async pull(controller) {
        await change();
        if (leaving.signal.aborted) return;
        if (newest) {
          controller.enqueue(newest.state);
          newest = undefined;
          if (!ended) await pause();
        } else if (failure) controller.error(failure.error);
        else controller.close();
      },
      cancel() {
        leaving.abort();
        wake();
      },
    },
    { highWaterMark: 0 },
  );
}
