import type { ImageUses } from "@shared/image-uses.ts";
import { type ImageRef, imageRef } from "@shared/images.ts";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { createDockerClient } from "../../../main/docker/client.ts";
import { images } from "../../../main/images.ts";
import type { EngineAccess } from "../../engine/engine-access.ts";
import { startFaultProxy } from "../../engine/fault-proxy.ts";
import { buildImage, images as made } from "../../engine/images.ts";
import { type Registry, startRegistry } from "../../engine/registry.ts";
import { sharedEngine, sharedOlderEngine } from "../../engine/shared-engine.ts";
import { until } from "../../engine/until.ts";
import { scriptedEngine, sendJson } from "../docker/scripted-engine.ts";
import { openTestPlans } from "../plans/open-plans.ts";
import { readUntil, smallHub } from "../try-container.ts";

let registry: Registry;
beforeAll(async () => {
  registry = await startRegistry();
});
afterAll(() => registry.stop());

const refOf = async (engine: EngineAccess, reference: string): Promise<ImageRef> =>
  imageRef.parse({
    engine: engine.id,
    id: await engine.docker("inspect", "--format", "{{.Id}}", reference),
    reference,
  });
const usesOf = async (engine: EngineAccess, ref: ImageRef): Promise<ImageUses> => {
  const states = await readUntil(await images(smallHub(engine)).uses(ref));
  return states.at(-1)!;
};

