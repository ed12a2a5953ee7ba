import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { PlanRow, RowProgress } from "@shared/plans.ts";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { dockerCli, type EngineAccess } from "../engine/engine-access.ts";
import { type FaultProxy, startFaultProxy } from "../engine/fault-proxy.ts";
import { images } from "../engine/images.ts";
import { sharedEngine, sharedOlderEngine } from "../engine/shared-engine.ts";
import { openTestPlans, readRemoval } from "./plans/open-plans.ts";

const run = Math.random().toString(36).slice(2, 8);
const own = (name: string) => `fault-${run}-${name}`;
const label = `run=${own("all")}`;

const answer = (status: string, message: string) => {
  const body = JSON.stringify({ message });
  return `HTTP/1.1 ${status}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`;
};

describe.each([
  ["26.1", sharedEngine],
  ["20.10", sharedOlderEngine],
])("a clean-up that goes wrong on engine %s", (_version, shared) => {
  let engine: EngineAccess;
  let proxy: FaultProxy;
  beforeAll(async () => {
    engine = shared();
    proxy = await startFaultProxy(engine.socket);
  });
  afterAll(() => proxy.stop());

  const names = async () => {
    const list = await engine.docker("ps", "-a", "--format", "{{.Names}}", "--filter", `label=${label}`);
    return list.split("\n").filter(Boolean).sort();
  };
  /** Five stopped containers and a plan of them, over the proxy. */
  const prepare = async () => {
    for (const name of ["a", "b", "c", "d", "e"])
      await engine.docker("create", "--name", own(name), "--label", label, images.busybox);
    onTestFinished(async () => {
      proxy.clear();
      const left = await names();
      if (left.length > 0) await engine.docker("rm", "-f", ...left);
    });
    const plans = openTestPlans(engine, proxy.host);
    const objects = (await engine.docker("ps", "-aq", "--no-trunc", "--filter", `label=${label}`))
      .split("\n")
      .map((id) => ({ kind: "container" as const, id }));
    const plan = await plans.server.previewObjects({ engine: engine.id, objects });
    const states = new Map<string, RowProgress>();
    const remove = (rows: readonly PlanRow[] = plan.rows) =>
      readRemoval(plans.server.remove({ engine: engine.id, plan: plan.id, rows: rows.map(({ key }) => key) }), states);
    /** Report, journal and engine say the same of every row; answers the names that went. */
    const agree = async (): Promise<string[]> => {
      const there = await names();
      const journal = await plans.server.removed({ most: 100 });
      for (const { key, name } of plan.rows) {
        const gone = !there.includes(name);
        expect(states.get(key)?.state === "removed", `report of ${name}`).toBe(gone);
        const written = journal.find((entry) => entry.name === name);
        expect(written?.outcome === "removed", `journal of ${name}`).toBe(gone);
      }
      return plan.rows.map(({ name }) => name).filter((name) => !there.includes(name));
    };
    return { ...plans, plan, states, remove, agree };
  };

  test.each([0, 1, 2, 3, 4])(
    "the engine is gone after %i removals: what is left is said to be untouched",
    async (k) => {
      const { plan, states, remove, agree } = await prepare();
      const victim = plan.rows[k]!;
      // From the moment it is asked to remove the next one, it answers nothing any more.
      proxy.inject({ kind: "answer", response: "" }, new RegExp(`^DELETE /containers/${victim.id}`));
      proxy.inject({ kind: "answer", response: "" }, new RegExp(`^GET /containers/${plan.rows[k + 1]?.id ?? "none"}`));
      const end = await remove();
      expect(end).toMatchObject({ removed: k, failed: 1, skipped: 4 - k, error: { code: "INTERRUPTED" } });
      expect(states.get(victim.key)).toMatchObject({
        state: "failed",
        why: expect.stringContaining("not known whether"),
      });
      for (const row of plan.rows.slice(k + 1)) expect(states.get(row.key)?.why).toMatch(/^Not tried: /);
      expect(await agree()).toEqual(plan.rows.slice(0, k).map(({ name }) => name));
    },
  );

  test("the connection is cut after the engine has removed a row: the journal learns it from the engine", async () => {
    const { server, plan, states, remove } = await prepare();
    const victim = plan.rows[1]!;
    proxy.inject({ kind: "cut", afterBytes: 0 }, new RegExp(`^DELETE /containers/${victim.id}`));
    expect(await remove()).toMatchObject({ removed: 1, failed: 1, skipped: 3, error: { code: "INTERRUPTED" } });
    expect(states.get(victim.key)?.why).toContain("not known whether");
    expect(await names()).not.toContain(victim.name);
    proxy.clear();
    const entry = (await server.removed({ most: 100 })).find(({ name }) => name === victim.name);
    expect(entry).toMatchObject({ outcome: "removed" });
  });

  test.each([
    [
      "a full disk",
      "500 Internal Server Error",
      "write /var/lib/docker: no space left on device",
      "failed",
      /disk is full/,
    ],
    ["a plugin that forbids it", "403 Forbidden", "authorization denied by plugin", "failed", /denied by plugin/],
    [
      "a row that is busy",
      "409 Conflict",
      "removal of container x is already in progress",
      "skipped",
      /already being removed/,
    ],
  ])("%s: that row stays and is named, the others go", async (_what, status, message, state, why) => {
    const { plan, states, remove, agree } = await prepare();
    const victim = plan.rows[2]!;
    proxy.inject({ kind: "answer", response: answer(status, message) }, new RegExp(`^DELETE /containers/${victim.id}`));
    expect(await remove()).toMatchObject({ removed: 4, [state]: 1 });
    expect(states.get(victim.key)).toMatchObject({ state, why: expect.stringMatching(why) });
    expect(await agree()).not.toContain(victim.name);
  });

  test("without a journal nothing is removed", async () => {
    const { plan, states, remove, journal } = await prepare();
    rmSync(journal, { recursive: true, force: true });
    // A file where its folder should be: root may write into any folder.
    mkdirSync(`${journal}/removed-000001.jsonl`, { recursive: true });
    const end = await remove();
    expect(end).toMatchObject({ removed: 0, failed: 1, skipped: 4 });
    expect(states.get(plan.rows[0]!.key)?.why).toContain("Nothing is removed without it");
    expect(await names()).toHaveLength(5);
  });

  test("several rows wait while an engine that came back starts what it starts; one alone does not", async () => {
    const names = ["one", "two", "three"].map((name) => own(`settles-${name}`));
    for (const name of names) await engine.docker("create", "--name", name, "--label", label, images.busybox);
    onTestFinished(async () => {
      const left = await engine.docker("ps", "-aq", "--filter", `label=${label}`);
      if (left) await engine.docker("rm", "-f", ...left.split("\n"));
    });
    const { server } = openTestPlans(engine, engine.host, { reconnectedAt: Date.now() - 5_000 });
    const ids = (await engine.docker("ps", "-aq", "--no-trunc", "--filter", `label=${label}`)).split("\n");
    const objects = ids.map((id) => ({ kind: "container" as const, id }));
    const plan = await server.previewObjects({ engine: engine.id, objects });
    const [first, ...rest] = plan.rows.map(({ key }) => key);
    expect(await readRemoval(server.remove({ engine: engine.id, plan: plan.id, rows: [first!] }))).toMatchObject({
      removed: 1,
    });
    const reader = (await server.remove({ engine: engine.id, plan: plan.id, rows: rest })).getReader();
    const { value } = await reader.read();
    expect(value?.[0]).toMatchObject({ type: "pause", why: expect.stringContaining("came back a moment ago") });
    expect(await engine.docker("ps", "-aq", "--filter", `label=${label}`)).toMatch(/^\w+\n\w+$/);
    server.stop({ engine: engine.id, plan: plan.id });
    const last = await reader.read();
    expect(last.value?.at(-1)).toMatchObject({ type: "end", removed: 0, skipped: 2, error: { code: "CANCELLED" } });
  });

  test("leaving stops it between two rows", async () => {
    const { server, plan, agree, states } = await prepare();
    const stream = server.remove({ engine: engine.id, plan: plan.id, rows: plan.rows.map(({ key }) => key) });
    proxy.inject({ kind: "delay", milliseconds: 60 }, /^DELETE/);
    const reading = readRemoval(stream, states);
    server.stop({ engine: engine.id, plan: plan.id });
    const end = await reading;
    expect(end.error?.code).toBe("CANCELLED");
    expect(end.removed + end.skipped).toBe(5);
    expect(end.skipped).toBeGreaterThan(0);
    expect(await agree()).toHaveLength(end.removed);
  });

  test("of the build cache exactly the listed records go, one by one, and none that another is made from", async () => {
    const { server } = openTestPlans(engine, proxy.host);
    const folder = own("cache");
    const context = join(engine.folder, folder);
    mkdirSync(context);
    writeFileSync(join(context, "Dockerfile"), `FROM ${images.busybox}\nRUN echo ${run} > /one\nRUN echo two > /two\n`);
    await dockerCli(engine, ["build", "--quiet", "--tag", folder, context], { DOCKER_BUILDKIT: "1" });
    onTestFinished(() => engine.docker("rmi", folder).then(() => {}));
    const records = async (): Promise<string[]> =>
      JSON.parse((await engine.api("GET", "/system/df")).body).BuildCache.map(({ ID }: { ID: string }) => ID);
    const choices = { ...nothing, engine: engine.id, buildCache: true };
    const before = await records();
    const plan = await server.preview(choices);
    expect(plan.rows.map(({ id }) => id)).toEqual(expect.arrayContaining(before));
    // One that others are made from is refused; a leaf goes alone.
    const parent = plan.rows.find(({ needs }) => needs)!;
    const leaf = plan.rows.find(({ needs, why }) => !needs && why.startsWith("regular"))!;
    const states = new Map<string, RowProgress>();
    const end = await readRemoval(
      server.remove({ engine: engine.id, plan: plan.id, rows: [parent.key, leaf.key] }),
      states,
    );
    expect(end.removed).toBeGreaterThan(0);
    expect(states.get(leaf.key)?.state).toBe("removed");
    const after = await records();
    const went = [...states.values()]
      .filter(({ state }) => state === "removed")
      .map(({ key }) => key.slice("build-cache ".length));
    // Other tests build on this engine too.
    expect(after).toEqual(expect.arrayContaining(before.filter((id) => !went.includes(id))));
    expect(after.filter((id) => went.includes(id))).toEqual([]);
    const prunes = proxy.requests.filter((line) => line.includes("prune")).map((line) => decodeURIComponent(line));
    expect(prunes.length).toBeGreaterThan(0);
    for (const line of prunes)
      expect(line).toMatch(/^POST \/build\/prune\?all=true&filters=\{"id":\["\^[a-z0-9]+\$"\]\}$/);
  });
});

const nothing = {
  stoppedContainers: false,
  unusedImages: false,
  danglingImages: false,
  unusedNetworks: false,
  unusedVolumes: false,
  buildCache: false,
  allCache: true,
  until: "",
  labels: [],
};
