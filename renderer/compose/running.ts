import type { Project } from "@shared/compose.ts";
import type { Tone } from "../components/state-text.tsx";

/** How many containers of a project run, of how many. */
export const runningText = ({ running, containers }: Project): string => `${running} of ${containers.length} running`;

/** Green when all run, grey when none does, amber between; red when one that runs is unhealthy. */
export function runningTone({ running, containers }: Project): Tone {
  if (containers.some(({ state, health }) => state === "running" && health === "unhealthy")) return "unhealthy";
  if (running === 0) return "exited";
  return running === containers.length ? "running" : "paused";
}