describe.each([
  ["26.1", sharedEngine],
  ["20.10", sharedOlderEngine],
])("what uses an image of the engine %s", (version, shared) => {
  const own = (name: string) => `${name}-${version.replace(".", "-")}`;

  test("names the images that share layers, and what its removal frees", async () => {
    const engine = shared();
    const [base, one, two, twin] = ["use-base:1", "use-one:1", "use-two:1", "use-twin:1"].map(own) as [
      string,
      string,
      string,
      string,
    ];
    onTestFinished(async () => {
      await engine.docker("rmi", twin, two, one, base);
    });
    await buildImage(engine, base, `FROM ${made.busybox}\nCOPY base /base\n`, { base: Buffer.alloc(100_000, version) });
    await buildImage(engine, one, `FROM ${base}\nCOPY one /one\nENV A=b\n`, { one: Buffer.alloc(200_000, version) });
    await buildImage(engine, two, `FROM ${base}\nCOPY two /two\n`, { two: Buffer.alloc(300_000, version) });
    const uses = await usesOf(engine, await refOf(engine, one));
    expect(uses).toMatchObject({ layers: 3, shared: 2, looked: uses.images });
    const relations = Object.fromEntries(
      // Other tests may have given an image more tags.
      uses.related.flatMap(({ tags, relation, layers }) => tags.map((tag) => [tag, [relation, layers]])),
    );
    expect(relations).toMatchObject({
      [base]: ["its base", 2],
      [two]: ["shares layers", 2],
      [made.busyboxTagged]: ["its base", 1],
      [made.web]: ["shares layers", 1],
    });
    expect(uses.frees!.most).toBe(200_000);
    // Builds of other tests may have left a cache, which makes it a range.
    if (uses.frees!.why === undefined) expect(uses.frees!.least).toBe(200_000);

    // The dialog that removes it says the same; it waits only so long for the engine, and shows a range until then.
    const { server } = openTestPlans(engine);
    const { id } = await refOf(engine, one);
    const freed = async () => {
      const { rows } = await server.previewObjects({
        engine: engine.id,
        objects: [{ kind: "image", id, reference: one }],
      });
      return rows.find(({ kind }) => kind === "tag")!.size!;
    };
    await until("the plan is exact", async () => (await freed()).most === 200_000);
    expect((await freed()).least).toBeLessThanOrEqual(200_000);

    const below = await usesOf(engine, await refOf(engine, base));
    expect(below.related.filter(({ relation }) => relation === "built on it").flatMap(({ tags }) => tags)).toEqual(
      expect.arrayContaining([one, two]),
    );
    expect(below).toMatchObject({ layers: 2, shared: 2, frees: { least: 0, most: 0 } });

    await buildImage(engine, twin, `FROM ${one}\nLABEL twin=true\n`);
    const alike = await usesOf(engine, await refOf(engine, one));
    expect(alike.related[0]).toMatchObject({ tags: [twin], relation: "same", layers: 3 });
    expect(alike.frees).toMatchObject({ least: 0, most: 0 });

    // The engine's own count, where it has one.
    if (version === "26.1") {
      const list: { RepoTags: string[]; Size: number; SharedSize: number }[] = JSON.parse(
        (await engine.api("GET", "/images/json?shared-size=1")).body,
      );
      const counted = list.find(({ RepoTags }) => RepoTags?.includes(two))!;
      const frees = (await usesOf(engine, await refOf(engine, two))).frees!;
      expect(frees.most).toBe(counted.Size - counted.SharedSize);
    }

    // An empty layer is one too: what is below is an image, so its size is known.
    const hollow = own("use-hollow:1");
    onTestFinished(async () => {
      await engine.docker("rmi", hollow);
    });
    await buildImage(engine, hollow, `FROM ${base}\nWORKDIR /made\nCOPY one /one\n`, {
      one: Buffer.alloc(50_000, version),
    });
    const frees = (await usesOf(engine, await refOf(engine, hollow))).frees!;
    expect(frees.most).toBe(50_000);
    if (frees.why === undefined) expect(frees.least).toBe(50_000);
  });

  test("platforms are asked from the registry, and a name that it does not have is NOT_FOUND", async () => {
    const engine = shared();
    const api = images(smallHub(engine));
    const name = await registry.publish(engine, made.busybox, own("platforms"));
    const ref = await refOf(engine, made.busybox);
    const { Os, Architecture } = JSON.parse((await engine.api("GET", `/images/${ref.id}/json`)).body);
    expect(await api.platforms({ ...ref, reference: name })).toEqual({
      digest: expect.stringMatching(/^sha256:/),
      platforms: [`${Os}/${Architecture}`],
    });
    await expect(api.platforms({ ...ref, reference: `${name}-no` })).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  test("leaving stops looking, and an image that is gone is NOT_FOUND", async () => {
    const engine = shared();
    const proxy = await startFaultProxy(engine.socket);
    onTestFinished(() => proxy.stop());
    const api = images(smallHub(engine, proxy.host));
    const ref = await refOf(engine, made.web);
    proxy.inject({ kind: "stall" }, /images\/json/);
    const reader = (await api.uses(ref)).getReader();
    const reading = reader.read();
    await until("the list is asked for", () => proxy.requests.some((line) => line.includes("images/json")));
    await reader.cancel();
    expect(await reading).toMatchObject({ done: true });
    await until("the connection is closed", () => proxy.open() === 0);
    proxy.clear();
    await expect(readUntil(await api.uses({ ...ref, id: `sha256:${"0".repeat(64)}` }))).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
  });
});

test("where the engine does not count by layer, it is between nothing and all; shared cache makes it less", async () => {
  const id = `sha256:${"a".repeat(64)}`;
  const answers: Record<string, unknown> = {
    [`/images/${id}/json`]: {
      Size: 1000,
      GraphDriver: { Name: "overlayfs", Data: null },
      RootFS: { Layers: ["x", "y"] },
    },
    "/images/json": [{ Id: id, RepoTags: ["a:1"] }],
    [`/images/${id}/history`]: [{ Size: 700 }, { Size: 0 }, { Size: 300 }],
    "/system/df": {
      Images: [{ Id: id, Size: 4000, SharedSize: 1500 }],
      BuildCache: [
        { ID: "a", Size: 200, Shared: true },
        { ID: "b", Size: 900, Shared: false },
      ],
    },
  };
  const { host } = await scriptedEngine((request, response) => {
    const [wanted = ""] = decodeURIComponent(request.url ?? "").split("?");
    sendJson(response, answers[wanted] ?? { message: "no" }, wanted in answers ? 200 : 404);
  });
  const client = createDockerClient(host);
  onTestFinished(() => client.close());
  const api = images({ use: () => client, containers: () => new Map() });
  const last = async () => (await readUntil(await api.uses({ engine: "e", id, reference: "a:1" }))).at(-1)!;
  expect((await last()).frees).toMatchObject({ least: 0, most: 2500, why: expect.stringContaining("containerd") });
  answers[`/images/${id}/json`] = {
    ...(answers[`/images/${id}/json`] as object),
    GraphDriver: { Name: "overlay2", Data: {} },
  };
  expect((await last()).frees).toMatchObject({ least: 800, most: 1000, why: expect.stringContaining("build cache") });
});
