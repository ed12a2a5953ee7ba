import { Readable } from "node:stream";
import { gzipSync } from "node:zlib";
import { Zstd } from "@hpcc-js/wasm-zstd";
import { expect, test } from "vitest";
import { readArchive } from "../../../main/layers/archive.ts";
import { combine } from "../../../main/layers/combine.ts";
import { createListing } from "../../../main/layers/listing.ts";
import { header, ociArchive, type TarFile, tar } from "./tar-files.ts";

const everything = ["added", "changed", "removed"] as const;

/** Reads an archive that arrives in pieces of `piece` bytes. */
async function read(archive: Buffer, piece = 64 * 1024, options = {}) {
  const pieces = function* () {
    for (let at = 0; at < archive.length; at += piece) yield archive.subarray(at, at + piece);
  };
  const image = combine(await readArchive(Readable.from(pieces()), { onBytes: () => undefined, ...options }));
  const listing = createListing(image);
  return { image, content: image.content, listing, all: (layer: number) => listing.find(layer, "/", everything).files };
}
const folder = (name: string, more: Partial<TarFile> = {}): TarFile => ({ name, type: "5", mode: 0o755, ...more });
const file = (name: string, bytes: number, more: Partial<TarFile> = {}): TarFile => ({
  name,
  content: Buffer.alloc(bytes, name),
  ...more,
});

test("tells per layer what is added, changed and removed, and what was written for nothing", async () => {
  const { content, all } = await read(
    ociArchive(
      [
        tar([folder("app/"), file("app/kept", 100), file("app/twice", 1000), file("app/gone", 300)]),
        tar([
          folder("app/"),
          file("app/twice", 500),
          { name: "app/.wh.gone" },
          { name: "app/twice-too", type: "1", target: "app/twice" },
        ]),
        tar([folder("app/", { mode: 0o700 }), { name: "app/link", type: "2", target: "../etc/passwd" }]),
      ],
      [
        { created_by: "COPY app /app" },
        { created_by: "ENV a=b", empty_layer: true },
        { created_by: "RUN make" },
        { created_by: "RUN chmod" },
      ],
    ),
  );
  expect(content.history).toEqual([0, null, 1, 2]);
  expect(content.layers).toMatchObject([
    { added: 3, changed: 0, removed: 0, written: 1400, hidden: 0, wasted: 1300 },
    { added: 1, changed: 1, removed: 1, written: 500, hidden: 1300, wasted: 0 },
    { added: 1, changed: 0, removed: 0, written: 0, hidden: 0, wasted: 0 },
  ]);
  expect(content).toMatchObject({ written: 1900, wasted: 1300, wastes: 2, unlisted: 0 });
  expect(content.biggest).toEqual([
    { path: "/app/twice", bytes: 1000, files: 1, fate: "overwritten", writtenIn: [0], hiddenIn: 1 },
    { path: "/app/gone", bytes: 300, files: 1, fate: "removed", writtenIn: [0], hiddenIn: 1 },
  ]);
  expect(all(1)).toMatchObject([
    { path: "app/twice", change: "changed", size: 500, before: 1000 },
    { path: "app/gone", change: "removed", size: 0, before: 300 },
    { path: "app/twice-too", change: "added", kind: "hard link", target: "/app/twice" },
  ]);
  expect(all(2)).toMatchObject([
    { path: "app", change: "changed", kind: "folder", mode: 0o700 },
    { path: "app/link", change: "added", kind: "link", target: "../etc/passwd" },
  ]);
});

test("a folder that is removed or starts empty takes with it what was in there", async () => {
  const below = tar([
    folder("cache/"),
    folder("cache/deep/"),
    file("cache/deep/a", 10),
    file("cache/b", 20),
    folder("etc/"),
    file("etc/old", 5),
    file("etc/same", 7),
  ]);
  const { content, listing } = await read(
    ociArchive([
      below,
      tar([
        { name: ".wh.cache" },
        folder("etc/"),
        { name: "etc/.wh..wh..opq" },
        file("etc/same", 8),
        { name: ".wh..wh.plnk" },
      ]),
    ]),
  );
  expect(content.layers[1]).toMatchObject({ added: 0, changed: 1, removed: 3, written: 8, hidden: 42 });
  expect(content.biggest[0]).toEqual({
    path: "/cache",
    bytes: 30,
    files: 2,
    fate: "removed",
    writtenIn: [0],
    hiddenIn: 1,
  });
  const root = listing.files(1, "", everything);
  expect(root.files.map(({ name }) => name)).toEqual(["cache", "etc"]);
  expect(root.files[0]).toMatchObject({ change: "removed", within: { removed: 2, hidden: 30 } });
  expect(listing.files(1, "etc", ["changed"]).files).toMatchObject([{ name: "same", before: 7, size: 8 }]);
  expect(listing.files(1, "cache/deep", everything).files).toMatchObject([{ name: "a", change: "removed" }]);
});

