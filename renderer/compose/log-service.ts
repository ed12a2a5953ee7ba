import { useSyncExternalStore } from "react";

/** The service whose log alone is shown, by engine and project; none: all of them. */
let chosen: ReadonlyMap<string, string> = new Map();
const listeners = new Set<() => void>();
const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

interface Log {
  readonly engine: string;
  /** The project's name. */
  readonly name: string;
}
const keyOf = ({ engine, name }: Log) => `${engine} ${name}`;

/** Shows the log of one service of a project alone; without one, of all. */
export function chooseLogService(log: Log, service?: string): void {
  const next = new Map(chosen);
  if (service) next.set(keyOf(log), service);
  else next.delete(keyOf(log));
  chosen = next;
  for (const listener of listeners) listener();
}

/** The service whose log alone is to be shown, or undefined for all of the project. */
export const useLogService = (log: Log): string | undefined =>
  useSyncExternalStore(subscribe, () => chosen.get(keyOf(log)));
