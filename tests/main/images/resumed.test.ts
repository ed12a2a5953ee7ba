import type { TransferProgress } from "@shared/images.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { images } from "../../../main/images.ts";
import { startSlowRegistry } from "../../e2e/slow-registry.ts";
import { type Engine, startEngine } from "../../engine/engine.ts";
import { images as made } from "../../engine/images.ts";
import { type Registry, startRegistry } from "../../engine/registry.ts";
import { sharedEngine } from "../../engine/shared-engine.ts";
import { until } from "../../engine/until.ts";
import { type OpenHub, openHub } from "../docker/open-hub.ts";

/** An engine of this test's own, for it is killed and started again. */
let engine: Engine;
let registry: Registry;
let opened: OpenHub;
beforeAll(async () => {
  [engine, registry] = await Promise.all([startEngine(), startRegistry()]);
  opened = openHub({ DOCKER_HOST: engine.host });
});
afterAll(async () => {
  await opened.close();
  await Promise.all([engine.stop(), registry.stop()]);
});

test.each([
  ["crashes", "kill"],
  ["is shut down", "shutdown"],
] as const)("a pull goes on when its engine %s and comes back, and says that it waits", async (_what, how) => {
  const { hub } = opened;
  const published = await registry.publish(sharedEngine(), made.layers, `resumed:${how}`);
  const slow = await startSlowRegistry(registry.host);
  try {
    const reference = published.replace(registry.host, slow.host);
    await until("the engine is live", () => hub.status()?.state === "live");
    const reader = (await images(hub).pull({ engine: engine.id, reference })).getReader();
    const states: TransferProgress[] = [];
    const reading = (async () => {
      for (let step = await reader.read(); !step.done; step = await reader.read()) states.push(step.value);
    })();
    reading.catch(() => undefined);
    await until("bytes arrive", () => (states.at(-1)?.current ?? 0) > 0);
    const id = engine.id;
    await engine[how]();
    await until("the pull waits", () => states.at(-1)?.waiting !== undefined);
    expect(states.at(-1)!.waiting).toContain("goes on when it is back");
    slow.open();
    await engine.restart();
    expect(engine.id).toBe(id);
    await reading;
    expect(states.at(-1)).toMatchObject({ done: true });
    expect(states.at(-1)!.waiting).toBeUndefined();
    expect(await engine.docker("images", "--quiet", reference)).not.toBe("");
    await engine.docker("rmi", reference);
  } finally {
    await slow.stop();
  }
});
