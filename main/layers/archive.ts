import { once } from "node:events";
import type { Readable, Transform } from "node:stream";
import * as zlib from "node:zlib";
import { DrydockError } from "@shared/errors.ts";
import { z } from "zod";
import { type Content, tarReader } from "../files/tar.ts";
import { type LayerEntries, layerReader } from "./entries.ts";
import { createPaths, type Paths } from "./paths.ts";
import { zstdContent } from "./zstd.ts";

/** An image as its archive (`docker save`) has it. */
export interface Archive {
  readonly paths: Paths;
  /** From the bottom up. */
  readonly layers: readonly LayerEntries[];
  readonly digests: readonly string[];
  /** For each instruction, oldest first, whether it made no layer. */
  readonly emptyLayers: readonly boolean[];
}

export interface ReadOptions {
  /** Told of every piece of the archive that arrived, in bytes. */
  readonly onBytes: (bytes: number) => void;
  /** Paths that are kept in all, and entries in one layer; more are only counted. */
  readonly mostPaths?: number;
  readonly mostEntries?: number;
}

/** Manifest and configuration of real images have some 20 kB; a text longer than this is a file that looks like one. */
const longestText = 8 * 1024 * 1024;
const mostLayers = 1000;

const manifests = z.array(z.object({ Config: z.string(), Layers: z.array(z.string()).max(mostLayers) })).min(1);
const configuration = z.object({
  rootfs: z.object({ diff_ids: z.array(z.string()).catch([]) }).catch({ diff_ids: [] }),
  history: z.array(z.object({ empty_layer: z.boolean().catch(false) })).catch([]),
});

/**
 * Reads the archive of one image as `GET /images/{id}/get` sends it: with a `layer.tar` in a folder each (Docker up to
 * 24, Podman) or as an OCI layout (from 25 on), where a layer may be compressed. Which layer is which stands in its last
 * file, so each is read as it comes and put in order then. Nothing but paths and numbers is kept. Throws UNSUPPORTED for
 * what is no image.
 */
