import type { LogBatch } from "@shared/containers.ts";
import { type EngineTime, parseTime } from "./times.ts";

export type LineKind = "stdout" | "stderr" | "note";
const kinds: readonly LineKind[] = ["stdout", "stderr", "note"];

/** One line; `seq` names it for as long as it is kept. Older lines read later have negative numbers. */
export interface LogLine extends EngineTime {
  readonly seq: number;
  readonly text: string;
  readonly kind: LineKind;
}

/** A run of lines as UTF-8: it costs what the text costs, and the collector has no million strings to walk. */
export interface LinePart {
  readonly first: number;
  readonly count: number;
  readonly bytes: Uint8Array;
  /** Where each line ends, in bytes from the start of `bytes`. */
  readonly ends: Uint32Array;
}

interface Chunk {
  first: number;
  count: number;
  size: number;
  bytes: Uint8Array;
  ends: Uint32Array;
  seconds: Uint32Array;
  nanos: Uint32Array;
  kind: Uint8Array;
}

export interface LineBuffer {
  /** Number of the oldest line kept, and one past the newest. */
  readonly first: number;
  readonly end: number;
  readonly bytes: number;
  /** Lines that were dropped from the front because a bound was reached. */
  readonly dropped: number;
  append(batch: LogBatch): void;
  note(text: string, time: EngineTime): void;
  line(seq: number): LogLine | undefined;
  /** Lines from `seq` to the end of the chunk it lies in, for searching and saving; undefined past the end. */
  part(seq: number): LinePart | undefined;
  readonly chunks: readonly Chunk[];
  /** Takes over the lines of `older`, without the last `overlap` of them; the oldest go when they do not fit. */
  prepend(older: LineBuffer, overlap: number): void;
  clear(): void;
}

const chunkLines = 2048;
const chunkBytes = 256 * 1024;
const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

const emptyChunk = (first: number): Chunk => ({
  first,
  count: 0,
  size: 0,
  bytes: new Uint8Array(16 * 1024),
  ends: new Uint32Array(chunkLines),
  seconds: new Uint32Array(chunkLines),
  nanos: new Uint32Array(chunkLines),
  kind: new Uint8Array(chunkLines),
});

/** Gives back what a full chunk does not use. */
function seal(chunk: Chunk): void {
  const { count, size } = chunk;
  if (chunk.ends.length === count && chunk.bytes.length === size) return;
  chunk.bytes = chunk.bytes.slice(0, size);
  for (const key of ["ends", "seconds", "nanos"] as const) chunk[key] = chunk[key].slice(0, count);
  chunk.kind = chunk.kind.slice(0, count);
}

function push(chunk: Chunk, text: string, { seconds, nanos }: EngineTime, kind: LineKind): void {
  const room = chunk.size + text.length * 3;
  if (room > chunk.bytes.length) {
    const grown = new Uint8Array(Math.max(room, chunk.bytes.length * 2));
    grown.set(chunk.bytes.subarray(0, chunk.size));
    chunk.bytes = grown;
  }
  chunk.size += encoder.encodeInto(text, chunk.bytes.subarray(chunk.size)).written;
  chunk.ends[chunk.count] = chunk.size;
  chunk.seconds[chunk.count] = seconds;
  chunk.nanos[chunk.count] = nanos;
  chunk.kind[chunk.count++] = kinds.indexOf(kind);
}

/** Index of the chunk that holds `seq`. */
function find(chunks: readonly Chunk[], seq: number): number {
  let low = 0;
  let high = chunks.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (chunks[middle]!.first <= seq) low = middle;
    else high = middle - 1;
  }
  return low;
}

const startOf = (chunk: Chunk, index: number) => (index === 0 ? 0 : chunk.ends[index - 1]!);

/** Keeps the newest lines within both bounds, in whole chunks; text outside the JavaScript heap. */
export function createLineBuffer({ maxLines = 2_000_000, maxBytes = 256 * 1024 * 1024 } = {}): LineBuffer {
  const chunks: Chunk[] = [];
  let bytes = 0;
  let dropped = 0;
  let next = 0;

  const first = () => chunks[0]?.first ?? next;
  function drop(): void {
    while (chunks.length > 1 && (next - first() > maxLines || bytes > maxBytes)) {
      const gone = chunks.shift()!;
      bytes -= gone.size;
      dropped += gone.count;
    }
  }
  function add(text: string, time: EngineTime, kind: LineKind): void {
    let last = chunks.at(-1);
    // A chunk that was cut or put in front has no room of its own.
    if (!last || last.count >= last.ends.length || last.size >= chunkBytes) {
      if (last) seal(last);
      last = emptyChunk(next);
      chunks.push(last);
    }
    const before = last.size;
    push(last, text, time, kind);
    bytes += last.size - before;
    next++;
  }

  return {
    chunks,
    get first() {
      return first();
    },
    get end() {
      return next;
    },
    get bytes() {
      return bytes;
    },
    get dropped() {
      return dropped;
    },
    append({ lines, times, stderr }) {
      for (let index = 0; index < lines.length; index++) {
        const line = lines[index]!;
        // A container with a terminal ends its lines with CR LF.
        const text = line.endsWith("\r") ? line.slice(0, -1) : line;
        add(text, parseTime(times[index] ?? ""), stderr[index] ? "stderr" : "stdout");
      }
      drop();
    },
    note(text, time) {
      add(text, time, "note");
      drop();
    },
    line(seq) {
      if (seq < first() || seq >= next) return undefined;
      const chunk = chunks[find(chunks, seq)]!;
      const index = seq - chunk.first;
      return {
        seq,
        text: decoder.decode(chunk.bytes.subarray(startOf(chunk, index), chunk.ends[index])),
        seconds: chunk.seconds[index]!,
        nanos: chunk.nanos[index]!,
        kind: kinds[chunk.kind[index]!]!,
      };
    },
    part(seq) {
      const from = Math.max(seq, first());
      if (from >= next) return undefined;
      const chunk = chunks[find(chunks, from)]!;
      const index = from - chunk.first;
      const start = startOf(chunk, index);
      const ends = chunk.ends.slice(index, chunk.count).map((end) => end - start);
      return { first: from, count: ends.length, bytes: chunk.bytes.slice(start, chunk.size), ends };
    },
    prepend(older, overlap) {
      const fronts = [...older.chunks];
      let surplus = overlap;
      for (let last = fronts.at(-1); last && surplus > 0; last = fronts.at(-1)) {
        const cut = Math.min(surplus, last.count);
        surplus -= cut;
        last.count -= cut;
        last.size = last.count === 0 ? 0 : last.ends[last.count - 1]!;
        if (last.count > 0) break;
        fronts.pop();
      }
      let number = first();
      for (const chunk of fronts.reverse()) {
        const fits = next - number + chunk.count <= maxLines && bytes + chunk.size <= maxBytes;
        if (!fits) break;
        seal(chunk);
        number -= chunk.count;
        chunk.first = number;
        bytes += chunk.size;
        chunks.unshift(chunk);
      }
    },
    clear() {
      chunks.length = 0;
      bytes = 0;
      dropped = 0;
    },
  };
}