test("a hard link that stays keeps the content, and a file in a folder's place removes the folder", async () => {
  const { content, all } = await read(
    ociArchive([
      tar([file("one", 1000), { name: "two", type: "1", target: "one" }, folder("place/"), file("place/in", 50)]),
      tar([{ name: ".wh.one" }, file("place", 5)]),
      tar([{ name: ".wh.two" }]),
    ]),
  );
  expect(content.layers.map(({ hidden }) => hidden)).toEqual([0, 50, 1000]);
  expect(content.wasted).toBe(1050);
  expect(all(1)).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ path: "place", change: "changed", kind: "file" }),
      expect.objectContaining({ path: "place/in", change: "removed" }),
    ]),
  );
});

test("the pieces in which it arrives and how layers are packed make no difference", async () => {
  const layers = [
    tar([folder("a/"), file("a/x", 3000), file(`a/${"long-".repeat(60)}name`, 10)]),
    tar([{ name: "a/.wh.x" }, file("{looks like JSON", 600)]),
    tar([]),
  ];
  const plain = await read(ociArchive(layers));
  expect(plain.content).toMatchObject({ written: 3610, wasted: 3000 });
  expect(plain.all(0).map(({ name }) => name)).toContain(`/a/${"long-".repeat(60)}name`);
  for (const piece of [1, 511, 513, 4096])
    expect((await read(ociArchive(layers), piece)).content).toEqual(plain.content);
  const packed = await read(ociArchive(layers.map((layer) => gzipSync(layer))), 1000);
  expect(packed.content.layers.map(({ digest: _, ...rest }) => rest)).toEqual(
    plain.content.layers.map(({ digest: _, ...rest }) => rest),
  );
  const zstd = await Zstd.load();
  const squeezed = layers.map((layer) => Buffer.from(zstd.compress(layer)));
  for (const piece of [700, 64 * 1024]) {
    const unpacked = await read(ociArchive(squeezed), piece);
    expect(unpacked.content.layers.map(({ digest: _, ...rest }) => rest)).toEqual(
      plain.content.layers.map(({ digest: _, ...rest }) => rest),
    );
  }
  const [first] = squeezed;
  const cut = ociArchive([first!.subarray(0, first!.length - 20)]);
  await expect(read(cut)).rejects.toMatchObject({ code: "UNSUPPORTED" });
  // A window of two gigabytes is not made room for.
  const greedy = Buffer.concat([first!.subarray(0, 4), Buffer.from([0x00, 0xa8]), Buffer.alloc(600)]);
  await expect(read(ociArchive([greedy]))).rejects.toMatchObject({ detail: expect.stringContaining("128 MB") });
});

test("reads the archive that Docker up to 24 writes: a folder a layer, and links to layers that occur twice", async () => {
  const layer = tar([file("same", 10)]);
  const { content } = await read(
    tar([
      folder("aaa/"),
      { name: "aaa/json", content: "{}" },
      { name: "aaa/layer.tar", content: layer },
      folder("bbb/"),
      { name: "bbb/layer.tar", type: "2", target: "../aaa/layer.tar" },
      { name: "ccc.json", content: JSON.stringify({ rootfs: { diff_ids: ["sha256:1", "sha256:1"] } }) },
      {
        name: "manifest.json",
        content: JSON.stringify([{ Config: "ccc.json", Layers: ["aaa/layer.tar", "bbb/layer.tar"] }]),
      },
    ]),
  );
  expect(content).toMatchObject({ written: 20, wasted: 10, history: [] });
});

