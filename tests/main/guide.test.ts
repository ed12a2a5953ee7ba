import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ExperimentProgress } from "@shared/guide.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { runCompose } from "../../main/compose/run.ts";
import { createDockerClient } from "../../main/docker/client.ts";
import type { EngineWatcher } from "../../main/docker/hub.ts";
import { jsonLines } from "../../main/docker/json-lines.ts";
import { path } from "../../main/docker/path.ts";
import { cleanUp } from "../../main/guide/clean-up.ts";
import { cgroupLimits } from "../../main/guide/experiments/cgroups.ts";
import { experiments } from "../../main/guide/experiments.ts";
import { engineFacts } from "../../main/guide/facts.ts";
import { missingProgram } from "../../main/guide/lab/bench.ts";
import { createLab } from "../../main/guide/lab.ts";
import { stepsOf } from "../../main/guide/steps.ts";
import { openGuide } from "../../main/guide.ts";
import { engineTime } from "../../main/plans/inventory.ts";
import type { EngineAccess } from "../engine/engine-access.ts";
import { buildImage, images } from "../engine/images.ts";
import { type Registry, startRegistry } from "../engine/registry.ts";
import { sharedEngine, sharedOlderEngine } from "../engine/shared-engine.ts";
import { until } from "../engine/until.ts";
import { type TryCompose, tryCompose } from "./compose/try-project.ts";
import { openHub } from "./docker/open-hub.ts";
import { falsified } from "./guide/falsified.ts";
import { readUntil } from "./try-container.ts";

const engine = sharedEngine();
const client = createDockerClient(engine.host);
const folder = mkdtempSync(join(tmpdir(), "drydock-guide-"));
let missing = "";
let registry: Registry;
let composing: TryCompose;

