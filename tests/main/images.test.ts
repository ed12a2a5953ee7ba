import { createServer, request, type ServerResponse } from "node:http";
import { join } from "node:path";
import type { Container } from "@shared/containers.ts";
import type { PullProgress } from "@shared/images.ts";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { createDockerClient } from "../../main/docker/client.ts";
import { images } from "../../main/images.ts";
import { networks } from "../../main/networks.ts";
import { volumes } from "../../main/volumes.ts";
import type { EngineAccess } from "../engine/engine-access.ts";
import { startFaultProxy } from "../engine/fault-proxy.ts";
import { buildImage, images as made } from "../engine/images.ts";
import { freePort, type Registry, startRegistry } from "../engine/registry.ts";
import { sharedEngine, sharedOlderEngine } from "../engine/shared-engine.ts";
import { until } from "../engine/until.ts";
import { openRemovals } from "./plans/open-removals.ts";

let open: Registry;
let closed: Registry;
beforeAll(async () => {
  [open, closed] = await Promise.all([startRegistry(), startRegistry({ password: true })]);
});
afterAll(() => Promise.all([open.stop(), closed.stop()]));

/** The part of the hub that images need, over the real client, with the engine's containers as they are now. */
async function hubOf(engine: EngineAccess, host = engine.host) {
  const client = createDockerClient(host);
  onTestFinished(() => client.close());
  const rows: { Id: string; Names: string[]; ImageID: string }[] = JSON.parse(
    (await engine.api("GET", "/containers/json?all=1")).body,
  );
  const containers = new Map(
    rows.map(({ Id, Names, ImageID }) => [Id, { id: Id, name: Names[0]!.slice(1), imageId: ImageID } as Container]),
  );
  return { use: () => client, containers: () => containers };
}

async function readAll(stream: ReturnType<ReturnType<typeof images>["pull"]>): Promise<PullProgress[]> {
  const reader = (await stream).getReader();
  const states: PullProgress[] = [];
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return states;
    states.push(value);
  }
}

