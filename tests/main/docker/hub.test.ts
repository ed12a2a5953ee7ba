import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DrydockError } from "@shared/errors.ts";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Engine, startEngine } from "../../engine/engine.ts";
import { startFaultProxy } from "../../engine/fault-proxy.ts";
import { buildImages, images } from "../../engine/images.ts";
import { sharedEngine, sharedOlderEngine } from "../../engine/shared-engine.ts";
import { until } from "../../engine/until.ts";
import { openPage, type Page } from "./inventory-reader.ts";
import { type OpenHub, openHub } from "./open-hub.ts";

const opened: OpenHub[] = [];
const open = (...given: Parameters<typeof openHub>): OpenHub => {
  const one = openHub(...given);
  opened.push(one);
  return one;
};
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close();
});
const live = (page: Page) => until("live", () => page.engines?.current?.state === "live" && page.snapshots > 0);

describe.each([
  ["26.1", sharedEngine],
  ["20.10", sharedOlderEngine],
])("on engine %s", (_version, shared) => {
  test("what is run and removed outside becomes rows and goes, without another list", async () => {
    const engine = shared();
    const proxy = await startFaultProxy(engine.socket);
    const page = openPage(open({ DOCKER_HOST: proxy.host }).hub);
    await live(page);
    expect(page.engines?.current).toMatchObject({
      id: engine.id,
      origin: "DOCKER_HOST",
      target: [],
      key: "DOCKER_HOST",
    });
    expect(page.engines?.current?.version?.engine).toContain(engine.version);
    expect([...page.images.values()].flatMap(({ tags }) => tags)).toContain(images.web);
    const listed = proxy.requests.length;
    const id = await engine.docker(
      "run",
      "-d",
      "--name",
      "hub-outside",
      "--label",
      "a=b",
      "-v",
      "/kept",
      images.busybox,
      "sleep",
      "1000",
    );
    await until("its row", () => page.containers.get(id)?.state === "running");
    expect(page.containers.get(id)).toMatchObject({
      name: "hub-outside",
      image: images.busybox,
      labels: { a: "b" },
      engine: engine.id,
    });
    await engine.docker("pause", id);
    await until("paused", () => page.containers.get(id)?.state === "paused");
    await engine.docker("rename", id, "hub-renamed");
    await until("renamed", () => page.containers.get(id)?.name === "hub-renamed");
    await engine.docker("rm", "-fv", id);
    await until("its row went", () => !page.containers.has(id));
    const lists = proxy.requests.slice(listed).filter((line) => /containers\/json/.test(line) && !/filters/.test(line));
    expect(lists).toEqual([]);
    expect(page.snapshots).toBe(1);
    await proxy.stop();
  });

  test("tagging and removing an image, volumes and networks are seen", async () => {
    const engine = shared();
    const { hub } = open({ DOCKER_HOST: engine.host });
    const page = openPage(hub);
    await live(page);
    await engine.docker("tag", images.busybox, "hub-tagged:1");
    const tags = () => [...page.images.values()].flatMap((image) => image.tags);
    await until("the tag", () => tags().includes("hub-tagged:1"));
    await engine.docker("rmi", "hub-tagged:1");
    await until("the tag went", () => !tags().includes("hub-tagged:1"));
    await engine.docker("volume", "create", "hub-volume");
    await engine.docker("network", "create", "hub-network");
    const networks = () => [...hub.networks().values()].map(({ name }) => name);
    await until("volume and network", () => hub.volumes().has("hub-volume") && networks().includes("hub-network"));
    await engine.docker("volume", "rm", "hub-volume");
    await engine.docker("network", "rm", "hub-network");
    await until("both went", () => !hub.volumes().has("hub-volume") && !networks().includes("hub-network"));
  });
});

