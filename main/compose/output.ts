import type { Readable } from "node:stream";
import { StringDecoder } from "node:string_decoder";

export interface OutputLine {
  readonly text: string;
  readonly stderr: boolean;
}

/** Lines that wait for a reader; then the program is held back. */
const mostWaiting = 2000;
const longestLine = 16 * 1024;

/** Both outputs of a program as lines in the order in which they arrived; ends when both are closed. */
export async function* outputLines(stdout: Readable, stderr: Readable): AsyncGenerator<OutputLine, void, undefined> {
  const waiting: OutputLine[] = [];
  let open = 2;
  let wake = () => {};
  const read = (stream: Readable, isError: boolean) => {
    const decoder = new StringDecoder("utf8");
    let rest = "";
    const add = (text: string) =>
      waiting.push({ text: text.replace(/\r$/, "").slice(0, longestLine), stderr: isError });
    stream.on("data", (chunk: Buffer) => {
      const lines = (rest + decoder.write(chunk)).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) add(line);
      if (rest.length > longestLine) {
        add(rest);
        rest = "";
      }
      if (waiting.length > mostWaiting) {
        stdout.pause();
        stderr.pause();
      }
      wake();
    });
    stream.on("error", () => undefined);
    stream.once("close", () => {
      if (rest) add(rest);
      open -= 1;
      wake();
    });
  };
  read(stdout, false);
  read(stderr, true);
  for (;;) {
    const line = waiting.shift();
    if (line) {
      yield line;
      continue;
    }
    if (open === 0) return;
    stdout.resume();
    stderr.resume();
    await new Promise<void>((resolve) => {
      wake = resolve;
    });
  }
}