beforeAll(async () => {
  [registry, composing] = await Promise.all([startRegistry(), tryCompose(engine)]);
  missing = await registry.publish(engine, images.busybox, "hello:1");
  await engine.docker("rmi", missing).catch(() => undefined);
});
afterAll(async () => {
  client.close();
  await composing.end();
  await registry.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** What the guide left on the engine, of any kind. */
const leftovers = async (on: EngineAccess = engine, run = ""): Promise<string> => {
  const filter = ["--filter", `label=io.drydock.guide${run && `=${run}`}`];
  const lists = await Promise.all([
    on.docker("ps", "-aq", ...filter),
    on.docker("volume", "ls", "-q", ...filter),
    on.docker("network", "ls", "-q", ...filter),
    on.docker("images", "-q", ...filter),
  ]);
  return lists.join("").trim();
};
/** A guide over a hub that shows the shared engine without watching it. */
const guideOn = (watchers: EngineWatcher[] = []) =>
  openGuide(
    {
      use: () => client,
      watch: (watcher) => {
        watchers.push(watcher);
        return () => {};
      },
    },
    folder,
    () => () => {},
    composing.work,
  );

describe.each([
  ["26.1", sharedEngine()],
  ["20.10", sharedOlderEngine()],
])("each experiment on the real engine %s", (_version, on) => {
  const own = createDockerClient(on.host);
  let compose: TryCompose;
  beforeAll(async () => {
    compose = on === engine ? composing : await tryCompose(on);
  });
  afterAll(async () => {
    own.close();
    if (compose !== composing) await compose.end();
  });

  test.each(experiments.map((each) => [each.id, each] as const))("%s", { timeout: 60_000 }, async (id, each) => {
    const kit = {
      ...{ image: images.busybox, run: `0000000a.${id}`, answer: each.ask ? missing : "", folder: join(folder, id) },
    };
    const facts = await engineFacts(own);
    const ran: string[] = [];
    const signal = new AbortController().signal;
    const lab = createLab({
      ...{ client: own, engine: on.id, kit, facts, signal },
      onLine: (words) => {
        ran.push(words.join(" "));
        return () => {};
      },
      onEvidence: () => {},
      onPulled: () => {},
      compose: async (task) => {
        for await (const _ of runCompose(compose.work, task, signal));
      },
    });
    try {
      const since = await engineTime(own);
      const found = await each.run(lab);
      const observed = each.judge(found);
      expect(observed, JSON.stringify(found)).toBe(each.expected(facts));
      expect(Object.keys(each.options)).toContain(observed);
      expect(each.show(found).length).toBeGreaterThan(0);
      expect(each.why(found)).toMatch(/\.$/);
      // The opposite is seen as such.
      const opposite = falsified[id];
      expect(opposite, "has a falsified evidence").toBeDefined();
      expect(each.judge(opposite!(found))).not.toBe(observed);
      // What was shown is what ran.
      expect([...new Set(ran)]).toEqual([...new Set(each.lines(kit).map((line) => line.join(" ")))]);
      // The engine's events show that it was done.
      const told = await own.stream("GET", path`/events`, {
        query: { since: Math.floor(since / 1000), until: Math.floor((await engineTime(own)) / 1000) + 1 },
      });
      const earned: string[] = [];
      for await (const message of jsonLines(told)) earned.push(...stepsOf(message, "0000000a"));
      expect(earned).toContain(`experiment:${id}`);
    } finally {
      await cleanUp(own, (run) => run === kit.run);
      if (each.ask) await on.docker("rmi", missing).catch(() => undefined);
    }
    expect(await leftovers(on, kit.run)).toBe("");
  });
});

const run = async (guide: ReturnType<typeof guideOn>, experiment: string, image: string = images.busybox) =>
  readUntil<ExperimentProgress>(await guide.server.run({ engine: engine.id, experiment, image }));

test("tells the outcome, keeps what it made until Clean up, and then removes it", async () => {
  const guide = guideOn();
  const told = await run(guide, "exit-code");
  expect(told.at(-1)?.outcome).toMatchObject({ observed: "three", expected: "three" });
  expect(await engine.docker("ps", "-a", "--format", "{{.Names}}")).toContain("guide-exit-code");
  expect(await guide.server.cleanUp({ engine: engine.id, experiment: "exit-code" })).toEqual(["guide-exit-code"]);
  expect(await leftovers()).toBe("");
});

test("refuses a name that somebody else has, and leaves that alone", async () => {
  await engine.docker("create", "--name", "guide-kernel", images.busybox, "true");
  await engine.docker("volume", "create", "guide-notes");
  const guide = guideOn();
  await expect(run(guide, "same-kernel")).rejects.toMatchObject({ code: "CONFLICT" });
  await expect(run(guide, "files-vanish")).rejects.toMatchObject({ code: "CONFLICT" });
  // These fail when the guide removed them.
  await engine.docker("rm", "guide-kernel");
  await engine.docker("volume", "rm", "guide-notes");
});

test("says what to do without the image, and with one that has no shell", async () => {
  const guide = guideOn();
  await expect(run(guide, "same-kernel", "nobody/has-this:1")).rejects.toMatchObject({
    code: "NOT_FOUND",
    message: expect.stringContaining("Pull it, or choose another image"),
  });
  const bare = "guide-test-bare:1";
  await buildImage(engine, bare, "FROM scratch\nCOPY note /\n", { note: "no program\n" });
  await expect(run(guide, "same-kernel", bare)).rejects.toMatchObject({
    code: "UNSUPPORTED",
    message: expect.stringMatching(/guide-test-bare:1 lacks uname, which .* such as busybox/),
  });
  expect(await leftovers()).toBe("");
  await engine.docker("rmi", bare);
});

test("a shell that misses a program is no observation", () => {
  expect(missingProgram("sh: ping: not found")).toBe("ping");
  expect(missingProgram("1\n/bin/sh: 1: mount: not found\nexit 127")).toBe("mount");
  expect(missingProgram("bash: line 1: awk: command not found")).toBe("awk");
  expect(missingProgram("ping: bad address 'web'")).toBeUndefined();
  expect(missingProgram("cat: can't open '/b': No such file or directory\n/b is gone")).toBeUndefined();
});

test("removes what an ended start left, on the next one, and only its own", async () => {
  const label = (run: string) => ["--label", `io.drydock.guide=${run}`];
  const watchers: EngineWatcher[] = [];
  const guide = guideOn(watchers);
  const { experiments: listed } = await guide.server.contents({ image: images.busybox });
  const own = listed[0]!.lines
    .flat()
    .find((word) => word.startsWith("io.drydock.guide="))!
    .split("=")[1]!;
  await engine.docker("run", "-d", "--name", "guide-left", ...label(own), images.busybox, "sleep", "100");
  await engine.docker("create", "--name", "guide-of-another", ...label("ffffffff.x"), images.busybox);
  await engine.docker("create", "--name", "mine-from-its-image", ...label(own), images.busybox);
  for (const watcher of watchers) watcher.onLive(engine.id);
  const names = () => engine.docker("ps", "-a", "--format", "{{.Names}}");
  await until("what was left is gone", async () => !(await names()).includes("guide-left"));
  expect(await names()).toContain("guide-of-another");
  expect(await names()).toContain("mine-from-its-image");
  await engine.docker("rm", "guide-of-another", "mine-from-its-image");
});

test("leaving an experiment ends it and removes what it made", async () => {
  const guide = guideOn();
  const stream = await guide.server.run({ engine: engine.id, experiment: "half-a-cpu", image: images.busybox });
  await readUntil<ExperimentProgress>(stream, (told) => (told.at(-1)?.evidence.length ?? 0) > 0);
  await until("nothing is left", async () => (await leftovers()) === "");
});

test("leaving it while its container is paused leaves nothing either", async () => {
  const guide = guideOn();
  const stream = await guide.server.run({ engine: engine.id, experiment: "frozen", image: images.busybox });
  await readUntil<ExperimentProgress>(stream, (told) => (told.at(-1)?.line ?? 0) >= 2);
  await until("nothing is left", async () => (await leftovers()) === "");
});

test("progress is earned by what the engine does, also from a terminal, and is kept", async () => {
  const { hub, close } = openHub({ DOCKER_HOST: engine.host });
  const first = openGuide(hub, folder, () => () => {}, composing.work);
  try {
    await until("live", () => hub.status()?.state === "live");
    await first.server.reset();
    await engine.docker("run", "--rm", "-v", "guide-test-volume:/data", images.busybox, "true");
    await engine.docker("volume", "rm", "guide-test-volume");
    const reader = (await first.server.progress()).getReader();
    let done: Readonly<Record<string, number>> = {};
    while (!done.ran || !done.volume || !done.removed) done = (await reader.read()).value ?? {};
    expect(done.paused).toBeUndefined();
    expect(done["experiment:exit-code"]).toBeUndefined();
    await run(first, "exit-code");
    while (!done["experiment:exit-code"]) done = (await reader.read()).value ?? {};
    await first.server.cleanUp({ engine: engine.id, experiment: "exit-code" });
    await reader.cancel();
    const [kept] = await readUntil(await guideOn().server.progress(), () => true);
    expect(Object.keys(kept!)).toEqual(expect.arrayContaining(["ran", "volume", "removed"]));
  } finally {
    first.close();
    await close();
  }
});

test("limits are read from control groups of version 1", () => {
  const text =
    "memory/memory.limit_in_bytes 50331648\ncpu/cpu.cfs_quota_us 25000\ncpu/cpu.cfs_period_us 100000\npids/pids.max 20";
  expect(cgroupLimits(text)).toEqual({ memory: 50331648, cpus: 0.25, pids: 20, version: 1 });
});