describe("an engine that comes and goes", () => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await startEngine();
    await buildImages(engine, ["busybox"]);
  });
  afterAll(() => engine.stop());

  test("killed and started again: stale with its rows, then live by itself", async () => {
    const { hub } = open({ DOCKER_HOST: engine.host });
    const page = openPage(hub);
    await live(page);
    const id = await engine.docker("create", "--name", "survivor", images.busybox);
    await until("its row", () => page.containers.has(id));
    await engine.kill();
    await until("stale", () => page.engines?.current?.state === "stale");
    expect(page.containers.has(id)).toBe(true);
    expect(page.engines?.current?.problem).toMatch(/lost/);
    expect(page.engines?.current?.id).toBe(engine.id);
    expect(() => hub.use(engine.id)).toThrow(DrydockError);
    await engine.restart();
    await until("live again", () => page.engines?.current?.state === "live");
    expect(page.snapshots).toBe(1);
    expect(hub.use(engine.id)).toBeDefined();
    await engine.docker("rm", id);
    await until("its row went", () => !page.containers.has(id));
  });

  test("what changed while the connection was cut is there after it", async () => {
    const proxy = await startFaultProxy(engine.socket);
    const page = openPage(open({ DOCKER_HOST: proxy.host }).hub);
    await live(page);
    const before = await engine.docker("create", images.busybox);
    await until("its row", () => page.containers.has(before));
    proxy.inject({ kind: "refuse" });
    proxy.cutAll();
    await until("stale", () => page.engines?.current?.state === "stale");
    const after = await engine.docker("create", images.busybox);
    await engine.docker("rm", before);
    proxy.clear();
    await until("live", () => page.engines?.current?.state === "live");
    await until("the new row", () => page.containers.has(after) && !page.containers.has(before));
    await engine.docker("rm", after);
    await proxy.stop();
  });

  test("another engine behind the same socket is another engine", async () => {
    const folder = mkdtempSync(join(tmpdir(), "drydock-swap-"));
    const socket = join(folder, "docker.sock");
    const point = (target: string) => {
      symlinkSync(target, `${socket}.new`);
      renameSync(`${socket}.new`, socket);
    };
    point(engine.socket);
    const { hub } = open({ DOCKER_HOST: `unix://${socket}` });
    const page = openPage(hub);
    await live(page);
    const mine = await engine.docker("create", images.busybox);
    await until("its row", () => page.containers.has(mine));
    point(sharedEngine().socket);
    await until("the other engine", () => page.engine === sharedEngine().id && page.engines?.current?.state === "live");
    expect(page.containers.has(mine)).toBe(false);
    expect(page.snapshots).toBe(2);
    expect(() => hub.use(engine.id)).toThrow(expect.objectContaining({ code: "ENGINE_CHANGED" }));
    expect(hub.use(sharedEngine().id)).toBeDefined();
    await engine.docker("rm", mine);
    rmSync(folder, { recursive: true });
  });

  test("300 containers; a burst of events costs one full list, and no row is missed", async () => {
    const proxy = await startFaultProxy(engine.socket);
    const page = openPage(open({ DOCKER_HOST: proxy.host }).hub);
    await live(page);
    const listed = proxy.requests.length;
    const create = async () => {
      const { body } = await engine.api("POST", "/containers/create", { Image: images.busybox });
      return JSON.parse(body).Id as string;
    };
    const ids: string[] = [];
    for (let round = 0; round < 30; round += 1) ids.push(...(await Promise.all(Array.from({ length: 10 }, create))));
    await until("300 rows", () => ids.every((id) => page.containers.has(id)));
    const renames = proxy.requests.length;
    await Promise.all(ids.map((id, at) => engine.api("POST", `/containers/${id}/rename?name=burst-${at}`)));
    await Promise.all(ids.map((id, at) => engine.api("POST", `/containers/${id}/rename?name=burst-again-${at}`)));
    await until("all renamed", () => ids.every((id, at) => page.containers.get(id)?.name === `burst-again-${at}`));
    const full = (from: number) =>
      proxy.requests.slice(from).filter((line) => /containers\/json/.test(line) && !/filters/.test(line));
    expect(full(renames).length).toBeLessThanOrEqual(1);
    expect(full(listed).length).toBeLessThanOrEqual(8);
    for (let round = 0; round < 30; round += 1)
      await Promise.all(ids.slice(round * 10, round * 10 + 10).map((id) => engine.api("DELETE", `/containers/${id}`)));
    await until("all went", () => page.containers.size === 0);
    await proxy.stop();
  });

  test("a page that does not read gets the newest rows in one batch", async () => {
    const { hub } = open({ DOCKER_HOST: engine.host });
    const page = openPage(hub);
    await live(page);
    const slow = hub.inventory().getReader();
    await slow.read();
    const id = await engine.docker("create", images.busybox);
    for (let at = 0; at < 20; at += 1) await engine.docker("rename", id, `slow-${at}`);
    await until("the last name", () => page.containers.get(id)?.name === "slow-19");
    const { value } = await slow.read();
    expect(value).toMatchObject([{ type: "changes", containers: { upserted: [{ id, name: "slow-19" }] } }]);
    await slow.cancel();
    await engine.docker("rm", id);
  });
});

