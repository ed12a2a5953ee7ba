import type { EngineState } from "@shared/engine.ts";
import type { Tone } from "../components/state-text.tsx";

/** What the page calls each state of an engine. */
export const stateWords: Readonly<Record<EngineState, string>> = {
  absent: "Not reachable",
  connecting: "Connecting",
  live: "Live",
  stale: "Stale",
  gone: "Not reachable",
};

export const stateTones: Readonly<Record<EngineState, Tone>> = {
  absent: "unhealthy",
  connecting: "paused",
  live: "running",
  stale: "paused",
  gone: "unhealthy",
};
