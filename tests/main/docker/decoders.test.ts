import { expect, test } from "vitest";
import { frames } from "../../../main/docker/frames.ts";
import { jsonLines } from "../../../main/docker/json-lines.ts";
import { lineSplitter } from "../../../main/docker/lines.ts";

/** Numbers from 0 to 1 that are the same in every run (mulberry32). */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) / 2 ** 32;
  };
}

function* cutAnywhere(bytes: Buffer, random: () => number): Generator<Buffer> {
  const longest = 1 + Math.floor(random() * 40);
  for (let at = 0; at < bytes.length; ) {
    const size = 1 + Math.floor(random() * longest);
    yield bytes.subarray(at, at + size);
    at += size;
  }
}

async function* flow(chunks: Iterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield* chunks;
}

function frame(stream: number, payload: Buffer): Buffer {
  const header = Buffer.alloc(8);
  header[0] = stream;
  header.writeUInt32BE(payload.length, 4);
  return Buffer.concat([header, payload]);
}

async function join(source: AsyncIterable<{ stderr: boolean; bytes: Uint8Array }>): Promise<[string, string]> {
  const parts: [Uint8Array[], Uint8Array[]] = [[], []];
  for await (const { stderr, bytes } of source) parts[stderr ? 1 : 0].push(bytes.slice());
  return [Buffer.concat(parts[0]).toString(), Buffer.concat(parts[1]).toString()];
}

function linesOf(chunks: Iterable<Uint8Array>, longest?: number): { line: string; continued: boolean }[] {
  const lines: { line: string; continued: boolean }[] = [];
  const splitter = lineSplitter((line, continued) => lines.push({ line, continued }), longest);
  for (const chunk of chunks) splitter.push(chunk);
  splitter.end();
  return lines;
}

test("frames are read however they are cut", async () => {
  for (let seed = 1; seed <= 300; seed++) {
    const random = randomNumbers(seed);
    const expected: [string, string] = ["", ""];
    const bytes: Buffer[] = [];
    for (let count = Math.floor(random() * 12); count > 0; count--) {
      const stderr = random() < 0.5;
      const text = "é🙂x".repeat(Math.floor(random() * 20));
      expected[stderr ? 1 : 0] += text;
      bytes.push(frame(stderr ? 2 : 1, Buffer.from(text)));
    }
    expect(await join(frames(flow(cutAnywhere(Buffer.concat(bytes), random))))).toEqual(expected);
  }
});

test("what is not multiplexed comes as stdout, byte for byte", async () => {
  for (let seed = 1; seed <= 50; seed++) {
    const random = randomNumbers(seed);
    const text = random() < 0.5 ? "plain text of a terminal\r\n" : "\u0001x";
    expect(await join(frames(flow(cutAnywhere(Buffer.from(text), random))))).toEqual([text, ""]);
  }
});

test("what the engine itself says inside the output is an error", async () => {
  const bytes = Buffer.concat([frame(1, Buffer.from("one\n")), frame(3, Buffer.from("No such container: gone"))]);
  await expect(join(frames(flow(cutAnywhere(bytes, randomNumbers(1)))))).rejects.toMatchObject({
    code: "NOT_FOUND",
    detail: "No such container: gone",
  });
});

test("lines are the same however the bytes are cut", () => {
  const text = "first\r\nzwölf 🙂 Zeilen\n\n\rprogress 10%\rprogress 20%\n日本語\nno end";
  const expected = ["first", "zwölf 🙂 Zeilen", "", "\rprogress 10%\rprogress 20%", "日本語", "no end"];
  for (let seed = 1; seed <= 300; seed++) {
    const lines = linesOf(cutAnywhere(Buffer.from(text), randomNumbers(seed)));
    expect(lines.map(({ line }) => line)).toEqual(expected);
    expect(lines.some(({ continued }) => continued)).toBe(false);
  }
});

test("a line that is too long comes in pieces, and no character is cut", () => {
  for (let seed = 1; seed <= 200; seed++) {
    const random = randomNumbers(seed);
    const long = Array.from({ length: 300 }, () => (random() < 0.5 ? "🙂" : "a")).join("");
    const lines = linesOf(cutAnywhere(Buffer.from(`before\n${long}\nafter\n`), random), 100);
    expect(lines[0]).toEqual({ line: "before", continued: false });
    expect(lines.at(-1)).toEqual({ line: "after", continued: false });
    const pieces = lines.slice(1, -1);
    expect(pieces.map(({ line }) => line).join("")).toBe(long);
    expect(pieces.map(({ continued }) => continued)).toEqual(pieces.map((_, index) => index > 0));
    for (const { line } of pieces) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(100);
  }
});

test("bytes that are no UTF-8 harm only their own line", () => {
  expect(linesOf([Buffer.from([0xff, 0xc3, 10]), Buffer.from("fine\n")]).map(({ line }) => line)).toEqual([
    "\ufffd\ufffd",
    "fine",
  ]);
});

test("a line of 64 MB in small chunks takes time linear in its length", () => {
  const chunk = Buffer.alloc(1024, "x");
  const started = performance.now();
  let length = 0;
  let pieces = 0;
  const splitter = lineSplitter((line) => {
    length += line.length;
    pieces++;
  });
  for (let sent = 0; sent < 64 * 1024; sent++) splitter.push(chunk);
  splitter.end();
  expect(length).toBe(64 * 1024 * 1024);
  expect(pieces).toBe(1024);
  // Quadratic work would take minutes.
  expect(performance.now() - started).toBeLessThan(5000);
});

test("JSON lines are read however they are cut, and junk between them is left out", async () => {
  const text = '{"a":"é"}\r\n\nnot json\n{"b":\n[1]\n"text"\nnull\n{"a":"🙂"}';
  for (let seed = 1; seed <= 200; seed++) {
    const found: unknown[] = [];
    for await (const value of jsonLines(flow(cutAnywhere(Buffer.from(text), randomNumbers(seed))))) found.push(value);
    expect(found).toEqual([{ a: "é" }, [1], { a: "🙂" }]);
  }
});