describe("what is chosen", () => {
  let home: string;
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), "drydock-home-"));
  });
  afterEach(() => rmSync(home, { recursive: true }));

  test("DOCKER_HOST that does not answer: not reachable, and no other engine in its place", async () => {
    const { hub } = open({ DOCKER_HOST: "unix:///nowhere/docker.sock", XDG_RUNTIME_DIR: home });
    symlinkSync(sharedEngine().socket, join(home, "docker.sock"));
    const page = openPage(hub);
    await until("candidates", () => page.engines?.searching === false && page.engines.current?.state === "absent");
    expect(page.engines?.current).toMatchObject({
      key: "DOCKER_HOST",
      id: "",
      problem: expect.stringMatching(/not there/),
    });
    expect(page.snapshots).toBe(0);
    const rootless = page.engines?.candidates.find(({ origin }) => origin === "rootless");
    expect(rootless?.reachable).toBe(true);
    await hub.select(rootless!.key);
    await live(page);
    expect(page.engines?.current).toMatchObject({ origin: "rootless", target: ["--host", rootless!.host] });
  });

  test("the remembered engine comes first, and an unknown key is refused", async () => {
    symlinkSync(sharedEngine().socket, join(home, "docker.sock"));
    const typed = `address:${sharedOlderEngine().host}`;
    const { hub, remembered } = open({ XDG_RUNTIME_DIR: home }, typed);
    const page = openPage(hub);
    await live(page);
    expect(page.engine).toBe(sharedOlderEngine().id);
    await expect(hub.select("nothing")).rejects.toMatchObject({ code: "INVALID" });
    expect(remembered()).toBe(typed);
  });

  test("a typed address is shown once an engine answers there, and refused with a sentence otherwise", async () => {
    const { hub, remembered } = open({ DOCKER_HOST: sharedEngine().host });
    const page = openPage(hub);
    await live(page);
    writeFileSync(join(home, "file.sock"), "");
    await expect(hub.connect(join(home, "file.sock"))).rejects.toThrow(/is not a socket/);
    await expect(hub.connect("unix:///nowhere.sock")).rejects.toThrow(/no socket at this place/);
    await expect(hub.connect("ftp://x")).rejects.toMatchObject({ code: "INVALID" });
    expect(page.engine).toBe(sharedEngine().id);
    await hub.connect(sharedOlderEngine().socket);
    await until("the other engine", () => page.engine === sharedOlderEngine().id);
    expect(remembered()).toBe(`address:${sharedOlderEngine().host}`);
  });

  // It would find that engine, which no test may use.
  test.skipIf(existsSync("/var/run/docker.sock"))(
    "with no engine and none to be had, the page says what was tried and goes on looking",
    async () => {
      const { hub } = open({ XDG_RUNTIME_DIR: join(home, "run") });
      const page = openPage(hub);
      await until("looked", () => page.engines?.searching === false && page.engines.candidates.length > 0);
      expect(page.engines).toMatchObject({
        current: null,
        private: { available: false, reason: expect.stringMatching(/dockerd|Docker Engine/) },
      });
      for (const { problem } of page.engines!.candidates) expect(problem).toMatch(/\.$/);
      await expect(hub.startPrivate()).rejects.toMatchObject({ code: "UNSUPPORTED" });
      mkdirSync(join(home, "run"));
      symlinkSync(sharedEngine().socket, join(home, "run", "docker.sock"));
      await hub.retry();
      await until("found", () => page.engine === sharedEngine().id);
    },
  );
});
