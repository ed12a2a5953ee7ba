import { useSyncExternalStore } from "react";

/**
 * A dialog that an action opens from outside React: `ask` shows it and resolves when it is closed, `useAsked` tells
 * the dialog what it was asked about, or null while it is closed.
 */
export function createAsking<Subject>() {
  let asked: { readonly subject: Subject; close(): void } | null = null;
  const listeners = new Set<() => void>();
  const show = (next: typeof asked) => {
    asked = next;
    for (const listener of listeners) listener();
  };
  const subscribe = (listener: () => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };
  const ask = (subject: Subject): Promise<void> =>
    new Promise((resolve) => {
      asked?.close();
      show({
        subject,
        close: () => {
          show(null);
          resolve();
        },
      });
    });
  return { ask, useAsked: () => useSyncExternalStore(subscribe, () => asked) };
}