export async function readArchive(archive: Readable, options: ReadOptions): Promise<Archive> {
  const { onBytes, mostPaths = 1_000_000, mostEntries = 500_000 } = options;
  const paths = createPaths(mostPaths);
  const layers = new Map<string, LayerEntries>();
  const texts = new Map<string, string>();
  const links = new Map<string, string>();
  const unpacking = new Set<Unpacking>();

  const layerContent = (file: string): Content => {
    const reader = layerReader(paths, mostEntries);
    return {
      push: reader.push,
      end: () => void layers.set(file, reader.end()),
    };
  };
  const contentOf = (file: string, encoding: Encoding): Content | undefined => {
    if (encoding === "text") return textContent((text) => texts.set(file, text));
    if (!/(?:^|\/)layer\.tar$|^blobs\//.test(file)) return undefined;
    const content = layerContent(file);
    if (encoding === "tar") return content;
    if (encoding === "zstd" && !native.createZstdDecompress) return zstdContent(content);
    const unpacked = unpack(encoding, content);
    unpacking.add(unpacked);
    return unpacked;
  };
  const reader = tarReader(({ name, type, target }) => {
    const file = name.replace(/^\.\//, "");
    // Docker up to 24 writes a layer that occurs twice once, and a link to it the other times.
    if (type === "2") links.set(file, new URL(target, `file:///${file}`).pathname.slice(1));
    else if (type === "1") links.set(file, target);
    return type === "0" ? sniffed((encoding) => contentOf(file, encoding)) : undefined;
  });

  for await (const bytes of archive as AsyncIterable<Buffer>) {
    onBytes(bytes.length);
    reader.push(bytes);
    for (const unpacked of unpacking) {
      await unpacked.ready();
      if (unpacked.done()) unpacking.delete(unpacked);
    }
  }
  reader.end();
  for (const unpacked of unpacking) await unpacked.finished;
  return assembled(paths, layers, texts, links);
}

function assembled(
  paths: Paths,
  layers: ReadonlyMap<string, LayerEntries>,
  texts: ReadonlyMap<string, string>,
  links: ReadonlyMap<string, string>,
): Archive {
  const [image] = parsed(manifests, texts.get("manifest.json"), "has no manifest that can be read");
  const config = parsed(configuration, texts.get(image!.Config), "has no configuration that can be read");
  return {
    paths,
    layers: image!.Layers.map((file) => {
      const layer = layers.get(file) ?? layers.get(links.get(file) ?? "");
      if (layer) return layer;
      throw new DrydockError("UNSUPPORTED", "The engine sent this image without one of its layers.", `no ${file}`);
    }),
    digests: config.rootfs.diff_ids,
    emptyLayers: config.history.map(({ empty_layer }) => empty_layer),
  };
}

function parsed<T extends z.ZodType>(schema: T, json: string | undefined, fault: string): z.output<T> {
  try {
    return schema.parse(JSON.parse(json ?? ""));
  } catch (error) {
    throw new DrydockError("UNSUPPORTED", `The archive that the engine sent ${fault}.`, String(error).slice(0, 500));
  }
}

type Encoding = "text" | "tar" | "gzip" | "zstd";

function encodingOf(first: Buffer): Encoding {
  const starts = (...bytes: number[]) => bytes.every((byte, at) => first[at] === byte);
  if (starts(0x1f, 0x8b)) return "gzip";
  if (starts(0x28, 0xb5, 0x2f, 0xfd)) return "zstd";
  // An archive's first file may have a name that starts like JSON.
  const isTar = first.length === 512 && first.toString("latin1", 257, 262) === "ustar";
  return !isTar && (starts(0x7b) || starts(0x5b)) ? "text" : "tar";
}

/** Looks at the first 512 bytes before it decides who takes the content. */
function sniffed(choose: (encoding: Encoding) => Content | undefined): Content {
  const first = Buffer.alloc(512);
  let length = 0;
  let content: Content | undefined;
  const decide = () => {
    content = choose(encodingOf(first.subarray(0, length)));
    content?.push(first.subarray(0, length));
    length = Number.POSITIVE_INFINITY;
  };
  return {
    push(piece) {
      let rest = piece;
      if (length < first.length) {
        const taken = piece.copy(first, length);
        rest = piece.subarray(taken);
        length += taken;
        if (length === first.length) decide();
      }
      if (rest.length > 0) content?.push(rest);
    },
    end() {
      if (length > 0 && length < first.length) decide();
      content?.end();
    },
  };
}

function textContent(done: (text: string) => void): Content {
  const pieces: Buffer[] = [];
  let length = 0;
  return {
    push(piece) {
      length += piece.length;
      if (length <= longestText) pieces.push(piece);
      else pieces.length = 0;
    },
    end: () => done(Buffer.concat(pieces).toString()),
  };
}

/** Node has zstd since 22.15; the oldest Electron that Drydock supports has an older one. */
const native = zlib as { createZstdDecompress?: () => Transform };

interface Unpacking extends Content {
  /** Settles when it takes more; rejects with what is wrong with what it got. */
  ready(): Promise<unknown>;
  done(): boolean;
  readonly finished: Promise<void>;
}

function unpack(encoding: "gzip" | "zstd", content: Content): Unpacking {
  const unpacker = encoding === "gzip" ? zlib.createGunzip() : native.createZstdDecompress!();
  let full = false;
  let done = false;
  const finished = (async () => {
    try {
      for await (const bytes of unpacker as AsyncIterable<Buffer>) content.push(bytes);
      content.end();
    } catch (error) {
      throw error instanceof DrydockError
        ? error
        : new DrydockError("UNSUPPORTED", "A layer of this image cannot be unpacked.", String(error));
    } finally {
      done = true;
      unpacker.destroy();
    }
  })();
  // It is looked at with the next bytes or at the end; nobody waits for it in between.
  finished.catch(() => undefined);
  return {
    push: (piece) => {
      full = !unpacker.write(piece);
    },
    end: () => void unpacker.end(),
    ready: async () => {
      if (done) return finished;
      if (!full) return;
      full = false;
      await Promise.race([once(unpacker, "drain"), finished]);
    },
    done: () => done,
    finished,
  };
}
