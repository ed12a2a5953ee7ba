import type { ActivityEntry } from "@shared/activity.ts";
import type { Tone } from "../components/state-text.tsx";

/** Word and colour of each outcome. */
export const outcomes: Readonly<Record<ActivityEntry["outcome"], { word: string; tone: Tone }>> = {
  running: { word: "Running", tone: "accent" },
  done: { word: "Done", tone: "running" },
  failed: { word: "Failed", tone: "unhealthy" },
  cancelled: { word: "Cancelled", tone: "exited" },
};
