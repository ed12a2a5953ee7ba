/**
 * A stream that asks its source for the next item only when its reader wants one. Leaving it aborts the source's signal;
 * its error becomes the stream's.
 */
export function streamed<T>(source: (signal: AbortSignal) => AsyncGenerator<T, void, undefined>): ReadableStream<T> {
  const leaving = new AbortController();
  const items = source(leaving.signal);
  return new ReadableStream<T>(
    {
      async pull(controller) {
        try {
          const { done, value } = await items.next();
          if (leaving.signal.aborted) return;
          if (done) controller.close();
          else controller.enqueue(value);
        } catch (error) {
          if (!leaving.signal.aborted) controller.error(error);
        }
      },
      cancel() {
        leaving.abort();
        // Not awaited: it is heard once the source has noticed the signal.
        void items.return().catch(() => undefined);
      },
    },
    { highWaterMark: 0 },
  );
}