/** Stands in front of a registry and sends this layer so slowly that its download never ends. */
async function slowRegistry(registry: Registry, digest: string) {
  const downloads = new Set<ServerResponse>();
  const server = createServer((incoming, response) => {
    if (incoming.method === "GET" && incoming.url!.endsWith(`/blobs/${digest}`)) {
      downloads.add(response);
      response.writeHead(200, { "Content-Length": 10_000_000 });
      // An engine that gave up notices with the next bytes.
      const drip = setInterval(() => response.write("0123456789"), 20);
      response.on("close", () => {
        clearInterval(drip);
        downloads.delete(response);
      });
      return;
    }
    const [hostname, port] = registry.host.split(":");
    const { method, url: path, headers } = incoming;
    incoming.pipe(
      request({ hostname, port, method, path, headers }, (answer) => {
        response.writeHead(answer.statusCode!, answer.headers);
        answer.pipe(response);
      }),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { host: `127.0.0.1:${(server.address() as { port: number }).port}`, downloads };
}

/** Digest of the topmost layer of an image in a registry. */
async function topLayerOf(registry: Registry, name: string, tag: string): Promise<string> {
  const answer = await fetch(`http://${registry.host}/v2/${name}/manifests/${tag}`, {
    headers: { Accept: "application/vnd.docker.distribution.manifest.v2+json" },
  });
  const { layers } = (await answer.json()) as { layers: { digest: string }[] };
  return layers.at(-1)!.digest;
}

describe.each([
  ["26.1", sharedEngine],
  ["20.10", sharedOlderEngine],
])("images of the engine %s", (version, shared) => {
  const { removeOne, removed } = openRemovals();
  const own = (name: string) => `${name}-${version.replace(".", "-")}`;
  const idOf = (reference: string) => shared().docker("inspect", "--format", "{{.Id}}", reference);
  /** An image of this test alone, whose layers no other image has. */
  const build = async (tag: string) => {
    await buildImage(shared(), tag, `FROM ${made.busybox}\nCOPY own /own\n`, { own: `${tag} ${Math.random()}` });
    return idOf(tag);
  };
  const forget = (...references: string[]) =>
    onTestFinished(async () => {
      await shared()
        .docker("rmi", "-f", ...references)
        .catch(() => undefined);
    });

  test("pull brings the image, with each layer and the bytes of all", async () => {
    const engine = shared();
    await buildImage(engine, own("pulled"), `FROM ${made.busybox}\nCOPY big /\n`, {
      big: Buffer.alloc(1 << 20, version),
    });
    const reference = await open.publish(engine, own("pulled"));
    await engine.docker("rmi", own("pulled"));
    forget(reference);
    const states = await readAll(images(await hubOf(engine)).pull({ engine: engine.id, reference }));
    const last = states.at(-1)!;
    expect(last).toMatchObject({ reference: `${reference}:latest`, done: true });
    expect(last.current).toBe(last.total);
    expect(last.layers.length).toBe(2);
    for (const { status } of last.layers) expect(status).toMatch(/^(Pull complete|Already exists)$/);
    expect(last.messages.at(-1)).toMatch(/^Status: Downloaded newer image/);
    expect(await idOf(reference)).toMatch(/^sha256:/);
    const again = await readAll(images(await hubOf(engine)).pull({ engine: engine.id, reference }));
    expect(again.at(-1)).toMatchObject({
      done: true,
      messages: expect.arrayContaining([expect.stringMatching(/up to date/)]),
    });
  });

  test("leaving a pull cancels it in the engine, and a cut connection is no success", async () => {
    const engine = shared();
    await build(own("held"));
    await open.publish(engine, own("held"), `${own("held")}:1`);
    await engine.docker("rmi", own("held"));
    const slow = await slowRegistry(open, await topLayerOf(open, own("held"), "1"));
    const reference = `${slow.host}/${own("held")}:1`;
    forget(reference);

    const proxy = await startFaultProxy(engine.socket);
    onTestFinished(() => proxy.stop());
    const cut = readAll(images(await hubOf(engine, proxy.host)).pull({ engine: engine.id, reference }));
    await until("the engine asks for the layer", () => slow.downloads.size > 0);
    proxy.cutAll();
    await expect(cut).rejects.toMatchObject({ code: "INTERRUPTED" });
    await until("the engine gave up", () => slow.downloads.size === 0);

    const stream = await images(await hubOf(engine)).pull({ engine: engine.id, reference });
    const reader = stream.getReader();
    await reader.read();
    await until("the engine asks for the layer", () => slow.downloads.size > 0);
    await reader.cancel();
    await until("the engine gave up", () => slow.downloads.size === 0);
    await expect(idOf(reference)).rejects.toThrow(/No such/);
  });

  test("what cannot be pulled gets its own sentence", async () => {
    const engine = shared();
    const reference = await open.publish(engine, made.busybox, own("errors"));
    forget(reference);
    const secret = await closed.publish(engine, made.busybox, own("secret"));
    const api = images(await hubOf(engine));
    const pull = (wanted: string, platform?: string) =>
      readAll(api.pull({ engine: engine.id, reference: wanted, platform }));
    await expect(pull(`${reference}:nope`)).rejects.toMatchObject({
      code: "NOT_FOUND",
      message: expect.stringContaining("nope"),
    });
    await expect(pull(`${open.host}/not-here`)).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(pull(secret)).rejects.toMatchObject({
      code: "UNAUTHORIZED",
      message: expect.stringContaining("docker login"),
    });
    await expect(pull(`127.0.0.1:${await freePort()}/app`)).rejects.toMatchObject({
      code: "ENGINE_UNREACHABLE",
      message: expect.stringContaining("127.0.0.1"),
    });
    await expect(pull("registry.invalid/app")).rejects.toMatchObject({ code: "ENGINE_UNREACHABLE" });
    // An older engine takes such an image all the same, and warns; as docker pull does there.
    if (version === "20.10")
      expect((await pull(reference, "linux/s390x")).at(-1)!.messages.at(-1)).toMatch(/^WARNING: .*linux\/s390x/);
    else
      await expect(pull(reference, "linux/s390x")).rejects.toMatchObject({
        code: "UNSUPPORTED",
        message: expect.stringContaining("linux/s390x"),
      });
  });

  test("remove untags while another tag is left, then removes the image", async () => {
    const engine = shared();
    const id = await build(own("untag:1"));
    await engine.docker("tag", own("untag:1"), own("untag:2"));
    const api = images(await hubOf(engine), undefined, undefined, removeOne);
    await api.remove({ engine: engine.id, id, reference: own("untag:1") });
    expect(await idOf(own("untag:2"))).toBe(id);
    await expect(idOf(own("untag:1"))).rejects.toThrow(/No such/);
    await api.remove({ engine: engine.id, id, reference: own("untag:2") });
    await expect(idOf(id)).rejects.toThrow(/No such/);
    for (const tag of ["untag:1", "untag:2"]) expect(removed(own(tag))).toEqual([`tag ${id} removed`]);
    await expect(api.remove({ engine: engine.id, id, reference: own("untag:2") })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    await expect(api.inspect({ engine: engine.id, id, reference: id })).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  test("remove takes nothing when the tag moved to another image", async () => {
    const engine = shared();
    const id = await build(own("moved"));
    await engine.docker("tag", id, own("moved-kept"));
    const other = await build(own("moved"));
    forget(own("moved"), own("moved-kept"));
    await expect(
      images(await hubOf(engine), undefined, undefined, removeOne).remove({
        engine: engine.id,
        id,
        reference: own("moved"),
      }),
    ).rejects.toMatchObject({
      code: "CONFLICT",
      message: expect.stringContaining("moved to another image"),
    });
    expect(await idOf(own("moved"))).toBe(other);
    expect(removed(own("moved"))).toEqual([]);
  });

  test("remove says which containers use the image, and removes nothing", async () => {
    const engine = shared();
    const id = await build(own("used"));
    forget(own("used"));
    await engine.docker("create", "--name", own("user-a"), own("used"));
    await engine.docker("run", "-d", "--name", own("user-b"), own("used"), "sleep", "1000");
    onTestFinished(async () => {
      await engine.docker("rm", "-f", own("user-a"), own("user-b"));
    });
    const api = images(await hubOf(engine), undefined, undefined, removeOne);
    await expect(api.remove({ engine: engine.id, id, reference: own("used") })).rejects.toMatchObject({
      code: "IN_USE",
      message: expect.stringMatching(/is in use by the containers .*user-.*user-.* Remove those containers first/),
    });
    await expect(api.remove({ engine: engine.id, id, reference: id })).rejects.toMatchObject({ code: "IN_USE" });
    expect(await idOf(own("used"))).toBe(id);
  });

  test("inspect and history read the image itself", async () => {
    const engine = shared();
    const id = await idOf(made.web);
    const ref = { engine: engine.id, id, reference: made.web };
    const api = images(await hubOf(engine));
    expect(await api.inspect(ref)).toMatchObject({ Id: id, Config: { Cmd: expect.arrayContaining(["httpd"]) } });
    const history = await api.history(ref);
    expect(history[0]).toMatchObject({ id, createdBy: expect.stringContaining("httpd") });
    expect(Math.abs(Date.now() - history[0]!.created)).toBeLessThan(3_600_000);
    expect(history.length).toBeGreaterThan(4);
  });

  test("volumes and networks are inspected by their own name and ID", async () => {
    const engine = shared();
    await engine.docker("volume", "create", own("volume"));
    onTestFinished(async () => {
      await engine.docker("volume", "rm", own("volume"));
    });
    const hub = await hubOf(engine);
    expect(
      await volumes(hub, join(engine.folder, "data-of-drydock")).inspect({ engine: engine.id, name: own("volume") }),
    ).toMatchObject({
      Name: own("volume"),
    });
    const id = await engine.docker("network", "inspect", "--format", "{{.Id}}", "bridge");
    expect(await networks(hub).inspect({ engine: engine.id, id, name: "bridge" })).toMatchObject({
      Id: id,
      Name: "bridge",
    });
    await expect(networks(hub).inspect({ engine: engine.id, id: "gone", name: "gone" })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
  });
});
