import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { NewerAnswer, TransferProgress } from "@shared/images.ts";
import type { Stream } from "@shared/wire.ts";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { createDockerClient } from "../../../main/docker/client.ts";
import { imageRows } from "../../../main/docker/rows.ts";
import { images } from "../../../main/images.ts";
import { digestOf } from "../../../main/registries/registry-client.ts";
import { type RegistryAuth, registryAuth } from "../../../main/registries.ts";
import type { EngineAccess } from "../../engine/engine-access.ts";
import { buildImage, images as made } from "../../engine/images.ts";
import { freePort, type Registry, startRegistry } from "../../engine/registry.ts";
import { sharedEngine, sharedOlderEngine } from "../../engine/shared-engine.ts";
import { scriptedEngine, sendJson } from "../docker/scripted-engine.ts";

let open: Registry;
let closed: Registry;
beforeAll(async () => {
  [open, closed] = await Promise.all([startRegistry(), startRegistry({ password: true })]);
});
afterAll(() => Promise.all([open.stop(), closed.stop()]));

const login = { username: "drydock", password: "drydock-password" };
const auth = registryAuth({
  credential: async (host) => (host === closed.host ? login : undefined),
});

async function apiOf(engine: EngineAccess, registry?: RegistryAuth) {
  const client = createDockerClient(engine.host);
  onTestFinished(() => client.close());
  const rows = imageRows(engine.id, JSON.parse((await engine.api("GET", "/images/json")).body));
  return images(
    { use: () => client, containers: () => new Map(), images: () => new Map(rows.map((row) => [row.id, row])) },
    registry,
  );
}

async function all<T>(stream: Promise<Stream<T>> | Stream<T>): Promise<T[]> {
  const reader = (await stream).getReader();
  const found: T[] = [];
  for (let step = await reader.read(); !step.done; step = await reader.read()) found.push(step.value);
  return found;
}
const last = async (stream: Promise<Stream<TransferProgress>> | Stream<TransferProgress>) =>
  (await all(stream)).at(-1)!;

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), "drydock-transfers-"));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

