import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { rename } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { EngineStatus } from "@shared/engine.ts";
import type { PlanRow, RemovalProgress, RowProgress } from "@shared/plans.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createDockerClient } from "../../main/docker/client.ts";
import { openPlans } from "../../main/plans.ts";
import { type Engine, startEngine } from "../engine/engine.ts";
import { type FaultProxy, startFaultProxy } from "../engine/fault-proxy.ts";
import { buildImages, images } from "../engine/images.ts";
import { sharedEngine, sharedOlderEngine } from "../engine/shared-engine.ts";
import { hand, type Random, random, snapshot } from "./plans/world.ts";

/** Seeds in all, alternating between the engines; `DRYDOCK_SEED=17` runs only that one. */
const seeds = 300;
const only = process.env.DRYDOCK_SEED === undefined ? undefined : Number(process.env.DRYDOCK_SEED);
const base = "base:1";

const engines: { engine: Engine; proxy: FaultProxy; elsewhere: FaultProxy }[] = [];
beforeAll(async () => {
  const others = [sharedOlderEngine(), sharedEngine()];
  const started = await Promise.all([startEngine({ version: "26.1" }), startEngine({ version: "20.10" })]);
  for (const [index, engine] of started.entries()) {
    await buildImages(engine, []);
    await engine.docker("tag", images.busybox, base);
    const [proxy, elsewhere] = [await startFaultProxy(engine.socket), await startFaultProxy(others[index]!.socket)];
    engines.push({ engine, proxy, elsewhere });
  }
}, 120_000);
afterAll(async () => {
  for (const { engine, proxy, elsewhere } of engines)
    await Promise.all([proxy.stop(), elsewhere.stop(), engine.stop()]);
}, 60_000);

test(`of ${seeds} inventories that change between preview and removal, only previewed things go and all else is untouched`, {
  timeout: 400_000,
  retry: 0,
}, async () => {
  const all = Array.from({ length: seeds }, (_, index) => index).filter((seed) => only === undefined || seed === only);
  await Promise.all(
    engines.map((one, at) =>
      runSeeds(
        one,
        all.filter((seed) => seed % engines.length === at),
      ),
    ),
  );
  for (const { proxy, elsewhere } of engines) {
    expect(forbidden(proxy.requests)).toEqual([]);
    // The engine that stood behind the socket for a moment was only asked who it is.
    expect(elsewhere.requests.filter((line) => !line.startsWith("GET "))).toEqual([]);
  }
  if (only === undefined) {
    const removed = engines.flatMap(({ proxy }) => proxy.requests).filter((line) => line.startsWith("DELETE ")).length;
    expect(removed).toBeGreaterThan(seeds / 2);
  }
});

/** Calls that Drydock never makes. */
const forbidden = (requests: readonly string[]) =>
  requests.filter((line) => /\/prune/.test(line) || /[?&](?:force=(?:1|true)|v=(?:1|true))/i.test(line));

