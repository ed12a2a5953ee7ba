import type { Duplex } from "node:stream";

/** Takes what a terminal prints, and hears once that nothing more comes. */
interface PipeReader {
  data(bytes: Uint8Array): void;
  end(): void;
}

/** A taken-over connection to a terminal, which may be read before anybody looks and by one reader after another. */
export interface Pipe {
  /** Resolves when the connection has ended, whoever ended it. */
  readonly ended: Promise<void>;
  over(): boolean;
  /** Hands over what was held, then what comes. Gives back how to stop. */
  read(reader: PipeReader): () => void;
  /** What is held, for a look without taking it. */
  held(): Uint8Array;
  /** Puts something in front of what is held. */
  prepend(bytes: Uint8Array): void;
  pause(): void;
  resume(): void;
  /** Resolves when the other side has taken it, so that a long paste waits for the program that reads it. */
  write(data: string | Uint8Array): Promise<void>;
  destroy(): void;
}

/** Bytes: some screens full. */
const mostHeld = 256 * 1024;

/**
 * Reads a terminal's connection from its first byte. `remember` keeps the last 256 KB for the next reader and lets the
 * program run on while nobody reads; without it nothing is lost, and the program waits.
 */
export function openPipe(connection: Duplex, remember: boolean): Pipe {
  let held: Uint8Array[] = [];
  let length = 0;
  let reader: PipeReader | undefined;
  let over = false;

  const hold = (bytes: Uint8Array) => {
    held.push(bytes);
    length += bytes.length;
    if (!remember && length > mostHeld) connection.pause();
    while (remember && length > mostHeld && held.length > 1) length -= held.shift()!.length;
  };
  connection.on("data", (chunk: Buffer) => {
    // Its own memory: a Buffer shares that of others, and all of it would be cloned on the way to the page.
    const bytes = new Uint8Array(chunk);
    if (!reader || remember) hold(bytes);
    reader?.data(bytes);
  });
  const ended = new Promise<void>((resolve) => {
    const end = () => {
      if (over) return;
      over = true;
      connection.destroy();
      reader?.end();
      resolve();
    };
    connection.once("end", end);
    connection.once("error", end);
    connection.once("close", end);
  });

  return {
    ended,
    over: () => over,
    read(next) {
      reader = next;
      for (const bytes of held) next.data(bytes);
      if (!remember) {
        held = [];
        length = 0;
      }
      connection.resume();
      if (over) next.end();
      return () => {
        if (reader === next) reader = undefined;
        connection.resume();
      };
    },
    held: () => Buffer.concat(held),
    prepend(bytes) {
      held.unshift(new Uint8Array(bytes));
      length += bytes.length;
    },
    pause: () => void connection.pause(),
    resume: () => void connection.resume(),
    write: (data) =>
      new Promise((resolve, reject) => {
        connection.write(data, (error) => (error ? reject(error) : resolve()));
      }),
    destroy: () => void connection.destroy(),
  };
}
