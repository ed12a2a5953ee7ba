import { type ImageRef, imageRef } from "@shared/images.ts";
import type { ImageContent, ReadProgress } from "@shared/layers.ts";
import { describe, expect, onTestFinished, test } from "vitest";
import { layers } from "../../main/layers.ts";
import type { EngineAccess } from "../engine/engine-access.ts";
import { startFaultProxy } from "../engine/fault-proxy.ts";
import { buildImage, images as made } from "../engine/images.ts";
import { sharedEngine, sharedOlderEngine } from "../engine/shared-engine.ts";
import { until } from "../engine/until.ts";
import { smallHub } from "./try-container.ts";

const everything = ["added", "changed", "removed"] as const;

async function refOf(engine: EngineAccess, reference: string): Promise<ImageRef> {
  const id = await engine.docker("inspect", "--format", "{{.Id}}", reference);
  return imageRef.parse({ engine: engine.id, id, reference });
}

async function contentOf(api: ReturnType<typeof layers>, ref: ImageRef): Promise<ImageContent> {
  const reader = (await api.read(ref)).getReader();
  let last: ReadProgress | undefined;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return last!.content!;
    expect(value.bytes).toBeGreaterThanOrEqual(last?.bytes ?? 0);
    expect(value.total).toBeGreaterThanOrEqual(value.bytes);
    last = value;
  }
}

describe.each([
  ["26.1", sharedEngine],
  ["20.10", sharedOlderEngine],
])("layers of the engine %s", (version, shared) => {
  const own = (name: string) => `${name}-${version.replace(".", "-")}`;

  test("what each instruction adds, changes and removes, as its files say", async () => {
    const engine = shared();
    const tag = own("layered");
    await buildImage(
      engine,
      tag,
      `FROM ${made.busybox}
ENV A=b
COPY big /data/big
COPY other /data/big
RUN mkdir -p /data/folder && cp /data/big /data/folder/copy && touch /data/folder/empty
RUN rm -r /data/folder && mkdir /data/folder && echo new > /data/folder/new
RUN chmod 600 /etc/passwd
CMD ["sh"]
`,
      { big: Buffer.alloc(100_000, "a"), other: Buffer.alloc(40_000, "b") },
    );
    onTestFinished(async () => {
      await engine.docker("rmi", tag);
    });
    const api = layers(smallHub(engine));
    const ref = await refOf(engine, tag);
    await expect(async () =>
      api.files({ ...ref, layer: 0, folder: "", changes: [...everything] }),
    ).rejects.toMatchObject({ code: "NOT_FOUND" });
    const content = await contentOf(api, ref);
    const { RootFS } = JSON.parse((await engine.api("GET", `/images/${ref.id}/json`)).body);
    expect(content.layers.map(({ digest }) => digest)).toEqual(RootFS.Layers);
    const history: { CreatedBy: string; Size: number }[] = JSON.parse(
      (await engine.api("GET", `/images/${ref.id}/history`)).body,
    ).reverse();
    expect(content.history).toHaveLength(history.length);
    // What the engine says of a layer's size is what its files have; a link counts there by the length of its target.
    for (const [at, layer] of content.history.entries())
      if (layer !== 0) expect(layer === null ? 0 : content.layers[layer]!.written).toBe(history[at]!.Size);

    const first = content.history[history.findIndex(({ CreatedBy }) => /COPY file/.test(CreatedBy))]!;
    const [copied, overwritten, filled, emptied, changed] = [first, first + 1, first + 2, first + 3, first + 4];
    expect(content.layers[copied]).toMatchObject({ added: 1, written: 100_000, wasted: 100_000 });
    expect(content.layers[overwritten]).toMatchObject({ added: 0, changed: 1, written: 40_000, hidden: 100_000 });
    expect(content.layers[filled]).toMatchObject({ added: 2, written: 40_000, wasted: 40_000 });
    expect(content.layers[emptied]).toMatchObject({ added: 1, removed: 2, written: 4, hidden: 40_000 });
    const passwd = content.layers[changed]!;
    expect(passwd).toMatchObject({ added: 0, changed: 1, removed: 0 });
    expect(content.wasted).toBe(140_000 + passwd.written);
    expect(content.biggest.slice(0, 2).map(({ path, fate }) => [path, fate])).toEqual([
      ["/data/big", "overwritten"],
      [expect.stringMatching(/^\/data\/folder(\/copy)?$/), "removed"],
    ]);
    const inside = await api.files({ ...ref, layer: emptied, folder: "data/folder", changes: [...everything] });
    expect(inside.files.map(({ name, change }) => [name, change]).sort()).toEqual([
      ["copy", "removed"],
      ["empty", "removed"],
      ["new", "added"],
    ]);
    const found = await api.find({ ...ref, layer: changed, text: "PASSWD", changes: ["changed"] });
    expect(found).toMatchObject({ total: 1, files: [{ name: "/etc/passwd", mode: 0o600, uid: 0 }] });
    await expect(async () => api.find({ ...ref, layer: 99, text: "x", changes: [] })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
  });

  test("an image of one layer wastes nothing, and is read once", async () => {
    const engine = shared();
    const ref = await refOf(engine, made.busybox);
    const proxy = await startFaultProxy(engine.socket);
    onTestFinished(() => proxy.stop());
    const api = layers(smallHub(engine, proxy.host));
    const content = await contentOf(api, ref);
    expect(content).toMatchObject({ wasted: 0, wastes: 0, biggest: [], unlisted: 0 });
    expect(content.layers[0]!.added).toBeGreaterThan(100);
    const asked = proxy.requests.length;
    expect(await contentOf(api, ref)).toEqual(content);
    expect(proxy.requests).toHaveLength(asked);
  });

  test("leaving stops the reading, a cut connection is an error, and an image that is gone is said to be", async () => {
    const engine = shared();
    const proxy = await startFaultProxy(engine.socket);
    onTestFinished(() => proxy.stop());
    const hub = smallHub(engine, proxy.host);
    const ref = await refOf(engine, made.layers);
    await expect(contentOf(layers(hub), { ...ref, id: `sha256:${"0".repeat(64)}` })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    proxy.inject({ kind: "cut", afterBytes: 1_000_000 }, /\/get/);
    await expect(contentOf(layers(hub), ref)).rejects.toMatchObject({ code: "INTERRUPTED" });
    proxy.inject({ kind: "stall", afterBytes: 1_000_000 }, /\/get/);
    const reader = (await layers(hub).read(ref)).getReader();
    await until("the archive flows", async () => (await reader.read()).value!.bytes > 0);
    expect(proxy.open()).toBe(1);
    await reader.cancel();
    await until("the connection is closed", () => proxy.open() === 0);
  });
});
