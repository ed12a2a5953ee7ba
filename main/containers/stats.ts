import { setTimeout as wait } from "node:timers/promises";
import type { StatsSample } from "@shared/containers.ts";
import { DrydockError } from "@shared/errors.ts";
import type { DockerClient } from "../docker/client.ts";
import { path } from "../docker/path.ts";
import { type EngineStats, type Reading, reading, sample } from "./stats-sample.ts";

/** Milliseconds between readings; the second one comes sooner, because CPU use is known only then. */
const every = 2000;
const soon = 300;
/** A reading as old as this is no start for the CPU use of now. */
const tooOld = 10_000;
const atOnce = 8;

/** The last reading of each container, shared by all streams: a row that scrolls back into view has its numbers at once. */
export type Readings = Map<string, Reading>;

/**
 * Reads the containers' numbers every two seconds until `signal` aborts, in one request each that the engine answers
 * at once. A container that is not running has no sample. Throws when the engine is lost or another one is shown.
 */
export async function* pollStats(
  use: () => DockerClient,
  ids: readonly string[],
  readings: Readings,
  signal: AbortSignal,
): AsyncGenerator<readonly StatsSample[], void, undefined> {
  forgetOld(readings);
  while (!signal.aborted) {
    const started = performance.now();
    const client = use();
    let unknown = false;
    const samples: StatsSample[] = [];
    await eachOf(ids, async (id) => {
      const current = await read(client, id, signal);
      if (!current) return;
      const next = sample(id, readings.get(id), current);
      if (next) samples.push(next);
      else unknown = true;
      readings.set(id, current);
    });
    // An empty first answer tells nothing yet: the numbers follow in a moment.
    if (!unknown || samples.length > 0) yield samples;
    const pause = (unknown ? soon : every) - (performance.now() - started);
    await wait(Math.max(pause, 50), undefined, { signal }).catch(() => undefined);
  }
}

async function read(client: DockerClient, id: string, signal: AbortSignal): Promise<Reading | undefined> {
  try {
    const stats = await client.get<EngineStats>(path`/containers/${id}/stats`, {
      query: { stream: false, "one-shot": true },
      signal,
    });
    return reading(stats);
  } catch (error) {
    // A container that goes away or stops between two readings is no failure of the rest.
    if (error instanceof DrydockError && !lost.has(error.code)) return undefined;
    throw error;
  }
}

const lost: ReadonlySet<string> = new Set(["ENGINE_UNREACHABLE", "PERMISSION_DENIED", "INTERRUPTED", "CANCELLED"]);

/** Runs `work` for every item, a few at a time, so that 200 rows do not open 200 connections. Throws its first error. */
async function eachOf<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const rest = items.values();
  const worker = async () => {
    for (const item of rest) await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker));
}

function forgetOld(readings: Readings): void {
  const now = performance.now();
  for (const [id, { taken }] of readings) if (now - taken > tooOld) readings.delete(id);
}
