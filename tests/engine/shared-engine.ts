import { inject } from "vitest";
import { accessEngine, type EngineAccess } from "./engine-access.ts";

/** The engine 26.1 that all tests of the run share: use own names, remove what you make, and expect others' objects in its lists. */
export function sharedEngine(): EngineAccess {
  return accessEngine(inject("engine"));
}

/** The engine 20.10 (API 1.41) that all tests of the run share. */
export function sharedOlderEngine(): EngineAccess {
  return accessEngine(inject("olderEngine"));
}
