import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type DiskKind, type DiskUse, diskKinds } from "@shared/disk.ts";
import { describe, expect, onTestFinished, test } from "vitest";
import { openLooks, withGrowth } from "../../main/disk/looks.ts";
import { disk } from "../../main/disk.ts";
import { createDockerClient } from "../../main/docker/client.ts";
import { startFaultProxy } from "../engine/fault-proxy.ts";
import { buildImage, images as made } from "../engine/images.ts";
import { sharedEngine, sharedOlderEngine } from "../engine/shared-engine.ts";
import { until } from "../engine/until.ts";
import { scriptedEngine, sendJson } from "./docker/scripted-engine.ts";
import { newName, readUntil, smallHub } from "./try-container.ts";

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "drydock-disk-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
const part = (use: DiskUse, kind: DiskKind) => use.parts.find((one) => one.kind === kind)!;

describe.each([
  ["26.1", sharedEngine],
  ["20.10", sharedOlderEngine],
])("disk use of the engine %s", (version, shared) => {
  const own = (name: string) => `${name}-${version.replace(".", "-")}`;

  test("counts images, containers and volumes as docker does, and how much they grew", async () => {
    const engine = shared();
    const [image, container, volume] = [own("disk-image:1"), newName(), newName()];
    onTestFinished(async () => {
      await engine.docker("rm", "-f", container);
      await engine.docker("volume", "rm", volume);
      await engine.docker("rmi", image);
    });
    await buildImage(engine, image, `FROM ${made.busybox}\nCOPY big /big\nENV A=b\n`, {
      big: Buffer.alloc(400_000, version),
    });
    await engine.docker("volume", "create", volume);
    await engine.docker("run", "-d", "--name", container, "-v", `${volume}:/data`, image, "sleep", "1000");
    const write = (where: string, kilobytes: number) =>
      engine.docker("exec", container, "dd", "if=/dev/zero", `of=${where}`, "bs=1024", `count=${kilobytes}`);
    await write("/data/file", 100);
    await write("/own", 50);

    const api = disk(smallHub(engine), newFolder());
    const states = await readUntil(await api.use({ engine: engine.id }));
    expect(states[0]!.waiting.length).toBeGreaterThan(0);
    const use = states.at(-1)!;
    expect(use).toMatchObject({ waiting: [], history: [] });
    expect(use.since).toBeUndefined();
    expect(use.parts.map(({ kind }) => kind)).toEqual(diskKinds);
    const mine = (at: DiskUse, kind: DiskKind, name: string) =>
      part(at, kind).items.find((item) => item.name === name)!;
    const layered = mine(use, "image", image);
    expect(layered).toMatchObject({ used: true, note: "1 container" });
    // Also with the classic builder, whose untagged steps have the same layers.
    expect(layered.size! - layered.shared).toBe(400_000);
    expect(mine(use, "volume", volume)).toMatchObject({ size: 102_400, used: true, note: "1 container" });
    expect(mine(use, "container", container)).toMatchObject({ used: true, note: `running, from ${image}` });
    expect(mine(use, "container", container).size).toBeGreaterThanOrEqual(51_200);
    // Layers that images share are there once.
    const images = part(use, "image");
    expect(images.size).toBeLessThan(images.items.reduce((sum, { size }) => sum + size!, 0));
    // What is below an image in use is needed too.
    expect(images.reclaimable).toBeLessThanOrEqual(images.size - layered.size!);

    await write("/data/more", 200);
    const later = (await readUntil(await api.use({ engine: engine.id }))).at(-1)!;
    expect(mine(later, "volume", volume)).toMatchObject({ size: 307_200, grown: 204_800 });
    expect(mine(later, "image", image).grown).toBe(0);
    expect(later.since!.sizes.volume).toBe(part(use, "volume").size);
    expect(later.history).toHaveLength(1);
  });

  test("leaving ends the engine's work, and nothing is kept of half a look", async () => {
    const engine = shared();
    const proxy = await startFaultProxy(engine.socket);
    onTestFinished(() => proxy.stop());
    const folder = newFolder();
    proxy.inject({ kind: "stall" }, /system\/df/);
    const reader = (await disk(smallHub(engine, proxy.host), folder).use({ engine: engine.id })).getReader();
    await reader.read();
    await until("the engine was asked", () => proxy.requests.some((line) => line.includes("/system/df")));
    await reader.cancel();
    await until("the connections are closed", () => proxy.open() === 0);
    expect(readdirSync(folder)).toEqual([]);
    proxy.clear();
    proxy.inject({ kind: "cut", afterBytes: 20 }, /system\/df/);
    await expect(
      readUntil(await disk(smallHub(engine, proxy.host), folder).use({ engine: engine.id })),
    ).rejects.toMatchObject({ code: "INTERRUPTED" });
  });
});

