import type { ActivityEntry } from "@shared/activity.ts";
import { useState } from "react";
import { api, useStream } from "../api.ts";
import { notifyError } from "../components/notices.tsx";

/** The activity log, live; undefined until it has arrived. `clear` forgets what has ended, as main does. */
export function useEntries(): { entries: readonly ActivityEntry[] | undefined; clear(): void } {
  const [entries, setEntries] = useState<readonly ActivityEntry[]>();
  useStream("activity", () => api.activity.entries(), {
    onBatch: (changed) =>
      setEntries((before = []) => {
        const ids = new Set(changed.map(({ id }) => id));
        return [...before.filter(({ id }) => !ids.has(id)), ...changed];
      }),
    onEnd: (error) => error !== undefined && notifyError(error, "The activity log can no longer be read"),
  });
  const clear = () => setEntries((before) => before?.filter(({ outcome }) => outcome === "running"));
  return { entries, clear };
}
