import { type Range, visibleText } from "./ansi.ts";
import type { LineBuffer, LogLine } from "./line-buffer.ts";
import { createMatches, type Matches } from "./matches.ts";
import type { SearchReply, SearchRequest } from "./search-worker.ts";
import { startSearchWorker } from "./start-worker.ts";

export interface Query {
  readonly text: string;
  readonly regex: boolean;
  readonly caseSensitive: boolean;
}

export interface Search {
  readonly query: Query | null;
  readonly matches: Matches;
  /** 0 to 1: how much of what is here has been read. */
  readonly progress: () => number;
  /** Why there is no result, in one sentence. */
  readonly problem: string | null;
  readonly set: (query: Query | null) => void;
  /** Reads on after lines came or went. */
  readonly follow: () => void;
  /** Where the query matches in this line; empty until the worker has answered. */
  readonly ranges: (line: LogLine) => readonly Range[];
  readonly close: () => void;
}

/** A chunk takes a few milliseconds. One that takes this long is an expression that backtracks without end. */
const patience = 3000;
const nothing: readonly Range[] = [];
const mostCached = 2000;

const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** Regular expression of a query, or the sentence that says what is wrong with it. */
export function compile({ text, regex, caseSensitive }: Query): { source: string; flags: string } | string {
  const flags = caseSensitive ? "g" : "gi";
  const source = regex ? text : escaped(text);
  try {
    new RegExp(source, flags);
    return { source, flags };
  } catch (error) {
    return (error as Error).message.replace(/^Invalid regular expression: /, "");
  }
}

/**
 * Searches a buffer in a worker, a chunk at a time: neither a million lines nor a runaway expression can block the
 * page, and a worker that does not answer is ended.
 */
export function createSearch(buffer: LineBuffer, changed: () => void, startWorker = startSearchWorker): Search {
  let worker: Worker | undefined;
  let query: Query | null = null;
  let problem: string | null = null;
  let matches = createMatches();
  let cursor = 0;
  let oldest = 0;
  let asked: { id: number; first: number; next: number } | undefined;
  let id = 0;
  let watchdog: ReturnType<typeof setTimeout> | undefined;
  const cache = new Map<number, readonly Range[]>();
  const wanted = new Map<number, string>();
  let askedRanges: { id: number; seqs: readonly number[] } | undefined;

  const send = (request: SearchRequest, transfer: Transferable[] = []) => worker?.postMessage(request, transfer);

  function stop(): void {
    clearTimeout(watchdog);
    worker?.terminate();
    worker = undefined;
    asked = undefined;
    askedRanges = undefined;
    wanted.clear();
  }
  function watch(): void {
    clearTimeout(watchdog);
    if (!asked && !askedRanges) return;
    watchdog = setTimeout(() => {
      stop();
      problem =
        "This expression takes too long on these lines and was stopped. Make it simpler, for example without nested repeats.";
      changed();
    }, patience);
  }

  function askNext(): void {
    if (!worker || asked || !query) return;
    const part = buffer.part(cursor);
    if (!part) return;
    asked = { id: ++id, first: part.first, next: part.first + part.count };
    send({ type: "find", id, bytes: part.bytes, ends: part.ends }, [part.bytes.buffer, part.ends.buffer]);
    watch();
  }
  function askRanges(): void {
    if (!worker || askedRanges || wanted.size === 0) return;
    askedRanges = { id: ++id, seqs: [...wanted.keys()] };
    send({ type: "ranges", id, lines: [...wanted.values()] });
    wanted.clear();
    watch();
  }

  function receive({ data }: MessageEvent<SearchReply>): void {
    if (data.type === "found" && data.id === asked?.id) {
      const { first, next } = asked;
      asked = undefined;
      cursor = next;
      matches.add(Array.from(data.indexes, (index) => first + index));
      matches.dropBefore(buffer.first);
      askNext();
    } else if (data.type === "ranges" && data.id === askedRanges?.id) {
      if (cache.size > mostCached) cache.clear();
      askedRanges.seqs.forEach((seq, index) => {
        cache.set(seq, data.ranges[index] ?? nothing);
      });
      askedRanges = undefined;
      askRanges();
    } else return;
    watch();
    changed();
  }

  function restart(): void {
    stop();
    cache.clear();
    matches = createMatches();
    cursor = buffer.first;
    oldest = buffer.first;
    problem = null;
    if (!query) return;
    const compiled = compile(query);
    if (typeof compiled === "string") {
      problem = `Not a regular expression: ${compiled}`;
      return;
    }
    worker = startWorker();
    worker.onmessage = receive;
    send({ type: "pattern", ...compiled });
    askNext();
  }

  return {
    get query() {
      return query;
    },
    get matches() {
      return matches;
    },
    get problem() {
      return problem;
    },
    progress() {
      const total = buffer.end - buffer.first;
      return total === 0 ? 1 : Math.min(1, Math.max(0, (cursor - buffer.first) / total));
    },
    set(wantedQuery) {
      query = wantedQuery?.text ? wantedQuery : null;
      restart();
      changed();
    },
    follow() {
      if (!query || problem) return;
      // Older lines were put in front: their matches belong before all others.
      if (buffer.first < oldest) return restart();
      oldest = buffer.first;
      matches.dropBefore(buffer.first);
      askNext();
    },
    ranges({ seq, text, kind }) {
      if (!worker || kind === "note") return nothing;
      const known = cache.get(seq);
      if (known) return known;
      if (!askedRanges?.seqs.includes(seq)) {
        wanted.set(seq, visibleText(text));
        queueMicrotask(askRanges);
      }
      return nothing;
    },
    close: stop,
  };
}