test("names that mean harm are names", async () => {
  const names = [
    "../../etc/shadow",
    "/absolute",
    "a\nb\u001b[31m",
    "‮gpj.exe",
    "<img src=x onerror=alert(1)>",
    "__proto__",
  ];
  const { all, listing } = await read(ociArchive([tar(names.map((name) => file(name, 5)))]));
  expect(
    all(0)
      .map(({ path }) => path)
      .sort(),
  ).toEqual(
    ["etc/shadow", "absolute", "a\nb\u001b[31m", "‮gpj.exe", "<img src=x onerror=alert(1)>", "__proto__"].sort(),
  );
  expect(listing.files(0, "../..", everything).total).toBe(6);
  expect(listing.find(0, "ABSOLUTE", everything).total).toBe(1);
});

test("more files than are kept are counted, and said to be left out", async () => {
  const names = Array.from({ length: 50 }, (_, at) => file(`f${at}`, 10));
  const { content, listing } = await read(ociArchive([tar(names)]), 4096, { mostEntries: 20 });
  expect(content).toMatchObject({ written: 500, unlisted: 30, layers: [{ added: 20, unlisted: 30 }] });
  expect(listing.files(0, "", everything).total).toBe(20);
  expect((await read(ociArchive([tar(names)]), 4096, { mostPaths: 11 })).content.unlisted).toBe(40);
});

test("300 MB of layers are read in a small part of that memory", async () => {
  const filesEach = 15_000;
  const bytes = Buffer.alloc(10_240, "x");
  const one = filesEach * (512 + bytes.length) + 1024;
  const config = { name: "c.json", content: "{}" };
  const manifest = {
    name: "manifest.json",
    content: JSON.stringify([{ Config: "c.json", Layers: ["a/layer.tar", "b/layer.tar"] }]),
  };
  let most = 0;
  const memory = () => {
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    return heapUsed + arrayBuffers;
  };
  const archive = function* () {
    for (const layer of ["a", "b"]) {
      yield header(`${layer}/layer.tar`, "0", one, {});
      for (let at = 0; at < filesEach; at += 1) {
        yield header(`srv/folder-${at % 100}/file-${at}`, "0", bytes.length, {});
        yield bytes;
        if (at % 1000 === 0) most = Math.max(most, memory());
      }
      yield Buffer.alloc(1024);
    }
    // Without the blocks of zeros that end an archive.
    yield tar([config, manifest]);
  };
  const before = memory();
  const image = combine(await readArchive(Readable.from(archive()), { onBytes: () => undefined }));
  expect(image.content).toMatchObject({ written: 2 * filesEach * bytes.length, wasted: filesEach * bytes.length });
  expect(most - before).toBeLessThan(100_000_000);
});

test("what is no image, broken or cut off is refused with a sentence", async () => {
  const layer = tar([file("a", 2000)]);
  const refused = { code: "UNSUPPORTED", message: expect.stringMatching(/\.$/) };
  await expect(read(Buffer.alloc(0))).rejects.toMatchObject(refused);
  await expect(read(ociArchive([layer]).subarray(0, 1600))).rejects.toMatchObject(refused);
  await expect(read(tar([{ name: "manifest.json", content: "[" }]))).rejects.toMatchObject(refused);
  const missing = JSON.stringify([{ Config: "c.json", Layers: ["gone/layer.tar"] }]);
  await expect(
    read(
      tar([
        { name: "c.json", content: "{}" },
        { name: "manifest.json", content: missing },
      ]),
    ),
  ).rejects.toMatchObject({ ...refused, detail: "no gone/layer.tar" });
  await expect(read(ociArchive([Buffer.concat([Buffer.from([0x1f, 0x8b]), Buffer.alloc(600)])]))).rejects.toMatchObject(
    refused,
  );
  const wrong = Buffer.from(layer);
  wrong[0] = 66;
  await expect(read(ociArchive([wrong]))).rejects.toMatchObject({
    ...refused,
    detail: expect.stringContaining("checksum"),
  });
  // A header that announces two gigabytes of attributes must not be waited for in memory.
  const greedy = Buffer.concat([header("x", "x", 2 ** 31, {}), Buffer.alloc(4096)]);
  await expect(read(ociArchive([greedy]))).rejects.toMatchObject({
    ...refused,
    detail: expect.stringContaining("header"),
  });
});
