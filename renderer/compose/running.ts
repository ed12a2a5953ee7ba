import { counted } from "../components/format.ts";
import type { Tone } from "../components/state-text.tsx";
import type { ProjectRow, ServiceRow } from "./rows.ts";

type Counted = Pick<ServiceRow, "running" | "wanted" | "containers">;

/** How many containers run, of how many that are wanted. */
export const runningText = ({ running, wanted }: Counted): string => `${running} of ${wanted} running`;

/** Green when all run, grey when none does, amber between; red when one that runs is unhealthy. */
export function runningTone({ running, wanted, containers }: Counted): Tone {
  if (containers.some(({ state, health }) => state === "running" && health === "unhealthy")) return "unhealthy";
  if (containers.some(({ state }) => state === "dead")) return "unhealthy";
  if (running === 0) return "exited";
  return running >= wanted ? "running" : "paused";
}

/** Health over all containers that have a check, in words; empty where none has. */
export function healthText({ containers }: Pick<ProjectRow, "containers">): string {
  const checked = containers.filter(({ health, state }) => health && state === "running");
  const count = (health: string) => checked.filter((container) => container.health === health).length;
  if (checked.length === 0) return "";
  if (count("unhealthy") > 0) return `${counted(count("unhealthy"), "container")} unhealthy`;
  if (count("starting") > 0) return `${counted(count("starting"), "container")} starting`;
  return checked.length === 1 ? "healthy" : `all ${checked.length} healthy`;
}

/** Colour of `healthText`. */
export const healthTone = ({ containers }: Pick<ProjectRow, "containers">): Tone =>
  containers.some(({ health, state }) => state === "running" && health === "unhealthy")
    ? "unhealthy"
    : containers.some(({ health, state }) => state === "running" && health === "starting")
      ? "paused"
      : "running";
