import type { LogBatch } from "@shared/containers.ts";
import { type LogLines, noLines } from "./log-lines.ts";

/** Milliseconds that the first line of a batch waits for more; the very first batch is for somebody who looks. */
const every = 40;
const firstEvery = 10;
/** Lines and UTF-16 units after which a batch goes out at once: a message of some 1 MB, which no frame notices. */
const most = 4000;
const firstMost = 500;
const mostText = 512 * 1024;

/**
 * Gathers pieces of a log into batches for the wire: what comes within 40 ms, more in one batch when more comes. Holds
 * one batch at most beside the one on its way, then the source waits, and with it the engine. Leaving the stream aborts
 * the source's signal; an error comes after the lines before it.
 */
export function gather(source: (signal: AbortSignal) => AsyncIterable<LogBatch>): ReadableStream<LogBatch> {
  const leaving = new AbortController();
  let batch = noLines();
  let text = 0;
  let sent = false;
  let wanted = false;
  let due = false;
  let timer: NodeJS.Timeout | undefined;
  let resume = () => {};
  let fail: (() => void) | undefined;

  const full = () => batch.lines.length >= (sent ? most : firstMost) || text >= mostText;
  const send = (controller: ReadableStreamDefaultController<LogBatch>) => {
    due = true;
    if (!wanted) return;
    clearTimeout(timer);
    const ready = batch;
    batch = noLines();
    text = 0;
    sent = true;
    wanted = false;
    due = false;
    controller.enqueue(ready);
    resume();
  };
  const gatherAll = async (controller: ReadableStreamDefaultController<LogBatch>) => {
    let failure: { readonly error: unknown } | undefined;
    try {
      for await (const piece of source(leaving.signal)) {
        if (leaving.signal.aborted) return;
        if (batch.lines.length === 0 && piece.lines.length > 0)
          timer = setTimeout(send, sent ? every : firstEvery, controller);
        text += append(batch, piece);
        if (!full()) continue;
        send(controller);
        if (full())
          await new Promise<void>((resolve) => {
            resume = resolve;
          });
      }
    } catch (error) {
      failure = { error };
    }
    clearTimeout(timer);
    if (leaving.signal.aborted) return;
    if (batch.lines.length > 0) {
      wanted = false;
      controller.enqueue(batch);
    }
    if (!failure) controller.close();
    // An error throws away what is still queued, so it waits until the reader has taken the last lines.
    else if (wanted) controller.error(failure.error);
    else fail = () => controller.error(failure.error);
  };

  return new ReadableStream<LogBatch>(
    {
      start: (controller) => void gatherAll(controller),
      pull(controller) {
        wanted = true;
        if (fail) fail();
        else if (due) send(controller);
      },
      cancel() {
        leaving.abort();
        clearTimeout(timer);
        resume();
      },
    },
    { highWaterMark: 1 },
  );
}

/** Adds the lines of `piece` to `batch`; gives back how many UTF-16 units they are. */
function append(batch: LogLines, { lines, times, stderr }: LogBatch): number {
  let text = 0;
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index]!;
    text += line.length;
    batch.lines.push(line);
    batch.times.push(times[index]!);
    batch.stderr.push(stderr[index]!);
  }
  return text;
}
