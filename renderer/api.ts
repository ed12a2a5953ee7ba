import type { ApiClient } from "@shared/api.ts";
import { portTransport } from "@shared/transport.ts";
import type { Stream } from "@shared/wire.ts";
import { RpcSession } from "capnweb";
import { useEffect, useRef } from "react";

function connect(): ApiClient {
  const { port1, port2 } = new MessageChannel();
  const { transport, deliver } = portTransport({
    post: (message) => port1.postMessage(message),
    close: () => port1.close(),
  });
  port1.onmessage = ({ data }) => deliver(data);
  window.postMessage("drydock:connect", window.origin, [port2]);
  // capnweb's own stub types are far richer than what the page needs, and slow to check.
  return new RpcSession(transport).getRemoteMain() as unknown as ApiClient;
}

/** Main, as the page sees it: one object a noun, each method typed by shared/<noun>.ts. */
export const api: ApiClient = connect();

/**
 * Reads a stream to its end, a batch at a time; aborting `signal` leaves it, which stops the source. A slow `onBatch`
 * that returns a promise holds the source back. Rejects with what broke the stream.
 */
export async function readStream<Batch>(
  source: Promise<Stream<Batch>>,
  onBatch: (batch: Batch) => void | Promise<void>,
  signal?: AbortSignal,
): Promise<void> {
  const reader = (await source).getReader();
  const leave = () => void reader.cancel().catch(() => {});
  if (signal?.aborted) return leave();
  signal?.addEventListener("abort", leave, { once: true });
  try {
    for (;;) {
      const step = await reader.read();
      if (step.done || signal?.aborted) return;
      await onBatch(step.value);
    }
  } catch (error) {
    if (!signal?.aborted) throw error;
  } finally {
    signal?.removeEventListener("abort", leave);
  }
}

/** Reads a stream for as long as the component is shown and `key` stays the same; `open` may return null to read nothing. */
export function useStream<Batch>(
  key: string | null,
  open: () => Promise<Stream<Batch>>,
  handle: { onBatch(batch: Batch): void; onEnd?(error?: unknown): void },
): void {
  const latest = useRef({ open, handle });
  latest.current = { open, handle };
  useEffect(() => {
    if (key === null) return;
    const leaving = new AbortController();
    readStream(latest.current.open(), (batch) => latest.current.handle.onBatch(batch), leaving.signal).then(
      () => leaving.signal.aborted || latest.current.handle.onEnd?.(),
      (error) => leaving.signal.aborted || latest.current.handle.onEnd?.(error),
    );
    return () => leaving.abort();
  }, [key]);
}
