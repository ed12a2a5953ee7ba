import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type ImageRef, imageRef } from "@shared/images.ts";
import type { ImageContent, ReadProgress } from "@shared/layers.ts";
import { describe, expect, onTestFinished, test } from "vitest";
import { tarReader } from "../../main/files/tar.ts";
import { images } from "../../main/images.ts";
import { layers } from "../../main/layers.ts";
import { startEngine } from "../engine/engine.ts";
import { dockerCli, type EngineAccess } from "../engine/engine-access.ts";
import { startFaultProxy } from "../engine/fault-proxy.ts";
import { buildImage, buildImages, images as made } from "../engine/images.ts";
import { sharedEngine, sharedOlderEngine } from "../engine/shared-engine.ts";
import { until } from "../engine/until.ts";
import { newName, readUntil, smallHub } from "./try-container.ts";

const everything = ["added", "changed", "removed"] as const;

/** Everything that layers can do to each other. */
const stacked = `FROM ${made.busybox}
COPY file /work/file
RUN mkdir -p /work/folder/deep /work/emptied /work/replaced && echo a > /work/folder/deep/a && echo b > /work/emptied/b && echo c > /work/replaced/c && ln -s folder /work/link && ln /work/file /work/second
RUN rm -r /work/folder && echo file > /work/folder && chmod 4711 /work/file && rm /work/second
RUN rm -r /work/emptied && mkdir /work/emptied && echo d > /work/emptied/d && rm /work/link && mkdir /work/link && echo e > /work/link/e
RUN rm -r /work/replaced && mkdir /work/replaced && chmod 700 /work/replaced && touch "/work/replaced/$(printf 'line\\nbreak')"
`;

/** What docker puts into a container when it makes one, and BuildKit leaves in an image. */
const ofContainers = /^(dev|proc|sys|\.dockerenv|etc\/(hosts|hostname|resolv\.conf|mtab))(\/|$)/;

/** What a container of the image has, without what docker puts there when it makes one. */
async function exported(engine: EngineAccess, tag: string): Promise<Record<string, string>> {
  const container = newName();
  await engine.docker("create", "--name", container, tag, "sh");
  const file = join(engine.folder, `${container}.tar`);
  await engine.docker("export", "--output", file, container);
  await engine.docker("rm", container);
  const kinds: Record<string, string> = { 0: "file", 1: "hard link", 2: "link", 5: "folder" };
  const found: [string, string][] = [];
  const reader = tarReader(({ name, type, size, mode, target }) => {
    const path = name.replace(/^\.\/|\/$/g, "");
    if (path && !ofContainers.test(path))
      found.push([
        path,
        `${kinds[type]} ${(mode & 0o7777).toString(8)} ${type === "0" ? size : ""}${type === "2" ? target : ""}`,
      ]);
    return undefined;
  });
  reader.push(readFileSync(file));
  rmSync(file);
  return Object.fromEntries(found.sort());
}

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

  test.each(["classic", ...(version === "26.1" ? ["BuildKit"] : [])])(
    "the layers over each other are the files of a container (%s builder)",
    async (builder) => {
      const engine = shared();
      const tag = own(`stacked-${builder.toLowerCase()}`);
      const folder = join(engine.folder, tag);
      mkdirSync(folder);
      writeFileSync(join(folder, "Dockerfile"), stacked);
      writeFileSync(join(folder, "file"), "content");
      onTestFinished(async () => {
        rmSync(folder, { recursive: true });
        await engine.docker("rmi", tag);
      });
      await dockerCli(engine, ["build", "--quiet", "--tag", tag, folder], {
        DOCKER_BUILDKIT: builder === "BuildKit" ? "1" : "0",
      });
      const api = layers(smallHub(engine));
      const ref = await refOf(engine, tag);
      const content = await contentOf(api, ref);
      const seen = new Map<string, string>();
      for (const layer of content.layers.keys()) {
        const { files, total } = await api.find({ ...ref, layer, text: "/", changes: [...everything] });
        expect(files).toHaveLength(total);
        for (const { path, change } of files) if (change === "removed") seen.delete(path);
        for (const { path, change, kind, size, mode, target } of files)
          if (change !== "removed")
            seen.set(
              path,
              `${kind} ${mode.toString(8)} ${kind === "file" ? size : ""}${kind === "link" ? target : ""}`,
            );
      }
      expect(Object.fromEntries([...seen].filter(([path]) => !ofContainers.test(path)).sort())).toEqual(
        await exported(engine, tag),
      );
      expect(seen.get("work/folder")).toMatch(/^file/);
    },
  );

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

test("an engine that keeps images in containerd sends compressed layers, and does not say what is shared", async () => {
  const engine = await startEngine();
  onTestFinished(() => engine.stop());
  writeFileSync(join(engine.folder, "daemon.json"), '{"features":{"containerd-snapshotter":true}}');
  await engine.restart();
  await buildImages(engine, ["web"]);
  expect(await engine.docker("info", "--format", "{{.Driver}}")).toBe("overlayfs");
  const hub = smallHub(engine);
  const ref = await refOf(engine, made.web);
  const content = await contentOf(layers(hub), ref);
  expect(content.layers).toMatchObject([{ removed: 0 }, { added: 2, changed: 0, removed: 0 }]);
  expect(content.history.filter((layer) => layer !== null)).toEqual([0, 1]);
  const uses = (await readUntil(await images(hub).uses(ref))).at(-1)!;
  expect(uses.related).toMatchObject([{ relation: "its base", layers: 1 }]);
  expect(uses.frees).toMatchObject({ least: 0, why: expect.stringContaining("containerd") });
});
