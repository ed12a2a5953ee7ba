import { useSyncExternalStore } from "react";

/** Something that can be opened from anywhere in the page, such as the command bar. */
export function createOpener() {
  let opened = false;
  const listeners = new Set<() => void>();
  const set = (next: boolean) => () => {
    opened = next;
    for (const listener of listeners) listener();
  };
  const subscribe = (listener: () => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
  return { open: set(true), close: set(false), useOpened: () => useSyncExternalStore(subscribe, () => opened) };
}
