import { DrydockError } from "@shared/errors.ts";
import type { TerminalOutput } from "@shared/terminal.ts";
import type { Pipe } from "./pipe.ts";

type Exit = Omit<Extract<TerminalOutput, { type: "exit" }>, "type">;

/** One open terminal. */
export interface Session {
  /** Once only. Leaving it closes the session; a slow reader makes the program wait. */
  output(): ReadableStream<TerminalOutput>;
  /** Rejects with NOT_FOUND when the terminal has ended. */
  write(data: string | Uint8Array): Promise<void>;
  resize(columns: number, rows: number): Promise<void>;
  close(): void;
}

export interface SessionSource {
  readonly pipe: Pipe;
  readonly resize: (columns: number, rows: number) => Promise<void>;
  /** Asked when the connection has ended: how the program did. */
  readonly exit: () => Promise<Exit>;
  /** Called once, when the page leaves or the program has ended. */
  readonly leave: (ended: boolean) => void;
}

/** Bytes on their way to the page before the program has to wait. */
const mostUnread = 256 * 1024;

/** Makes a session of a terminal's connection. `closed` is called once when it is over, for whatever reason. */
export function openSession({ pipe, resize, exit, leave }: SessionSource, closed: () => void): Session {
  let open = true;
  let taken = false;
  let stop = () => {};
  const close = (ended = false) => {
    if (!open) return;
    open = false;
    stop();
    leave(ended);
    closed();
  };

  return {
    output() {
      if (taken) throw new DrydockError("CONFLICT", "This terminal is shown elsewhere already. Open another one.");
      taken = true;
      return new ReadableStream<TerminalOutput>(
        {
          start(controller) {
            const finish = async () => {
              const result = await exit();
              if (!open) return;
              controller.enqueue({ type: "exit", ...result });
              controller.close();
              close(true);
            };
            stop = pipe.read({
              data(bytes) {
                controller.enqueue({ type: "data", bytes });
                if ((controller.desiredSize ?? 0) <= 0) pipe.pause();
              },
              end: () => void finish(),
            });
          },
          pull: () => pipe.resume(),
          cancel: () => close(),
        },
        { highWaterMark: mostUnread, size: (item) => (item.type === "data" ? item.bytes.length : 1) },
      );
    },
    async write(data) {
      if (!open || pipe.over()) throw ended();
      await pipe.write(data).catch(() => {
        throw ended();
      });
    },
    resize,
    close: () => close(),
  };
}

const ended = () => new DrydockError("NOT_FOUND", "This terminal has ended. Open a new one.");
