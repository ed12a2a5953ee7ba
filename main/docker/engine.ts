import type { EngineState, EngineStatus, EngineVersion } from "@shared/engine.ts";
import { DrydockError } from "@shared/errors.ts";
import type { DockerClient } from "./client.ts";
import { hintsOf } from "./events.ts";
import { identify } from "./identity.ts";
import { createInventory, type Ledger } from "./inventory.ts";
import { jsonLines } from "./json-lines.ts";
import { path } from "./path.ts";
import type { Place } from "./place.ts";
import { watchSocket } from "./socket-file.ts";
import { emptyTables, type Kind, type Tables } from "./tables.ts";

export interface EngineListener {
  /** The status changed. */
  onStatus(): void;
  /** All lists of this engine are new: it was connected first, or another one answers at this place. */
  onSnapshot(): void;
  onChanged(kind: Kind, keys: readonly string[]): void;
  /** Each message of the engine's events, as it came. */
  onEvent?(message: unknown): void;
}

/** One place that is watched: who answers there, and its lists. */
export interface WatchedEngine {
  readonly client: DockerClient;
  status(): EngineStatus;
  /** Empty until the first lists are complete. */
  tables(): Tables;
  /** Whether the lists have been complete once. */
  complete(): boolean;
  /** Tries at once, when it is not live; lists again, when it is. */
  retry(): void;
  /** While nobody looks, the minute's list is left out. */
  setVisible(visible: boolean): void;
  close(): void;
}

const listEvery = 60_000;
/** Stale becomes gone after this many milliseconds without an engine. */
const goneAfter = 60_000;
/** First and longest wait between two tries, in milliseconds. */
const backoff = { first: 250, longest: 10_000 };
const lostCodes: readonly string[] = ["ENGINE_UNREACHABLE", "INTERRUPTED", "TIMEOUT", "PERMISSION_DENIED"];

/** Connects to the engine at `place` and stays with it: lost connections are taken up again until `close`. */
export function watchEngine(place: Place, client: DockerClient, listener: EngineListener): WatchedEngine {
  let known: { id: string; version: EngineVersion; tables: Tables; complete: boolean } | null = null;
  let state: EngineState = "connecting";
  let problem: string | undefined;
  let listedAt: number | undefined;
  let reconnectedAt: number | undefined;
  let lostAt = 0;
  let visible = true;
  let closed = false;
  let failures = 0;
  /** Ends the wait between two tries. */
  let wake = () => {};
  let atOnce = false;
  let session: { relist(): void; abort(): void } | null = null;

  const become = (next: EngineState, why?: string) => {
    if (closed || (next === state && why === problem)) return;
    state = next;
    problem = why;
    listener.onStatus();
  };

  /** Decides whose rows these are: the same engine keeps its lists, another one starts with none. */
  const recognise = async (signal: AbortSignal): Promise<Ledger> => {
    const { id, version } = await identify(client, signal);
    if (known?.id !== id) {
      known = { id, version, tables: emptyTables(), complete: false };
      listedAt = undefined;
      // Its rows must leave the screen now: they belong to an engine that is no longer there.
      if (state !== "connecting") become("connecting");
      else listener.onStatus();
    } else known = { ...known, version };
    return { engine: id, tables: known.tables };
  };

  const connect = async (connected: () => void): Promise<never> => {
    const leaving = new AbortController();
    const { signal } = leaving;
    let timer: NodeJS.Timeout | undefined;
    try {
      return await new Promise<never>((_resolve, reject) => {
        const run = async () => {
          // Subscribed before anything is listed, so that nothing falls in between.
          const events = await client.stream("GET", path`/events`, { signal, deadline: 20_000 });
          const ledger = recognise(signal);
          ledger.catch(reject);
          let trouble: string | undefined;
          const inventory = createInventory({
            client,
            signal,
            ledger,
            onChanged: (kind, keys) => known?.complete && listener.onChanged(kind, keys),
            onTrouble: (kind, error) => {
              if (lostCodes.includes(error.code) || (kind === "containers" && !known?.complete)) return reject(error);
              trouble = `The engine could not list its ${kind}: ${error.message}`;
              if (state === "live") become("live", trouble);
            },
          });
          const listAll = async () => {
            trouble = undefined;
            await inventory.listAll();
            if (signal.aborted || !known) return;
            listedAt = Date.now();
            if (!known.complete) {
              known.complete = true;
              listener.onSnapshot();
            }
            connected();
            become("live", trouble);
            clearTimeout(timer);
            timer = setTimeout(() => visible && void listAll(), listEvery);
          };
          session = { relist: () => void listAll(), abort: () => reject(new DrydockError("INTERRUPTED", "")) };
          void listAll();
          for await (const message of jsonLines<unknown>(events)) {
            listener.onEvent?.(message);
            for (const hint of hintsOf(message)) inventory.hint(hint);
          }
          throw new DrydockError("INTERRUPTED", `The engine at ${place.host} ended the connection.`);
        };
        run().catch(reject);
      });
    } finally {
      session = null;
      clearTimeout(timer);
      leaving.abort();
    }
  };

  const lost = (thrown: unknown) => {
    const { message } = thrown as Error;
    lostAt ||= Date.now();
    if (!known?.complete) become("absent", message);
    else if (Date.now() - lostAt > goneAfter)
      become("gone", `${place.name} has not answered since ${new Date(lostAt).toLocaleTimeString()}. ${message}`);
    else become("stale", `The connection to ${place.name} was lost; these are its last known lists. Trying again …`);
  };

  const connected = () => {
    if (lostAt) reconnectedAt = Date.now();
    failures = 0;
    lostAt = 0;
  };

  const stay = async () => {
    while (!closed) {
      atOnce = false;
      await connect(connected).catch(lost);
      const wait = Math.min(backoff.longest, backoff.first * 2 ** failures) * (0.7 + Math.random() * 0.6);
      failures += 1;
      if (closed || atOnce) continue;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, wait);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  };
  const tryNow = () => {
    atOnce = true;
    session?.abort();
    wake();
  };

  // A socket that was made anew may belong to another engine, even while the old one still answers old connections.
  const unwatch = watchSocket(place.host, tryNow);
  void stay();

  return {
    client,
    status: () => ({
      state,
      id: known?.id ?? "",
      key: place.key,
      origin: place.origin,
      name: place.name,
      host: place.host,
      target: place.target,
      ...(known ? { version: known.version } : {}),
      ...(problem === undefined ? {} : { problem }),
      ...(listedAt === undefined ? {} : { listedAt }),
      ...(reconnectedAt === undefined ? {} : { reconnectedAt }),
    }),
    tables: () => known?.tables ?? emptyTables(),
    complete: () => known?.complete ?? false,
    retry: () => {
      if (session && state === "live") return session.relist();
      if (state === "absent") become("connecting");
      if (!session) tryNow();
    },
    setVisible: (now) => {
      const looked = now && !visible;
      visible = now;
      if (looked && Date.now() - (listedAt ?? 0) > listEvery) session?.relist();
    },
    close: () => {
      closed = true;
      unwatch();
      session?.abort();
      wake();
      client.close();
    },
  };
}
