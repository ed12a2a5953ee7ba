import type { Duplex, Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import zlib from "node:zlib";
import { DrydockError } from "@shared/errors.ts";

export type Compression = "zst" | "gz" | "none";
type Bytes = AsyncIterable<Buffer>;

/** The compression that a file's name asks for. */
export const compressionOf = (file: string): Compression =>
  file.endsWith(".zst") ? "zst" : file.endsWith(".gz") ? "gz" : "none";

/** Says by its first bytes how a file is compressed, whatever its name is. */
export function compressionIn(start: Uint8Array): Compression {
  if (start[0] === 0x1f && start[1] === 0x8b) return "gz";
  if (start[0] === 0x28 && start[1] === 0xb5 && start[2] === 0x2f && start[3] === 0xfd) return "zst";
  return "none";
}

/** Node 22.15 and later have Zstandard themselves; the oldest Electron that Drydock runs on does not. */
const native = zlib as typeof zlib & { createZstdCompress?(): Duplex; createZstdDecompress?(): Duplex };

/** Compresses what flows, with bounded memory. Where Node has no Zstandard, one stream after the other: others wait. */
export function compressed(source: Bytes, compression: Compression): Bytes {
  if (compression === "none") return source;
  if (compression === "gz") return through(source, zlib.createGzip());
  return native.createZstdCompress ? through(source, native.createZstdCompress()) : zstdCompressed(source);
}

/** Decompresses what flows, with bounded memory; INVALID when it is damaged or ends too early. */
export async function* decompressed(source: Bytes, compression: Compression): AsyncGenerator<Buffer> {
  if (compression === "none") return yield* source;
  try {
    if (compression === "gz") yield* through(source, zlib.createGunzip());
    else if (native.createZstdDecompress) yield* through(source, native.createZstdDecompress());
    else yield* zstdDecompressed(source);
  } catch (error) {
    if (error instanceof DrydockError) throw error;
    throw new DrydockError(
      "INVALID",
      "This file is damaged or was cut short: it cannot be decompressed.",
      (error as Error).message,
    );
  }
}

async function* through(source: Bytes, change: Duplex): AsyncGenerator<Buffer> {
  const flowing = pipeline(source, change);
  flowing.catch(() => undefined);
  yield* change as Readable as Bytes;
  await flowing;
}

/** The library keeps the state of one stream. */
let turn: Promise<void> = Promise.resolve();

/** zstd in WebAssembly, for a runtime that has none: about 250 kB, loaded when it is needed first. */
async function* zstdCompressed(source: Bytes): AsyncGenerator<Buffer> {
  const before = turn;
  let finished = () => {};
  turn = new Promise((resolve) => {
    finished = resolve;
  });
  try {
    await before;
    const { Zstd } = await import("@hpcc-js/wasm-zstd");
    const zstd = await Zstd.load();
    zstd.reset();
    zstd.setCompressionLevel(3);
    // In pieces, because this thread does nothing else meanwhile: a few milliseconds each.
    for await (const chunk of source)
      for (let at = 0; at < chunk.length; at += 65_536) {
        const out = zstd.compressChunk(chunk.subarray(at, at + 65_536));
        if (out.length > 0) yield Buffer.from(out);
      }
    yield Buffer.from(zstd.compressEnd());
  } finally {
    finished();
  }
}

/** No usual zstd asks for a larger window, and all of it is kept in memory. */
export const largestWindow = 128 * 1024 * 1024;
/** So few bytes at once, because four of them may stand for 128 kB. */
const piece = 512;
/** The longest header of a frame. */
const headerLength = 18;

/** zstd in JavaScript, also of several frames one after the other. */
async function* zstdDecompressed(source: Bytes): AsyncGenerator<Buffer> {
  const { Decompress } = await import("fzstd");
  const found: Buffer[] = [];
  const stream = new Decompress((chunk) => chunk.length > 0 && found.push(Buffer.from(chunk)));
  let start: Buffer | undefined = Buffer.alloc(0);
  const checked = (bytes: Buffer): Buffer => {
    if (windowOf(bytes) > largestWindow)
      throw new DrydockError("UNSUPPORTED", "This file needs more than 128 MB of memory to be decompressed.");
    start = undefined;
    return bytes;
  };
  for await (const chunk of source) {
    let bytes = chunk;
    if (start) {
      start = Buffer.concat([start, chunk]);
      if (start.length < headerLength) continue;
      bytes = checked(start);
    }
    for (let at = 0; at < bytes.length; at += piece) {
      stream.push(bytes.subarray(at, at + piece));
      yield* found.splice(0);
    }
  }
  stream.push(start ?? new Uint8Array(0), true);
  yield* found;
}

/** Bytes of the window that a frame asks for (RFC 8878, 3.1.1.1). */
export function windowOf(frame: Buffer): number {
  const descriptor = frame[4]!;
  if ((descriptor & 0x20) === 0) {
    const window = frame[5]!;
    const base = 2 ** (10 + (window >> 3));
    return base + (base / 8) * (window & 7);
  }
  const at = 5 + [0, 1, 2, 4][descriptor & 3]!;
  switch (descriptor >> 6) {
    case 0:
      return frame[at]!;
    case 1:
      return frame.readUInt16LE(at) + 256;
    case 2:
      return frame.readUInt32LE(at);
    default:
      return Number(frame.readBigUInt64LE(at));
  }
}
