import { type Settings, settings as schema, type settingsApi } from "@shared/settings.ts";
import type { Server } from "@shared/wire.ts";
import Store from "electron-store";

/** Settings on disk, in `folder`; a file that cannot be read counts as no file. */
export function openSettings(folder: string) {
  const store = new Store({ cwd: folder, name: "settings", clearInvalidConfig: true });
  const listeners = new Set<(now: Settings) => void>();
  const current = (): Settings => schema.parse(store.store);
  const update = (changes: Partial<Settings>): void => {
    store.set(changes);
    const now = current();
    for (const listener of listeners) listener(now);
  };
  /** Calls `listener` with the settings now and after each change, until the returned function is called. */
  const watch = (listener: (now: Settings) => void): (() => void) => {
    listeners.add(listener);
    listener(current());
    return () => listeners.delete(listener);
  };
  return { current, update, watch };
}
export type SettingsStore = ReturnType<typeof openSettings>;

export const settings = (store: SettingsStore): Server<typeof settingsApi> => ({
  current: () => {
    let stop = () => {};
    return new ReadableStream<Settings>({
      start(controller) {
        stop = store.watch((now) => controller.enqueue(now));
      },
      cancel: () => stop(),
    });
  },
  update: (changes) => store.update(changes),
});
