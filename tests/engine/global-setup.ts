import type { TestProject } from "vitest/node";
import { startEngine } from "./engine.ts";
import { type EnginePlace, placeOf } from "./engine-access.ts";
import { buildImages } from "./images.ts";
import { endLeftovers } from "./run-folder.ts";

declare module "vitest" {
  interface ProvidedContext {
    engine: EnginePlace;
    olderEngine: EnginePlace;
  }
}

/** Starts the two engines that all engine tests of a run share, with `images` on each; ends them after the run. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  endLeftovers();
  const started = await Promise.all([startEngine({ version: "26.1" }), startEngine({ version: "20.10" })]);
  const stop = async () => {
    for (const one of started) await one.stop();
  };
  try {
    await Promise.all(started.map((engine) => buildImages(engine)));
  } catch (error) {
    await stop();
    throw error;
  }
  project.provide("engine", placeOf(started[0]));
  project.provide("olderEngine", placeOf(started[1]));
  return stop;
}
