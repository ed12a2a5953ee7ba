/** The part of a MessagePort that a wire needs; Electron's MessagePortMain and the page's MessagePort both fit. */
interface Port {
  post(message: unknown): void;
  close(): void;
}

/**
 * A capnweb transport over one MessagePort: messages stay structured-clonable, so bytes stay bytes. `deliver` hands in
 * what arrives, `end` says that the other side is gone; then everything that is under way fails with that reason.
 */
export function portTransport(port: Port) {
  const arrived: unknown[] = [];
  let waiting: { resolve(message: unknown): void; reject(reason: unknown): void } | undefined;
  let ended: Error | undefined;
  const end = (reason: Error) => {
    ended ??= reason;
    waiting?.reject(ended);
    waiting = undefined;
  };
  return {
    deliver(message: unknown): void {
      if (waiting) {
        waiting.resolve(message);
        waiting = undefined;
      } else arrived.push(message);
    },
    end,
    transport: {
      encodingLevel: "structuredClonable",
      send: (message: unknown) => port.post(message),
      receive: () =>
        new Promise<unknown>((resolve, reject) => {
          if (arrived.length > 0) resolve(arrived.shift());
          else if (ended) reject(ended);
          else waiting = { resolve, reject };
        }),
      abort(reason: unknown): void {
        end(reason instanceof Error ? reason : new Error(String(reason)));
        port.close();
      },
    } as const,
  };
}
