import { DrydockError } from "@shared/errors.ts";
import { engineError } from "../docker/errors.ts";

/** The arrays of a LogBatch while they are filled. */
export interface LogLines {
  readonly lines: string[];
  readonly times: string[];
  readonly stderr: boolean[];
}

/** Turns the bytes of a log, asked for with timestamps and cut anywhere, into lines; all state is in it. */
export interface LogReader {
  push(chunk: Buffer, into: LogLines): void;
  /** What is left when the log ends without a line end. */
  end(into: LogLines): void;
}

export const noLines = (): LogLines => ({ lines: [], times: [], stderr: [] });

/** 1 byte for the stream, 3 of zero, 4 of length, big-endian (moby: pkg/stdcopy). */
const headerLength = 8;
const stderrStream = 2;
const systemError = 3;
/** Far above what any logging driver writes as one message. */
const longestFrame = 16 * 1024 * 1024;
/** A line longer than this comes in pieces. */
const longestLine = 1024 * 1024;
/**
 * dockerd cuts a longer line into messages of exactly this many bytes, each with its own timestamp
 * (moby: daemon/logger/copier.go). A shorter message without a line end is a line of its own.
 */
const longestMessage = 16 * 1024;
/** `2006-01-02T15:04:05.000000000Z`, which moby writes with all its zeros. */
const timeLength = 30;
const lineFeed = 10;
const carriageReturn = 13;
const space = 32;
const letterZ = 90;

/** Length of the timestamp that these bytes begin with, 0 where there is none. */
function timestamp(bytes: Buffer, start: number, end: number): number {
  if (bytes[start + timeLength] === space && bytes[start + timeLength - 1] === letterZ) return timeLength;
  const at = bytes.subarray(start, Math.min(end, start + 40)).indexOf(space);
  // The `local` driver writes the zone of the engine's computer in place of Z.
  return at > 0 && /^\d{4}-\d\d-\d\dT[\d:.]+[+-]\d\d:\d\d$/.test(bytes.toString("latin1", start, start + at)) ? at : 0;
}

/** The same moment in UTC; the nanoseconds stay, which a Date cannot hold. */
function inUtc(time: string): string {
  if (time.endsWith("Z")) return time;
  const fraction = /\.\d+/.exec(time)?.[0] ?? "";
  return `${new Date(time.replace(fraction, "")).toISOString().slice(0, 19)}${fraction}Z`;
}

/** Adds one complete line, timestamp in front; `time` is for a line that has none of its own. */
function addLine(into: LogLines, bytes: Buffer, start: number, end: number, stderr: boolean, time: string): string {
  const stop = end > start && bytes[end - 1] === carriageReturn ? end - 1 : end;
  const length = timestamp(bytes, start, end);
  // One decoding for both: the halves of a string cost nothing.
  const text = bytes.toString("utf8", start, stop);
  const own = length > 0 ? inUtc(text.slice(0, length)) : time;
  into.lines.push(length > 0 ? text.slice(length + 1) : text);
  into.times.push(own);
  into.stderr.push(stderr);
  return own;
}

