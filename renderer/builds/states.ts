import type { BuildState } from "@shared/builds.ts";
import type { Tone } from "../components/state-text.tsx";

/** How each state of a build is shown. */
export const buildStates: Readonly<Record<BuildState, { readonly tone: Tone; readonly word: string }>> = {
  running: { tone: "accent", word: "building" },
  built: { tone: "running", word: "built" },
  failed: { tone: "unhealthy", word: "failed" },
  cancelled: { tone: "exited", word: "cancelled" },
  interrupted: { tone: "exited", word: "interrupted" },
};
