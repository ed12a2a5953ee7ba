import type { Container } from "@shared/containers.ts";
import { useEffect, useMemo, useSyncExternalStore } from "react";
import { useEngine } from "../../inventory.ts";
import { useWindowVisible } from "../visible.ts";
import { createLogSession, type LogSession } from "./log-session.ts";
import { createSearch, type Search } from "./search.ts";

/** Between two tries to read on, in milliseconds. */
const pause = 1000;

/** The log of one container: read while the tab is visible and the engine is live, kept while it is not. */
export function useLogSession(container: Container, active: boolean): { session: LogSession; search: Search } {
  const { engine, id, name } = container;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new name is the same log.
  const { session, search } = useMemo(() => {
    const session = createLogSession({ engine, id, name });
    return { session, search: createSearch(session.buffer, session.changed) };
  }, [engine, id]);
  useSyncExternalStore(session.subscribe, session.version);

  const status = useEngine();
  const live = status?.state === "live" && status.id === engine;
  const windowVisible = useWindowVisible();
  const reading = active && windowVisible && live;
  const runs = container.state === "running" || container.state === "paused" || container.state === "restarting";
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
  return { session, search };
}
