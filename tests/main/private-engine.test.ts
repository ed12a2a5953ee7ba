import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { engineFolders } from "../../main/private-engine/files.ts";
import { freeRange } from "../../main/private-engine/network.ts";
import { createPrivateEngine, type PrivateEngine } from "../../main/private-engine/private-engine.ts";
import { findSupport } from "../../main/private-engine/programs.ts";
import { cacheFolder } from "../../scripts/setup/places.mjs";
import { callApi } from "../engine/engine-access.ts";
import { sharedEngine } from "../engine/shared-engine.ts";
import { until } from "../engine/until.ts";
import { openPage } from "./docker/inventory-reader.ts";
import { openHub } from "./docker/open-hub.ts";

const env = { PATH: "/nowhere", DRYDOCK_CACHE_DIR: cacheFolder() };
let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), "drydock-private-"));
});
const started: PrivateEngine[] = [];
const privateEngine = (given: Partial<Parameters<typeof createPrivateEngine>[0]> = {}): PrivateEngine => {
  const engine = createPrivateEngine({ dataDir, platform: "linux", env, uid: 0, ...given });
  started.push(engine);
  return engine;
};
afterEach(async () => {
  for (const engine of started.splice(0)) await engine.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

const socketOf = (engine: PrivateEngine) => engine.host.slice("unix://".length);
const pidOf = () => JSON.parse(readFileSync(join(dataDir, "engine", "state.json"), "utf8")).pid as number;
const networkOf = () =>
  JSON.parse(readFileSync(join(dataDir, "engine", "state.json"), "utf8")).network as { bridge: string; range: string };
/** Only this engine's own: others may come and go beside it. */
const rulesOf = (range: string) =>
  execFileSync("iptables-save", { encoding: "utf8" })
    .split("\n")
    .filter((line) => line.startsWith("-A") && line.includes(` ${range} `)).length;
const hasBridge = (name: string) => execFileSync("ip", ["-o", "link"], { encoding: "utf8" }).includes(` ${name}:`);

test("starts, is found again by the next run of the app, and leaves nothing but its data when it stops", async () => {
  const engine = privateEngine();
  expect(engine.running()).toBe(false);
  await engine.start();
  expect(engine.running()).toBe(true);
  expect(statSync(socketOf(engine)).mode & 0o007).toBe(0);
  expect(statSync(join(dataDir, "engine")).mode & 0o077).toBe(0);
  const id = async () => JSON.parse((await callApi(socketOf(engine), "GET", "/info")).body).ID as string;
  const first = { id: await id(), pid: pidOf() };
  expect(await engine.runningContainers()).toEqual([]);
  // The tests' own engines run beside it, so that it has its three rules and writes no others.
  const { bridge, range } = networkOf();
  expect(hasBridge(bridge)).toBe(true);
  expect(rulesOf(range)).toBe(3);

  // A crash of the app is another object that knows nothing but the folder.
  const next = privateEngine();
  expect(next.running()).toBe(true);
  await next.start();
  expect({ id: await id(), pid: pidOf() }).toEqual(first);

  await next.stop();
  expect(engine.running()).toBe(false);
  expect(existsSync(socketOf(engine))).toBe(false);
  expect(existsSync(`/proc/${first.pid}`)).toBe(false);
  expect(hasBridge(bridge)).toBe(false);
  expect(rulesOf(range)).toBe(0);
  expect(existsSync(join(dataDir, "engine", "data"))).toBe(true);
});

test("a killed engine is started again on its data", async () => {
  const engine = privateEngine();
  await engine.start();
  await callApi(socketOf(engine), "POST", "/volumes/create", { Name: "kept" });
  const pid = pidOf();
  process.kill(pid, "SIGKILL");
  await until("it ended", () => !engine.running());
  await engine.start();
  expect(pidOf()).not.toBe(pid);
  expect((await callApi(socketOf(engine), "GET", "/volumes/kept")).status).toBe(200);
});

test("a process that only has the same ID is neither taken for the engine nor ended", async () => {
  const engine = privateEngine();
  await engine.start();
  await engine.stop();
  writeFileSync(
    join(dataDir, "engine", "state.json"),
    JSON.stringify({
      pid: process.pid,
      start: "1",
      boot: readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim(),
    }),
  );
  expect(engine.running()).toBe(false);
  await engine.stop();
  writeFileSync(join(dataDir, "engine", "state.json"), "{broken");
  await engine.start();
  expect(engine.running()).toBe(true);
});

test("the hub shows it when it is asked for, with its containers", async () => {
  const { hub, close } = openHub({ ...env, DRYDOCK_ENGINE: "private" });
  const page = openPage(hub);
  try {
    await until("live", () => page.engines?.current?.state === "live" && page.snapshots > 0);
    expect(page.engines?.current).toMatchObject({
      key: "private",
      origin: "private",
      target: ["--host", hub.privateEngine.host],
    });
    expect(page.engine).not.toBe(sharedEngine().id);
    expect(page.containers.size).toBe(0);
  } finally {
    await hub.privateEngine.stop();
    await close();
  }
});

// It would find that engine, which no test may use.
test.skipIf(existsSync("/var/run/docker.sock"))("with no engine reachable the hub starts it by itself", async () => {
  const { hub, remembered, close } = openHub(env);
  const page = openPage(hub);
  try {
    await until("live", () => page.engines?.current?.state === "live" && page.snapshots > 0);
    expect(page.engines?.current?.key).toBe("private");
    expect(page.engines?.candidates.find(({ key }) => key === "private")?.reachable).toBe(true);
    // Nobody chose it, so that another engine may come first the next time.
    expect(remembered()).toBe("");
  } finally {
    await hub.privateEngine.stop();
    await close();
  }
});

test("an engine that cannot start says why, with its last lines", async () => {
  const engine = privateEngine();
  await engine.start();
  await engine.stop();
  // A file where its data should be.
  rmSync(join(dataDir, "engine", "data"), { recursive: true });
  writeFileSync(join(dataDir, "engine", "data"), "");
  await expect(engine.start()).rejects.toMatchObject({
    code: "INTERNAL",
    detail: expect.stringMatching(/points to a file/),
  });
  expect(engine.running()).toBe(false);
  expect(hasBridge(`drydock-${engineFolders(dataDir, env, 0).tag.slice(0, 6)}`)).toBe(false);
});

describe("without an engine", () => {
  test("what is missing is named, with how to get it", () => {
    const nothing = { PATH: "/nowhere", DRYDOCK_CACHE_DIR: dataDir };
    expect(findSupport("darwin", nothing, 501)).toMatchObject({ available: false });
    const { reason } = findSupport("linux", nothing, 1000);
    expect(reason).toMatch(/sudo apt-get install docker\.io/);
  });
});

test("sockets stay below the kernel's limit wherever the data is", () => {
  const deep = join("/home/somebody", "a".repeat(120));
  const { run, socket, exec } = engineFolders(deep, { XDG_RUNTIME_DIR: "/run/user/1000" }, 1000);
  expect(run).toMatch(/^\/run\/user\/1000\/drydock-[0-9a-f]{8}$/);
  expect(Math.max(socket.length, join(exec, "containerd/containerd-debug.sock").length)).toBeLessThan(100);
  expect(engineFolders(deep, {}, 1000).run).toMatch(/^\/tmp\/drydock-1000-/);
  expect(engineFolders("/home/me/.config/drydock", {}, 1000).run).toBe("/home/me/.config/drydock/engine/run");
});

test("the containers' addresses are none that this computer uses", () => {
  const header = "Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\tMTU\tWindow\tIRTT";
  const route = (destination: string, mask: string) =>
    `eth0\t${destination}\t00000000\t0001\t0\t0\t0\t${mask}\t0\t0\t0`;
  expect(freeRange(header, 3)).toBe("10.195.0.0/16");
  expect(freeRange([header, route("00000000", "00000000"), route("0000C30A", "0000FFFF")].join("\n"), 3)).toBe(
    "10.196.0.0/16",
  );
  expect(freeRange([header, route("0002C30A", "00FFFFFF")].join("\n"), 3)).toBe("10.196.0.0/16");
  expect(freeRange([header, route("0000000A", "000000FF")].join("\n"), 3)).toBeUndefined();
});