test("asks again while the engine counts for somebody else, and takes what does not fit for nothing", async () => {
  let refusals = 1;
  const { host } = await scriptedEngine((request, response) => {
    if (request.url?.startsWith("/version")) return sendJson(response, { ApiVersion: "1.41" });
    if (refusals-- > 0) return sendJson(response, { message: "a disk usage operation is already running" }, 500);
    sendJson(response, {
      LayersSize: 100,
      Images: [{ Id: "sha256:1", RepoTags: null, Size: 100, SharedSize: -1, Containers: 0 }],
      Containers: null,
      Volumes: [
        { Name: "far", Driver: "nfs" },
        { Name: "<b>\u202e\u001b[31m", Driver: "local", UsageData: { Size: 5, RefCount: 0 } },
      ],
      BuildCache: [
        { ID: "a", Size: 7, InUse: false, Shared: true },
        { ID: "b", Size: 9, InUse: true, Shared: false, Description: "RUN x" },
      ],
    });
  });
  const client = createDockerClient(host);
  onTestFinished(() => client.close());
  const use = (await readUntil(await disk({ use: () => client }, newFolder()).use({ engine: "e" }))).at(-1)!;
  expect(part(use, "image")).toMatchObject({ size: 100, reclaimable: 100, items: [{ note: "dangling" }] });
  expect(part(use, "container")).toMatchObject({ size: 0, items: [] });
  expect(part(use, "volume")).toMatchObject({ size: 5, reclaimable: 5, unknown: 1 });
  expect(part(use, "build-cache")).toMatchObject({ size: 9, reclaimable: 0 });
});

test("growth is measured against the last look, and against an earlier one when that was just now", async () => {
  const folder = newFolder();
  const looks = openLooks(folder);
  const at = (size: number) =>
    diskKinds.map((kind) => ({
      kind,
      items: [{ kind, id: "one", name: "one", size, shared: 0, used: false, note: "" }],
      size,
      reclaimable: 0,
      unknown: 0,
    }));
  const minute = 60_000;
  expect(await looks.before("e", 0)).toEqual({ history: [] });
  await looks.keep("e", 0, at(100));
  expect((await looks.before("e", minute)).since).toMatchObject({ time: 0 });
  await looks.keep("e", minute, at(150));
  // A minute later it is still the first look that tells what grew.
  const soon = (await looks.before("e", 2 * minute)).since;
  expect(soon).toMatchObject({ time: 0, sizes: { volume: 100 } });
  expect(withGrowth(at(170)[2]!, soon).items[0]!.grown).toBe(70);
  await looks.keep("e", 30 * minute, at(200));
  expect((await looks.before("e", 60 * minute)).since).toMatchObject({ time: 30 * minute });
  expect((await looks.before("e", 60 * minute)).history.map(({ time }) => time)).toEqual([minute, 30 * minute]);
  expect(await looks.before("another", 0)).toEqual({ history: [] });
  const [file] = readdirSync(folder);
  expect(statSync(join(folder, file!)).mode & 0o777).toBe(0o600);
  writeFileSync(join(folder, file!), readFileSync(join(folder, file!), "utf8").slice(0, 50));
  expect(await looks.before("e", 0)).toEqual({ history: [] });
});
