import type { LogBatch } from "@shared/containers.ts";
import { type ErrorShape, errorShape } from "@shared/errors.ts";
import type { Stream } from "@shared/wire.ts";
import { readStream } from "../../api.ts";
import { createLineBuffer, type LineBuffer } from "./line-buffer.ts";
import { type EngineTime, formatTime, parseTime } from "./times.ts";

/** Lines read first, as `docker logs --tail` takes them. */
export const firstTail = 2000;
/** How far back a reader looks for the line it read last, after a pause. */
const resumeTail = 100_000;
const mostTail = 1_000_000;

/** What is read of a log: the last `tail` lines between two times, then what follows. */
export interface LogPart {
  readonly tail: number;
  readonly follow: boolean;
  readonly since?: string;
  readonly until?: string;
}
/** Opens a part of one log; `most` lines is the longest tail it gives. */
export interface LogSource {
  readonly most?: number;
  open(part: LogPart): Promise<Stream<LogBatch>>;
}
/** Milliseconds after which a stream without lines counts as a log without lines. */
const firstLinesWithin = 500;

export type LogPhase =
  | "paused"
  | "opening"
  | "open"
  /** The engine ended the stream: the container does not run. */
  | "ended"
  | "lost"
  | "gone"
  | "failed";

export interface LogState {
  readonly phase: LogPhase;
  readonly error?: ErrorShape;
  /** Nothing older is to be had: the beginning of the log, or a full buffer. */
  readonly start: "more" | "beginning" | "full";
  /** Lines read so far while older ones are being read. */
  readonly older?: number;
}

export interface LogSession {
  readonly buffer: LineBuffer;
  readonly state: () => LogState;
  /** Changes at most once a frame, when lines or the state did. */
  readonly version: () => number;
  readonly subscribe: (listener: () => void) => () => void;
  /** Asks for a new version, for what is shown beside the lines. */
  readonly changed: () => void;
  /** Reads from where it stopped, or the last lines; leaving with what it returns stops the engine's stream. */
  readonly open: () => () => void;
  /** Reads on after the stream ended or broke. */
  readonly reopen: () => void;
  /** Reads older lines: about twice of what is there, or as many as there may be. */
  readonly loadOlder: (all?: boolean) => void;
  readonly clear: () => void;
}

const same = (a: EngineTime, b: EngineTime) => a.seconds === b.seconds && a.nanos === b.nanos;
const before = (a: EngineTime, b: EngineTime) =>
  a.seconds < b.seconds || (a.seconds === b.seconds && a.nanos < b.nanos);

const slice = ({ lines, times, stderr }: LogBatch, from: number): LogBatch => ({
  lines: lines.slice(from),
  times: times.slice(from),
  stderr: stderr.slice(from),
});

function phaseOf({ code }: ErrorShape): LogPhase {
  if (code === "NOT_FOUND") return "gone";
  return code === "INTERRUPTED" || code === "ENGINE_UNREACHABLE" || code === "TIMEOUT" ? "lost" : "failed";
}

/**
 * The newest line that was read, and how many lines share its time: the engine sends them again when it is asked
 * for what came `since` then, and a missing one means that lines in between were never read.
 */
interface Mark {
  readonly time: EngineTime;
  readonly count: number;
}

function advance(mark: Mark | undefined, { times }: LogBatch): Mark | undefined {
  const newest = times.at(-1);
  if (newest === undefined) return mark;
  const time = parseTime(newest);
  let count = 0;
  while (count < times.length && times[times.length - 1 - count] === newest) count++;
  return { time, count: mark && count === times.length && same(mark.time, time) ? mark.count + count : count };
}