/** Reads the log of a container without a TTY: stdout and stderr in frames, one for each message. */
export function framedLog(): LogReader {
  const waiting: Buffer[] = [];
  let have = 0;
  let need = headerLength;
  let last = "";
  /** Messages of a long line that has not ended, timestamps taken off the later ones. */
  const open: { [stderr: string]: { parts: Buffer[]; length: number } | undefined } = {};

  const finish = (into: LogLines, stderr: boolean) => {
    const long = open[String(stderr)];
    if (!long) return;
    open[String(stderr)] = undefined;
    const line = Buffer.concat(long.parts);
    last = addLine(into, line, 0, line.length, stderr, last);
  };

  const message = (into: LogLines, bytes: Buffer, start: number, end: number, stderr: boolean) => {
    const ended = bytes[end - 1] === lineFeed;
    const stop = ended ? end - 1 : end;
    const long = open[String(stderr)];
    const length = timestamp(bytes, start, stop);
    if (long || (!ended && stop - start - length > longestMessage)) {
      const content = bytes.subarray(long ? start + (length && length + 1) : start, stop);
      const line = long ?? { parts: [], length: 0 };
      open[String(stderr)] = line;
      line.parts.push(content);
      line.length += content.length;
      if (ended || content.length < longestMessage || line.length > longestLine) finish(into, stderr);
      return;
    }
    // Some drivers keep a message of several lines as one.
    let from = start;
    for (let at = bytes.indexOf(lineFeed, from); at !== -1 && at < stop; at = bytes.indexOf(lineFeed, from)) {
      last = addLine(into, bytes, from, at, stderr, last);
      from = at + 1;
    }
    last = addLine(into, bytes, from, stop, stderr, last);
  };

  return {
    push(chunk, into) {
      have += chunk.length;
      waiting.push(chunk);
      if (have < need) return;
      const bytes = waiting.length === 1 ? chunk : Buffer.concat(waiting);
      waiting.length = 0;
      let at = 0;
      need = headerLength;
      while (at + headerLength <= bytes.length) {
        const length = bytes.readUInt32BE(at + 4);
        if (length > longestFrame) throw new DrydockError("INTERNAL", "The engine's answer is not a container's log.");
        const start = at + headerLength;
        if (start + length > bytes.length) {
          need = headerLength + length;
          break;
        }
        const stream = bytes[at];
        if (stream === systemError) throw engineError(bytes.toString("utf8", start, start + length));
        if (length > 0) message(into, bytes, start, start + length, stream === stderrStream);
        at = start + length;
      }
      have = bytes.length - at;
      if (have > 0) waiting.push(bytes.subarray(at));
    },
    end(into) {
      finish(into, false);
      finish(into, true);
    },
  };
}

/** Reads the log of a container with a TTY: plain bytes, lines that end in CRLF, all of it stdout. */
export function terminalLog(): LogReader {
  let waiting: Buffer[] = [];
  let have = 0;
  let last = "";

  const line = (into: LogLines, bytes: Buffer, start: number, end: number) => {
    if (end - start <= longestMessage) {
      last = addLine(into, bytes, start, end, false, last);
      return;
    }
    const whole = withoutInnerTimes(bytes.subarray(start, end));
    last = addLine(into, whole, 0, whole.length, false, last);
  };
  const takeWaiting = (): Buffer => {
    const bytes = Buffer.concat(waiting);
    waiting = [];
    have = 0;
    return bytes;
  };

  return {
    push(chunk, into) {
      let at = 0;
      for (let end = chunk.indexOf(lineFeed); end !== -1; end = chunk.indexOf(lineFeed, at)) {
        if (have === 0) line(into, chunk, at, end);
        else {
          waiting.push(chunk.subarray(at, end));
          const bytes = takeWaiting();
          line(into, bytes, 0, bytes.length);
        }
        at = end + 1;
      }
      if (at === chunk.length) return;
      waiting.push(chunk.subarray(at));
      have += chunk.length - at;
      if (have > longestLine) this.end(into);
    },
    end(into) {
      if (have === 0) return;
      const bytes = takeWaiting();
      line(into, bytes, 0, bytes.length);
    },
  };
}

/** Takes off the timestamps with which the messages of one long line begin, all but the first. */
function withoutInnerTimes(bytes: Buffer): Buffer {
  const parts: Buffer[] = [];
  let from = 0;
  let at = timestamp(bytes, 0, bytes.length) + 1 + longestMessage;
  while (at < bytes.length) {
    const length = timestamp(bytes, at, bytes.length);
    if (length === 0) break;
    parts.push(bytes.subarray(from, at));
    from = at + length + 1;
    at = from + longestMessage;
  }
  parts.push(bytes.subarray(from));
  return Buffer.concat(parts);
}