describe.each([
  ["26.1", sharedEngine],
  ["20.10", sharedOlderEngine],
])("transfers with the engine %s", (version, shared) => {
  const own = (name: string) => `${name}-${version.replace(".", "-")}`;
  const idOf = (reference: string) => shared().docker("inspect", "--format", "{{.Id}}", reference);
  const forget = (...references: string[]) =>
    onTestFinished(async () => {
      await shared()
        .docker("rmi", "-f", ...references)
        .catch(() => undefined);
    });
  const build = async (tag: string) => {
    await buildImage(shared(), tag, `FROM ${made.busybox}\nCOPY own /own\n`, { own: `${tag} ${Math.random()}` });
    forget(tag);
    return idOf(tag);
  };

  test("an image gets a tag and is pushed with its login, layer by layer", async () => {
    const engine = shared();
    const id = await build(own("pushed"));
    const to = `${closed.host}/team/${own("pushed")}:1`;
    forget(to);
    const api = await apiOf(engine, auth);
    await api.tag({ engine: engine.id, id, reference: own("pushed"), to });
    expect(await idOf(to)).toBe(id);
    const done = await last(api.push({ engine: engine.id, reference: to }));
    expect(done).toMatchObject({ reference: to, done: true });
    expect(done.layers.map(({ status }) => status)).toContainEqual(expect.stringMatching(/^Pushed$/));
    const digest = await digestOf(closed.host, login, to);
    expect(done.messages.at(-1)).toContain(digest);

    const again = await last(api.push({ engine: engine.id, reference: to }));
    expect(again.layers.every(({ status }) => status === "Layer already exists")).toBe(true);
    const stranger = (await apiOf(engine)).push({ engine: engine.id, reference: to });
    await expect(last(stranger)).rejects.toMatchObject({
      code: "UNAUTHORIZED",
      message: expect.stringContaining("Settings"),
    });
  });

  test("what cannot be pushed says why", async () => {
    const engine = shared();
    const id = await build(own("unpushed"));
    const api = await apiOf(engine);
    const push = (reference: string) => last(api.push({ engine: engine.id, reference }));
    await expect(push(`${open.host}/${own("not-here")}:1`)).rejects.toMatchObject({ code: "NOT_FOUND" });
    const nowhere = `127.0.0.1:${await freePort()}/app:1`;
    forget(nowhere);
    await api.tag({ engine: engine.id, id, reference: own("unpushed"), to: nowhere });
    await expect(push(nowhere)).rejects.toMatchObject({ code: "ENGINE_UNREACHABLE" });
  });

  test("images are saved to one file and loaded from it again", async () => {
    const engine = shared();
    const ids = [await build(own("saved-a")), await build(own("saved-b"))];
    const api = await apiOf(engine);
    const file = join(folder(), "both.tar");
    const refs = ["saved-a", "saved-b"].map((name, at) => ({
      engine: engine.id,
      id: ids[at]!,
      reference: `${own(name)}:latest`,
    }));
    const saved = await last(api.save({ engine: engine.id, images: refs, file }));
    expect(saved).toMatchObject({ done: true, current: statSync(file).size, total: statSync(file).size });
    expect(readdirSync(join(file, ".."))).toEqual(["both.tar"]);
    expect(await api.archive({ file })).toBe("images");

    await engine.docker("rmi", own("saved-a"), own("saved-b"));
    const states = await all(api.load({ engine: engine.id, file }));
    const loaded = states.at(-1)!;
    expect(loaded).toMatchObject({ done: true, current: statSync(file).size });
    for (const { reference } of refs) expect(loaded.messages).toContain(`Loaded image: ${reference}`);
    expect(await idOf(own("saved-a"))).toBe(ids[0]);
    expect(await idOf(own("saved-b"))).toBe(ids[1]);
  });

  test("what was moved since is not saved, and a folder that is not there is told", async () => {
    const engine = shared();
    const id = await build(own("resaved"));
    await build(own("resaved"));
    const api = await apiOf(engine);
    const file = join(folder(), "x.tar");
    const old = { engine: engine.id, id, reference: own("resaved") };
    await expect(last(api.save({ engine: engine.id, images: [old], file }))).rejects.toMatchObject({
      code: "CONFLICT",
    });
    const now = { ...old, id: await idOf(own("resaved")) };
    await expect(
      last(api.save({ engine: engine.id, images: [now], file: "/no/such/folder/x.tar" })),
    ).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(last(api.save({ engine: engine.id, images: [now], file: "x.tar" }))).rejects.toMatchObject({
      code: "INVALID",
    });
    expect(existsSync(file)).toBe(false);
  });

  test("a file that holds no image, or half of one, is refused and loads nothing", async () => {
    const engine = shared();
    const id = await build(own("half"));
    const api = await apiOf(engine);
    const where = folder();
    const junk = join(where, "junk.tar");
    writeFileSync(junk, "this is no tar ".repeat(1000));
    expect(await api.archive({ file: junk })).toBe("unknown");
    await expect(last(api.load({ engine: engine.id, file: junk }))).rejects.toMatchObject({ code: "INVALID" });
    const file = join(where, "half.tar");
    await last(api.save({ engine: engine.id, images: [{ engine: engine.id, id, reference: own("half") }], file }));
    await engine.docker("rmi", own("half"));
    truncateSync(file, Math.floor(statSync(file).size / 2 / 512) * 512);
    await expect(last(api.load({ engine: engine.id, file }))).rejects.toMatchObject({
      code: "INVALID",
      message: expect.stringContaining("docker save"),
    });
    await expect(idOf(own("half"))).rejects.toThrow();
    await expect(last(api.load({ engine: engine.id, file: where }))).rejects.toMatchObject({ code: "INVALID" });
    await expect(last(api.load({ engine: engine.id, file: `${file}-no` }))).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
  });

  test("a root file system is known for what it is and imported", async () => {
    const engine = shared();
    const file = join(folder(), "root.tar");
    const id = await engine.docker("create", made.busybox);
    await engine.docker("export", "-o", file, id);
    await engine.docker("rm", id);
    const api = await apiOf(engine);
    expect(await api.archive({ file })).toBe("root");
    const reference = own("imported:1");
    forget(reference);
    const done = await last(api.import({ engine: engine.id, file, reference }));
    expect(done).toMatchObject({ done: true, messages: expect.arrayContaining([await idOf(reference)]) });
    expect(await engine.docker("run", "--rm", reference, "/bin/busybox", "echo", "works")).toBe("works");
  });

  test("what is newer in its registry is found, with a login where one is needed", async () => {
    const engine = shared();
    const names = [`${open.host}/${own("current")}:1`, `${closed.host}/${own("stale")}:1`] as const;
    await build(own("fresh"));
    for (const name of names) {
      await engine.docker("tag", own("fresh"), name);
      forget(name);
      const api = await apiOf(engine, auth);
      await last(api.push({ engine: engine.id, reference: name }));
    }
    // Somebody else pushes another image to the same tag.
    const pushed = await build(own("other"));
    const stale = await idOf(names[1]);
    await engine.docker("tag", pushed, names[1]);
    await last((await apiOf(engine, auth)).push({ engine: engine.id, reference: names[1] }));
    const newest = await digestOf(closed.host, login, names[1]);
    await engine.docker("tag", stale, names[1]);

    const wanted = [
      ...(await Promise.all(names.map(async (reference) => ({ reference, id: await idOf(reference) })))),
      { reference: made.web, id: await idOf(made.web) },
    ];
    const ask = async (registry?: RegistryAuth) => {
      const answers: NewerAnswer[] = (
        await all((await apiOf(engine, registry)).newer({ engine: engine.id, images: wanted }))
      ).flat();
      return new Map(answers.map((answer) => [answer.reference, answer]));
    };
    const answers = await ask(auth);
    expect(answers.get(names[0])).toMatchObject({ state: "current" });
    expect(answers.get(names[1])).toMatchObject({ state: "newer", digest: newest });
    expect(answers.get(made.web)).toMatchObject({ state: "unknown", why: expect.stringContaining("here") });
    expect((await ask()).get(names[1])).toMatchObject({ state: "unknown", why: expect.stringContaining("login") });
  });
});

