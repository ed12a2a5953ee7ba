import { lineSplitter } from "./lines.ts";

/** A line longer than this is no message of the engine; its pieces are no JSON and are left out. */
const longest = 4 * 1024 * 1024;

/**
 * Reads one JSON object a line, as events, pull, push and build answer. What is no JSON object is left out: one bad
 * line must not end a stream of good ones.
 */
export async function* jsonLines<T>(source: AsyncIterable<Uint8Array>): AsyncGenerator<T, void, undefined> {
  let found: T[] = [];
  const splitter = lineSplitter((line) => {
    if (line.trim() === "") return;
    try {
      const value: unknown = JSON.parse(line);
      if (typeof value === "object" && value !== null) found.push(value as T);
    } catch {
      // Left out, as said above.
    }
  }, longest);
  const taken = (): T[] => {
    const messages = found;
    found = [];
    return messages;
  };
  for await (const chunk of source) {
    splitter.push(chunk);
    if (found.length > 0) yield* taken();
  }
  splitter.end();
  yield* taken();
}
