import { type Settings, settings as schema } from "@shared/settings.ts";
import { useSyncExternalStore } from "react";
import { api, readStream } from "../api.ts";

// Defaults until main has answered, which is within a frame or two of the first paint.
let current: Settings = schema.parse({});
const listeners = new Set<() => void>();

void readStream(api.settings.current(), (settings) => {
  current = settings;
  for (const listener of listeners) listener();
}).catch((error) => console.error("Settings can no longer be read.", error));

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The settings as they are now; another window or main may change them. */
export const useSettings = (): Settings => useSyncExternalStore(subscribe, () => current);
