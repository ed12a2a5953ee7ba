import { describe, expect, it } from "vitest";
import { createLineBuffer, type LineBuffer } from "../../../renderer/containers/logs/line-buffer.ts";
import { formatTime, parseTime } from "../../../renderer/containers/logs/times.ts";

const time = (index: number) =>
  `2026-01-02T03:04:${String(Math.floor(index / 1e6) % 60).padStart(2, "0")}.${String(index % 1e6).padStart(9, "0")}Z`;
const batch = (from: number, to: number, text = (index: number) => `line ${index}`) => {
  const indexes = Array.from({ length: to - from }, (_, index) => from + index);
  return { lines: indexes.map(text), times: indexes.map(time), stderr: indexes.map((index) => index % 2 === 1) };
};
const texts = (buffer: LineBuffer) => {
  const all: string[] = [];
  for (let seq = buffer.first; seq < buffer.end; seq++) all.push(buffer.line(seq)!.text);
  return all;
};

describe("the lines of a log", () => {
  it("gives every line back by its number, with time and stream", () => {
    const buffer = createLineBuffer();
    buffer.append(batch(0, 5000));
    expect(buffer.end - buffer.first).toBe(5000);
    expect(buffer.line(4321)).toMatchObject({ seq: 4321, text: "line 4321", kind: "stderr" });
    expect(formatTime(buffer.line(4321)!)).toBe(time(4321));
    expect(buffer.line(5000)).toBeUndefined();
  });

  it("keeps every kind of text as it came", () => {
    const buffer = createLineBuffer();
    const lines = ["", "ünïcode 🚢", "\ufeffmark", "\u001b[31mred\u001b[0m", "x".repeat(700_000)];
    buffer.append({ lines, times: lines.map((_, index) => time(index)), stderr: lines.map(() => false) });
    expect(texts(buffer)).toEqual(lines);
  });

  it("takes the carriage return of a terminal's line end away, and no other", () => {
    const buffer = createLineBuffer();
    buffer.append({ lines: ["10%\r20%\r"], times: [time(0)], stderr: [false] });
    expect(texts(buffer)).toEqual(["10%\r20%"]);
  });

  it("drops whole chunks from the front when there are too many lines, and counts them", () => {
    const buffer = createLineBuffer({ maxLines: 10_000 });
    for (let from = 0; from < 50_000; from += 500) buffer.append(batch(from, from + 500));
    expect(buffer.end).toBe(50_000);
    expect(buffer.end - buffer.first).toBeLessThanOrEqual(10_000);
    expect(buffer.end - buffer.first).toBeGreaterThan(7000);
    expect(buffer.dropped).toBe(buffer.first);
    expect(buffer.line(buffer.first)!.text).toBe(`line ${buffer.first}`);
    expect(buffer.line(buffer.first - 1)).toBeUndefined();
  });

  it("drops from the front when there is too much text", () => {
    const buffer = createLineBuffer({ maxBytes: 1_000_000 });
    for (let from = 0; from < 5000; from += 100) buffer.append(batch(from, from + 100, () => "y".repeat(1000)));
    expect(buffer.bytes).toBeLessThanOrEqual(1_000_000);
    expect(buffer.end - buffer.first).toBeGreaterThan(700);
  });

  it("costs little more than its text", () => {
    const buffer = createLineBuffer();
    for (let from = 0; from < 200_000; from += 500)
      buffer.append(batch(from, from + 500, (index) => `${"z".repeat(90)} ${index}`));
    const held = buffer.chunks.reduce(
      (sum, { bytes, ends, seconds, nanos, kind }) =>
        sum + [bytes, ends, seconds, nanos, kind].reduce((total, { byteLength }) => total + byteLength, 0),
      0,
    );
    expect(held / buffer.bytes).toBeLessThan(1.5);
  });

  it("puts older lines in front without those that are there already", () => {
    const buffer = createLineBuffer();
    buffer.append(batch(6000, 9000));
    const older = createLineBuffer();
    older.append(batch(0, 6002));
    buffer.prepend(older, 2);
    expect(buffer.first).toBe(-6000);
    expect(texts(buffer)).toEqual(batch(0, 9000).lines);
    buffer.append(batch(9000, 9100));
    expect(texts(buffer)).toEqual(batch(0, 9100).lines);
  });

  it("keeps the newest of the older lines when not all fit", () => {
    const buffer = createLineBuffer({ maxLines: 6000 });
    buffer.append(batch(10_000, 11_000));
    const older = createLineBuffer();
    older.append(batch(0, 10_000));
    buffer.prepend(older, 0);
    expect(buffer.end - buffer.first).toBeLessThanOrEqual(6000);
    expect(buffer.end - buffer.first).toBeGreaterThan(3000);
    expect(buffer.line(-1)!.text).toBe("line 9999");
  });

  it("hands out parts that a search can read to the end", () => {
    const buffer = createLineBuffer();
    buffer.append(batch(0, 5000));
    const decoder = new TextDecoder();
    const read: string[] = [];
    for (let part = buffer.part(1234); part; part = buffer.part(part.first + part.count)) {
      let start = 0;
      for (const end of part.ends) {
        read.push(decoder.decode(part.bytes.subarray(start, end)));
        start = end;
      }
    }
    expect(read).toEqual(batch(1234, 5000).lines);
  });

  it("numbers go on after it was cleared", () => {
    const buffer = createLineBuffer();
    buffer.append(batch(0, 10));
    buffer.clear();
    expect([buffer.first, buffer.end]).toEqual([10, 10]);
    buffer.append(batch(10, 12));
    expect(buffer.line(10)!.text).toBe("line 10");
  });
});

describe("an engine's time", () => {
  it.each(["2026-11-23T21:57:28.123456789Z", "2026-11-23T21:57:28.000000001Z", "1999-12-31T23:59:59.999999999Z"])(
    "%s comes back to the nanosecond",
    (text) => expect(formatTime(parseTime(text))).toBe(text),
  );
  it("fills up what an engine cut short", () => {
    expect(formatTime(parseTime("2026-11-23T21:57:28Z"))).toBe("2026-11-23T21:57:28.000000000Z");
    expect(formatTime(parseTime("2026-11-23T21:57:28.5Z"))).toBe("2026-11-23T21:57:28.500000000Z");
  });
  it("is the epoch for what is no time", () => {
    expect(parseTime("yesterday")).toEqual({ seconds: 0, nanos: 0 });
  });
});
