import { mkdir, readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { projectFolder } from "../setup/places.mjs";

const source = join(projectFolder, "renderer/assets/icon.svg");

/**
 * Draws the app's icon from its one source, renderer/assets/icon.svg, into `folder`: NxN.png for Linux, icon.ico for
 * Windows, icon.icns for macOS.
 * @param {string} folder
 */
export async function drawIcons(folder) {
  // Only here, so that this file can be imported before the npm dependencies are installed.
  const { initWasm, Resvg } = await import("@resvg/resvg-wasm");
  await initWasm(await readFile(createRequire(import.meta.url).resolve("@resvg/resvg-wasm/index_bg.wasm")));
  const svg = await readFile(source, "utf8");
  // macOS icons keep a margin of a tenth on each side: 824 of 1024 pixels, as Apple's template has it.
  const withMargin = svg.replace('viewBox="0 0 64 64"', 'viewBox="-7.77 -7.77 79.53 79.53"');
  const draw = (/** @type {number} */ size, drawing = svg) =>
    new Resvg(drawing, { fitTo: { mode: "width", value: size } }).render();
  const png = (/** @type {number} */ size, drawing = svg) => Buffer.from(draw(size, drawing).asPng());

  await mkdir(folder, { recursive: true });
  for (const size of [16, 24, 32, 48, 64, 128, 256, 512])
    await writeFile(join(folder, `${size}x${size}.png`), png(size));
  const small = [16, 20, 24, 32, 40, 48, 64].map((size) => ({ size, image: bitmap(draw(size).pixels, size) }));
  await writeFile(join(folder, "icon.ico"), ico([...small, { size: 256, image: png(256) }]));
  await writeFile(
    join(folder, "icon.icns"),
    icns((size) => png(size, withMargin)),
  );
}

/**
 * A device-independent bitmap as an .ico holds it. Sizes below 256 are not PNG there: old dialogs and NSIS read only this.
 * @param {Uint8Array} pixels RGBA, premultiplied
 * @param {number} size
 * @see https://learn.microsoft.com/windows/win32/api/wingdi/ns-wingdi-bitmapinfoheader
 */
function bitmap(pixels, size) {
  const header = Buffer.alloc(40);
  header.writeUInt32LE(40, 0);
  header.writeInt32LE(size, 4);
  // Twice the height: the colours, then a one-bit mask, which 32-bit icons leave empty.
  header.writeInt32LE(size * 2, 8);
  header.writeUInt16LE(1, 12);
  header.writeUInt16LE(32, 14);
  const colours = Buffer.alloc(size * size * 4);
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const from = (y * size + x) * 4;
      const to = ((size - 1 - y) * size + x) * 4;
      const alpha = pixels[from + 3];
      const straight = (/** @type {number} */ value) => (alpha === 0 ? 0 : Math.round((value * 255) / alpha));
      colours.set([straight(pixels[from + 2]), straight(pixels[from + 1]), straight(pixels[from]), alpha], to);
    }
  }
  const mask = Buffer.alloc(Math.ceil(size / 32) * 4 * size);
  return Buffer.concat([header, colours, mask]);
}

/** @param {{ size: number, image: Buffer }[]} images */
function ico(images) {
  const directory = Buffer.alloc(6 + images.length * 16);
  directory.writeUInt16LE(1, 2);
  directory.writeUInt16LE(images.length, 4);
  let offset = directory.length;
  for (const [index, { size, image }] of images.entries()) {
    const entry = 6 + index * 16;
    // A byte each, in which 0 says 256.
    directory.writeUInt8(size % 256, entry);
    directory.writeUInt8(size % 256, entry + 1);
    directory.writeUInt16LE(1, entry + 4);
    directory.writeUInt16LE(32, entry + 6);
    directory.writeUInt32LE(image.length, entry + 8);
    directory.writeUInt32LE(offset, entry + 12);
    offset += image.length;
  }
  return Buffer.concat([directory, ...images.map(({ image }) => image)]);
}

/** Type codes of the PNG entries in an .icns, each with its size in pixels. */
const icnsTypes = /** @type {const} */ ([
  ["icp4", 16],
  ["icp5", 32],
  ["ic11", 32],
  ["ic12", 64],
  ["ic07", 128],
  ["ic13", 256],
  ["ic08", 256],
  ["ic14", 512],
  ["ic09", 512],
  ["ic10", 1024],
]);

/** @param {(size: number) => Buffer} png */
function icns(png) {
  const block = (/** @type {string} */ type, /** @type {Buffer} */ content) => {
    const head = Buffer.alloc(8);
    head.write(type, 0, "latin1");
    head.writeUInt32BE(content.length + 8, 4);
    return Buffer.concat([head, content]);
  };
  return block("icns", Buffer.concat(icnsTypes.map(([type, size]) => block(type, png(size)))));
}