/** An engine that answers a save with these bytes. */
async function saveFrom(bytes: Buffer, end: "end" | "cut" | "hold") {
  const id = `sha256:${"1".repeat(64)}`;
  const engine = await scriptedEngine((request, response) => {
    if (request.url!.endsWith("/json")) return sendJson(response, { Id: id, Size: 10_000 });
    response.writeHead(200, { "Content-Type": "application/x-tar" });
    response.write(bytes, () => {
      if (end === "cut") response.socket!.destroy();
      if (end === "end") response.end();
    });
  });
  const client = createDockerClient(engine.host);
  onTestFinished(() => client.close());
  const api = images({ use: () => client, containers: () => new Map() });
  const file = join(folder(), "saved.tar");
  return {
    file,
    stream: await api.save({ engine: "e", images: [{ engine: "e", id, reference: "a:1" }], file }),
  };
}

test("a save that the engine breaks off leaves the file that was there before, and no part", async () => {
  const whole = Buffer.alloc(10_240);
  const failed = Buffer.concat([
    Buffer.alloc(4096, 7),
    Buffer.from('{"errorDetail":{"message":"disk"},"error":"disk"}'),
  ]);
  for (const [bytes, end] of [
    [failed, "end"],
    [Buffer.alloc(4096, 7), "end"],
    [whole, "cut"],
  ] as const) {
    const { file, stream } = await saveFrom(bytes, end);
    writeFileSync(file, "before");
    await expect(last(stream)).rejects.toMatchObject({ code: "INTERRUPTED" });
    expect(readFileSync(file, "utf8")).toBe("before");
    expect(readdirSync(join(file, ".."))).toEqual(["saved.tar"]);
  }
});

test("a save that is left removes what it wrote", async () => {
  const { file, stream } = await saveFrom(Buffer.alloc(4096, 7), "hold");
  const reader = stream.getReader();
  for (let step = await reader.read(); !step.done && step.value.current === 0; step = await reader.read());
  expect(readdirSync(join(file, ".."))).toHaveLength(1);
  await reader.cancel();
  await expect.poll(() => readdirSync(join(file, ".."))).toEqual([]);
});
