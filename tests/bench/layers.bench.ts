import { createHash } from "node:crypto";
import { createConnection } from "node:net";
import { PassThrough, type Readable } from "node:stream";
import { bench, describe, expect } from "vitest";
import { createDockerClient } from "../../main/docker/client.ts";
import { path } from "../../main/docker/path.ts";
import { layers } from "../../main/layers.ts";
import { sharedEngine } from "../engine/shared-engine.ts";
import { header } from "../main/layers/tar-files.ts";
import { readUntil, smallHub } from "../main/try-container.ts";

/** An image of 2 GB: 4 layers, each with 50,000 files of 10 kB, the last two over files of the first two. */
const layerCount = 4;
const filesEach = 50_000;
const content = Buffer.alloc(10_240, "Drydock");
const tag = "two-gigabytes:1";

function* layer(index: number): Generator<Buffer, void, undefined> {
  const folder = index % 2;
  for (let file = 0; file < filesEach; file += 1) {
    yield header(`srv/part-${folder}/deep-${file % 500}/file-${file}-${"x".repeat(20)}`, "0", content.length, {
      mode: 0o600 + index,
    });
    yield content;
  }
  yield Buffer.alloc(1024);
}

/** As `docker save` would have written it; made while it is sent, as nobody has room for it. */
async function* archive(): AsyncGenerator<Buffer, void, undefined> {
  const digests = Array.from({ length: layerCount }, (_, index) => {
    const hash = createHash("sha256");
    for (const piece of layer(index)) hash.update(piece);
    return hash.digest("hex");
  });
  const text = (value: unknown) => Buffer.from(JSON.stringify(value));
  const config = text({
    architecture: "amd64",
    os: "linux",
    config: {},
    rootfs: { type: "layers", diff_ids: digests.map((digest) => `sha256:${digest}`) },
    history: digests.map((_, index) => ({ created: "2026-01-01T00:00:00Z", created_by: `COPY part-${index} /srv` })),
  });
  const file = function* (name: string, bytes: Buffer) {
    yield header(name, "0", bytes.length, {});
    yield Buffer.concat([bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512)]);
  };
  for (const index of digests.keys()) {
    yield header(`${index}/layer.tar`, "0", filesEach * (512 + content.length) + 1024, {});
    yield* layer(index);
  }
  yield* file("config.json", config);
  yield* file(
    "manifest.json",
    text([{ Config: "config.json", RepoTags: [tag], Layers: digests.map((_, index) => `${index}/layer.tar`) }]),
  );
  yield Buffer.alloc(1024);
}

describe("the files of a 2 GB image", () => {
  const engine = sharedEngine();
  const hub = smallHub(engine);
  let id = "";

  /** Hooks do not run in benchmarks; the engine and all in it end with the run. */
  const setup = async () => {
    if (id) return;
    const client = createDockerClient(engine.host);
    const body = new PassThrough();
    const answer = client.upload("POST", path`/images/load`, body, { deadline: 10 * 60_000 });
    for await (const piece of archive())
      if (!body.write(piece)) await new Promise((resolve) => body.once("drain", resolve));
    body.end();
    for await (const _ of (await answer) as Readable);
    client.close();
    id = await engine.docker("inspect", "--format", "{{.Id}}", tag);
  };
  const once = { iterations: 2, time: 0, warmupIterations: 0, warmupTime: 0, setup };

  const rawDrain = () =>
    new Promise<void>((resolve, reject) => {
      const socket = createConnection(engine.socket, () =>
        socket.write(`GET /images/${id}/get HTTP/1.1\r\nHost: docker\r\nConnection: close\r\n\r\n`),
      );
      socket.on("data", () => undefined);
      socket.on("close", () => resolve());
      socket.on("error", reject);
    });

  bench("raw socket drain", rawDrain, once);

  bench(
    "read layer by layer",
    async () => {
      global.gc?.();
      const before = process.memoryUsage().rss;
      let most = before;
      const timer = setInterval(() => {
        most = Math.max(most, process.memoryUsage().rss);
      }, 20);
      const progress = await layers(hub).read({ engine: engine.id, id, reference: tag });
      let wasted = 0;
      await readUntil(progress, (states) => {
        wasted = states.at(-1)?.content?.wasted ?? 0;
        return false;
      });
      clearInterval(timer);
      expect(wasted).toBe(2 * filesEach * content.length);
      const mega = (bytes: number) => `${Math.round(bytes / 1e6)} MB`;
      console.log(
        `resident memory: ${mega(before)} before, ${mega(most)} at most, ${mega(process.memoryUsage().rss)} after`,
      );
    },
    once,
  );
});
