import { useEffect, useMemo, useSyncExternalStore } from "react";
import { useEngine } from "../../inventory.ts";
import { useWindowVisible } from "../visible.ts";
import { createLogSession, type LogSession, type LogSource } from "./log-session.ts";
import { createSearch, type Search } from "./search.ts";

/** Between two tries to read on, in milliseconds. */
const pause = 1000;

interface SessionOptions {
  readonly engine: string;
  /** Its source is opened anew when this changes. */
  readonly key: string;
  readonly source: () => LogSource;
  /** Somebody looks at it. */
  readonly active: boolean;
  /** What writes it runs: a stream that ended is worth another try. */
  readonly runs: boolean;
}

/** A log that is read while its view is visible and the engine is live, and kept while it is not. */
export function useLogSession(options: SessionOptions): { session: LogSession; search: Search; live: boolean } {
  const { engine, key, source, active, runs } = options;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key stands for the source.
  const { session, search } = useMemo(() => {
    const session = createLogSession(source());
    return { session, search: createSearch(session.buffer, session.changed) };
  }, [engine, key]);
  useSyncExternalStore(session.subscribe, session.version);

  const status = useEngine();
  const live = status?.state === "live" && status.id === engine;
  const windowVisible = useWindowVisible();
  const reading = active && windowVisible && live;
  const { phase } = session.state();

  useEffect(() => {
    if (reading) return session.open();
  }, [session, reading]);
  // A stream ends with its container, and breaks with its engine: both may be back.
  const again = reading && (phase === "lost" || (phase === "ended" && runs));
  useEffect(() => {
    if (!again) return;
    const timer = setTimeout(session.reopen, pause);
    return () => clearTimeout(timer);
  }, [session, again]);
  useEffect(() => () => search.close(), [search]);
  // After each render: the bump that brought lines is also the moment to search them.
  useEffect(() => search.follow());
  return { session, search, live };
}