async function runSeeds(
  { engine, proxy, elsewhere }: (typeof engines)[number],
  list: readonly number[],
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "drydock-property-"));
  const socket = join(folder, "docker.sock");
  let links = 0;
  const pointTo = async (target: string) => {
    const link = join(folder, `link-${++links}`);
    symlinkSync(target, link);
    await rename(link, socket);
  };
  await pointTo(proxy.socket);
  const client = createDockerClient(`unix://${socket}`);
  const status = { state: "live", id: engine.id, name: "Test" } as EngineStatus;
  const { server } = openPlans({ use: () => client, status: () => status }, join(folder, "journal"), () => () => {});
  const world = hand(engine);
  // Made several at a time: the engine tells volumes apart by the second, and a preview waits for that second to be over.
  const atOnce = 12;
  const volumeOf = (round: number) => `pool-${round}`;
  await world.container("keeper", base);

  const seed = async (number: number, round: number) => {
    const by = random(number + 1);
    const name = (text: string) => `s${number}-${text}`;
    if (round % atOnce === 0) for (let next = round; next <= round + atOnce; next++) await world.volume(volumeOf(next));
    const own = await fill(by, world, name, [volumeOf(round), volumeOf(round + 1)]);
    const plan = await server.preview({ ...everything, engine: engine.id });
    const previewed = await snapshot(engine);
    const mine = plan.rows.filter((row) => row.name.startsWith(name("")) || own.has(row.name) || own.has(row.id));
    // Also rows that must be refused: what the keeper uses.
    const chosen = [
      ...by.some(mine, 0.75),
      ...by.some(
        plan.rows.filter((row) => row.name === base),
        0.2,
      ),
    ];
    if (chosen.length === 0) return;

    const swapped = by.chance(0.06);
    await mutate(by, world, name, chosen);
    if (number % 46 < 2) await engine.restart();
    if (swapped) await pointTo(elsewhere.socket);
    const before = await snapshot(engine);
    const report = new Map<string, RowProgress>();
    let end: RemovalProgress | undefined;
    const typed = String(chosen.filter(({ data }) => data).length);
    const rows = chosen.map(({ key }) => key);
    const reader = server.remove({ engine: engine.id, plan: plan.id, rows, typed }) as ReadableStream<
      RemovalProgress[]
    >;
    for await (const batch of reader as unknown as AsyncIterable<RemovalProgress[]>)
      for (const message of batch) {
        if (message.type === "row") report.set(message.row.key, message.row);
        if (message.type === "end") end = message;
      }
    const after = await snapshot(engine);
    if (swapped) await pointTo(proxy.socket);

    const went = chosen.filter(({ key }) => report.get(key)?.state === "removed");
    const expected = new Set(before);
    for (const row of went) for (const text of textsOf(row, previewed, before, went)) expected.delete(text);
    expect([...after].sort()).toEqual([...expected].sort());
    for (const row of went) {
      expect(row.blocked).toBeUndefined();
      expect(textsOf(row, previewed, before, went).length, `${row.key} was there`).toBeGreaterThan(0);
    }
    // All that was asked for is accounted for, and the journal says the same.
    expect([...report.keys()].sort()).toEqual(rows.sort());
    const journal = (await server.removed({ most: 500 })).filter((entry) => entry.plan === plan.id);
    expect(journal.filter(({ outcome }) => outcome === "removed").length).toBe(went.length);
    if (swapped) expect(end).toMatchObject({ removed: 0, error: { code: "ENGINE_CHANGED" } });
    else expect(end).toMatchObject({ removed: went.length });
    await sweep(world, name, own);
  };

  try {
    for (const [round, number] of list.entries())
      await seed(number, round).catch((error: Error) => {
        error.message = `Seed ${number} on engine ${engine.version} (DRYDOCK_SEED=${number}): ${error.message}`;
        throw error;
      });
  } finally {
    client.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

const everything = {
  stoppedContainers: true,
  unusedImages: true,
  danglingImages: false,
  unusedNetworks: true,
  unusedVolumes: true,
  buildCache: true,
  allCache: true,
  until: "",
  labels: [],
};

/** What of a snapshot a removed row stands for. An image goes with the last of its names. */
function textsOf(
  row: PlanRow,
  previewed: ReadonlySet<string>,
  before: ReadonlySet<string>,
  went: readonly PlanRow[],
): string[] {
  const starting = (text: string) => [...before].filter((one) => one.startsWith(text));
  switch (row.kind) {
    case "container":
      return starting(`container ${row.id} `);
    case "volume":
      // Only the one that was there at the preview, not another of its name.
      return starting(`volume ${row.id} `).filter((text) => previewed.has(text));
    case "network":
      return starting(`network ${row.id} `);
    case "image":
      return starting(`image ${row.id}`);
    case "tag": {
      const names = [...before].filter((text) => text.startsWith("tag ") && text.endsWith(` ${row.id}`));
      const left = names.filter(
        (text) => !went.some((other) => other.kind === "tag" && text === `tag ${other.name} ${row.id}`),
      );
      return [...starting(`tag ${row.name} ${row.id}`), ...(left.length === 0 ? starting(`image ${row.id}`) : [])];
    }
    case "build-cache":
      return [];
  }
}

type World = ReturnType<typeof hand>;
type Names = (text: string) => string;

/** Puts a few of everything on the engine; answers volumes and IDs that belong to this seed beside its own names. */
async function fill(by: Random, world: World, name: Names, volumes: readonly string[]): Promise<Set<string>> {
  const own = new Set(volumes);
  await world.importImage(name("image"), name("content"));
  if (by.chance(0.5)) await world.tag(`${name("image")}:1`, name("second"), "1");
  if (by.chance(0.3)) await world.network(name("net"));
  const count = 1 + by.below(3);
  for (let index = 0; index < count; index++) {
    const binds = by.chance(0.4) ? [`${by.pick(volumes)}:/data`] : [];
    const host = { Binds: binds, ...(by.chance(0.1) ? { NetworkMode: name("net") } : {}) };
    const config = by.chance(0.2) ? { Volumes: { "/anonymous": {} } } : {};
    const image = by.chance(0.2) ? `${name("image")}:1` : base;
    await world.container(name(`c${index}`), image, host, config);
  }
  if (by.chance(0.2)) {
    // An image with a name on one without: docker itself would remove both.
    const parent = await world.commit("keeper");
    await world.container(name("m0"), parent);
    await world.commit(name("m0"), name("second"));
    await world.removeContainer(name("m0"));
    own.add(parent);
  }
  return own;
}

/** Changes one to three things behind the plan's back, mostly such as were chosen. */
async function mutate(by: Random, world: World, name: Names, chosen: readonly PlanRow[]) {
  const count = by.below(4);
  for (let index = 0; index < count; index++) {
    const row = by.pick(chosen);
    if (!row) return;
    const fresh = name(`m${index}`);
    switch (row.kind) {
      case "container":
        if (by.chance(0.25)) await world.start(row.name);
        else if (by.chance(0.4)) await world.rename(row.name, fresh);
        else {
          await world.removeContainer(row.name);
          if (by.chance(0.7)) await world.container(row.name, base);
        }
        break;
      case "volume":
        if (by.chance(0.5)) {
          const id = await world.container(fresh, base, { Binds: [`${row.name}:/data`] });
          if (id && by.chance(0.3)) await world.start(fresh);
        } else {
          await world.removeVolume(row.name);
          if (by.chance(0.8)) await world.volume(row.name);
        }
        break;
      case "network":
        if (by.chance(0.5)) {
          await world.container(fresh, base, { NetworkMode: row.name });
          if (by.chance(0.3)) await world.start(fresh);
        } else {
          await world.removeNetwork(row.id);
          if (by.chance(0.7)) await world.network(row.name);
        }
        break;
      case "tag": {
        if (row.name === base) break;
        const [repository = "", tag = ""] = row.name.split(":");
        if (by.chance(0.4)) await world.tag(base, repository, tag);
        else if (by.chance(0.3)) await world.tag(row.name, fresh, "1");
        else if (by.chance(0.5)) await world.container(fresh, row.name);
        else await world.untag(row.name);
        break;
      }
      case "image":
        await world.tag(row.id, fresh, "1");
        break;
      case "build-cache":
        break;
    }
  }
}

/** Takes away what this seed left, so that the next preview is not longer than the last. */
async function sweep(world: World, name: Names, own: ReadonlySet<string>): Promise<void> {
  for (const part of ["c0", "c1", "c2", "m0", "m1", "m2"]) await world.removeContainer(name(part));
  for (const part of ["image", "second", "m0", "m1", "m2"]) await world.untag(`${name(part)}:1`);
  await world.removeNetwork(name("net"));
  for (const one of own) await (one.startsWith("sha256:") ? world.untag(one) : world.removeVolume(one));
}
