export interface BatchOptions {
  /** Milliseconds that the first item of a batch may wait for more. */
  readonly every?: number;
  /** Items after which a batch goes out at once. */
  readonly most?: number;
}

/**
 * Gathers a source into batches for the wire. Reads ahead of its reader by two batches at most, then the source waits
 * (and with it the engine). Leaving the stream aborts the source's signal and ends it. An error of the source becomes
 * the stream's, after everything that came before it was read.
 */
export function batches<T>(
  source: (signal: AbortSignal) => AsyncIterable<T>,
  { every = 40, most = 500 }: BatchOptions = {},
): ReadableStream<T[]> {
  const leaving = new AbortController();
  let batch: T[] = [];
  let timer: NodeJS.Timeout | undefined;
  /** The reader has taken everything that was sent. */
  let wanted = false;
  /** The batch is full or old enough to go. */
  let due = false;
  let wake = () => {};

  const send = (controller: ReadableStreamDefaultController<T[]>) => {
    due = true;
    if (!wanted || batch.length === 0) return;
    const gathered = batch;
    batch = [];
    wanted = false;
    due = false;
    clearTimeout(timer);
    // May call `pull` at once.
    controller.enqueue(gathered);
  };
  /** Waits for the reader; also returns when it left. */
  const demand = async () => {
    while (!wanted && !leaving.signal.aborted)
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
  };
  const gather = async (controller: ReadableStreamDefaultController<T[]>) => {
    try {
      for await (const item of source(leaving.signal)) {
        if (leaving.signal.aborted) return;
        if (batch.push(item) === 1) timer = setTimeout(send, every, controller);
        if (batch.length < most) continue;
        await demand();
        if (leaving.signal.aborted) return;
        send(controller);
      }
      if (leaving.signal.aborted) return;
      if (batch.length > 0) controller.enqueue(batch);
      controller.close();
    } catch (error) {
      // An errored stream drops what it still holds, so that the reader takes that first.
      await demand();
      send(controller);
      await demand();
      if (!leaving.signal.aborted) controller.error(error);
    } finally {
      clearTimeout(timer);
    }
  };

  return new ReadableStream<T[]>(
    {
      start: (controller) => void gather(controller),
      pull(controller) {
        wanted = true;
        if (due) send(controller);
        wake();
      },
      cancel() {
        leaving.abort();
        wake();
      },
    },
    { highWaterMark: 1 },
  );
}
