import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { startEngine } from "./engine.ts";
import { type EnginePlace, placeOf } from "./engine-access.ts";
import { buildImages } from "./images.ts";
import { endLeftovers } from "./run-folder.ts";
import { isForbidden, readWireLog, wireLogVariable } from "./wire-log.ts";

declare module "vitest" {
  interface ProvidedContext {
    engine: EnginePlace;
    olderEngine: EnginePlace;
  }
}

/** Starts the two engines that all engine tests of a run share, with `images` on each; ends them after the run, which fails when its wire log has a forbidden call. */
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
  const folder = mkdtempSync(join(tmpdir(), "drydock-wire-"));
  const log = join(folder, "wire.log");
  writeFileSync(log, "");
  // What runs the tests starts later, with this environment.
  process.env[wireLogVariable] = log;
  return async () => {
    await stop();
    const forbidden = readWireLog(log).filter(isForbidden);
    rmSync(folder, { recursive: true });
    if (forbidden.length === 0) return;
    // vitest writes an error of a teardown down and calls the run a success.
    process.exitCode = 1;
    throw new Error(`Drydock must never send these:\n${forbidden.join("\n")}`);
  };
}