/** One log, outside React: bounded lines, the stream that feeds them, and how it is doing. */
export function createLogSession(source: LogSource, buffer = createLineBuffer()): LogSession {
  const longest = Math.min(mostTail, source.most ?? mostTail);
  const listeners = new Set<() => void>();
  let state: LogState = { phase: "paused", start: "more" };
  let version = 0;
  let frame = 0;
  let mark: Mark | undefined;
  let leave: AbortController | undefined;
  let leaveOlder: AbortController | undefined;

  function changed(): void {
    if (frame !== 0) return;
    frame = requestAnimationFrame(() => {
      frame = 0;
      version++;
      for (const listener of listeners) listener();
    });
  }
  function become(next: Partial<LogState>): void {
    state = { ...state, ...next };
    changed();
  }

  function reopen(): void {
    leave?.abort();
    const leaving = new AbortController();
    leave = leaving;
    const resumed = mark;
    let repeated = resumed?.count ?? 0;
    let first = true;
    const since = resumed ? formatTime(resumed.time) : undefined;
    become({ phase: "opening", error: undefined });

    /** Leaves out the lines that are here already, and notes a gap where the last one did not come again. */
    function fresh(batch: LogBatch): LogBatch {
      if (!resumed) return batch;
      if (first && batch.times[0] && before(resumed.time, parseTime(batch.times[0])))
        buffer.note("Lines written while this view was hidden are missing here.", resumed.time);
      first = false;
      let from = 0;
      for (; from < batch.times.length; from++) {
        const time = parseTime(batch.times[from]!);
        if (before(time, resumed.time)) continue;
        if (repeated === 0 || !same(time, resumed.time)) break;
        repeated--;
      }
      return from === 0 ? batch : slice(batch, from);
    }

    const finish = (error?: unknown) => {
      if (leaving.signal.aborted) return;
      const shape = error === undefined ? undefined : errorShape(error);
      become({ phase: shape ? phaseOf(shape) : "ended", error: shape });
    };
    const opened = source.open({ tail: since ? resumeTail : firstTail, follow: true, ...(since ? { since } : {}) });
    readStream(
      opened,
      (batch) => {
        if (leaving.signal.aborted) return;
        if (state.phase === "opening") become({ phase: "open" });
        const lines = fresh(batch);
        mark = advance(mark, lines);
        buffer.append(lines);
        changed();
      },
      leaving.signal,
    ).then(() => finish(), finish);
    // A log without a line sends nothing, ever: after this long, what there was to read would have come.
    const quiet = () => leaving.signal.aborted || state.phase !== "opening" || become({ phase: "open" });
    opened.then(
      () => setTimeout(quiet, firstLinesWithin),
      () => {},
    );
  }

  function open(): () => void {
    reopen();
    return () => {
      leave?.abort();
      leaveOlder?.abort();
      become({ phase: "paused" });
    };
  }

  function loadOlder(all = false): void {
    const oldest = buffer.line(buffer.first);
    if (!oldest || state.older !== undefined || state.start !== "more") return;
    const held = buffer.end - buffer.first;
    // The engine counts `tail` from the newest line and looks at `until` afterwards.
    const tail = all ? longest : Math.min(longest, 2 * held + 5000);
    const leaving = new AbortController();
    leaveOlder = leaving;
    const older = createLineBuffer();
    become({ older: 0 });
    const finish = (error?: unknown) => {
      if (leaving.signal.aborted) return become({ older: undefined });
      if (error !== undefined) return become({ older: undefined, error: errorShape(error) });
      let overlap = 0;
      for (let seq = buffer.first; same(buffer.line(seq) ?? { seconds: -1, nanos: 0 }, oldest); seq++) overlap++;
      const found = older.end - older.first - overlap;
      const first = buffer.first;
      buffer.prepend(older, overlap);
      const kept = first - buffer.first;
      const start = kept < found || tail === longest ? "full" : found < (tail - held) / 2 ? "beginning" : "more";
      become({ older: undefined, start: tail === longest && found + held < longest / 2 ? "beginning" : start });
    };
    readStream(
      source.open({ tail, follow: false, until: formatTime(oldest) }),
      (batch) => {
        older.append(batch);
        become({ older: older.end - older.first });
      },
      leaving.signal,
    ).then(() => finish(), finish);
  }

  return {
    buffer,
    state: () => state,
    version: () => version,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    changed,
    open,
    reopen,
    loadOlder,
    clear() {
      leaveOlder?.abort();
      buffer.clear();
      become({ start: "more", older: undefined });
    },
  };
}
