import { createHash } from "node:crypto";

/** One entry of an archive that a test makes. */
export interface TarFile {
  readonly name: string;
  /** A file with this content, unless `type` says otherwise. */
  readonly content?: string | Buffer;
  readonly type?: "0" | "1" | "2" | "5";
  readonly target?: string;
  readonly mode?: number;
  readonly uid?: number;
}

/** A tar archive in memory, byte for byte as a test wants it; names that have no room in a header get a pax one. */
export function tar(files: readonly TarFile[]): Buffer {
  return Buffer.concat([...files.flatMap(entry), Buffer.alloc(1024)]);
}

function entry({ name, content = "", type = "0", target = "", mode = 0o644, uid = 0 }: TarFile): Buffer[] {
  const bytes = Buffer.from(content);
  const long = Buffer.byteLength(name) > 100 || Buffer.byteLength(target) > 100;
  const extended = long ? [pax({ path: name, ...(target ? { linkpath: target } : {}) })] : [];
  return [...extended, header(name, type, bytes.length, { mode, uid, target }), padded(bytes)];
}

const padded = (bytes: Buffer) => Buffer.concat([bytes, Buffer.alloc((512 - (bytes.length % 512)) % 512)]);

function pax(records: Readonly<Record<string, string>>): Buffer {
  const lines = Object.entries(records).map(([key, value]) => {
    const rest = Buffer.byteLength(` ${key}=${value}\n`);
    let length = rest + String(rest).length;
    if (rest + String(length).length !== length) length += 1;
    return `${length} ${key}=${value}\n`;
  });
  const bytes = Buffer.from(lines.join(""));
  return Buffer.concat([header("PaxHeaders/x", "x", bytes.length, {}), padded(bytes)]);
}

/** One header block, of a size that may be a lie. */
export function header(
  name: string,
  type: string,
  size: number,
  { mode = 0o644, uid = 0, target = "" }: { mode?: number; uid?: number; target?: string },
): Buffer {
  const block = Buffer.alloc(512);
  const octal = (value: number, at: number, length: number) =>
    block.write(`${value.toString(8).padStart(length - 1, "0")}\0`, at);
  block.write(name, 0, 100);
  octal(mode, 100, 8);
  octal(uid, 108, 8);
  octal(0, 116, 8);
  octal(size, 124, 12);
  octal(0, 136, 12);
  block.write("        ", 148);
  block.write(type, 156);
  block.write(target, 157, 100);
  block.write("ustar\0" + "00", 257);
  octal(
    block.reduce((sum, byte) => sum + byte, 0),
    148,
    7,
  );
  return block;
}

/** The archive of an image in OCI layout, as Docker 25 and later save it: these layers, bottom first, and this history. */
export function ociArchive(
  layers: readonly Buffer[],
  history: readonly { readonly created_by: string; readonly empty_layer?: boolean }[] = [],
): Buffer {
  const digest = (bytes: Buffer) => createHash("sha256").update(bytes).digest("hex");
  const blob = (bytes: Buffer) => `blobs/sha256/${digest(bytes)}`;
  const config = Buffer.from(
    JSON.stringify({ rootfs: { diff_ids: layers.map((layer) => `sha256:${digest(layer)}`) }, history }),
  );
  const blobs = [...new Map([...layers, config].map((bytes) => [blob(bytes), bytes]))].sort(([a], [b]) =>
    a < b ? -1 : 1,
  );
  return tar([
    ...blobs.map(([name, content]) => ({ name, content })),
    {
      name: "manifest.json",
      content: JSON.stringify([{ Config: blob(config), RepoTags: null, Layers: layers.map(blob) }]),
    },
  ]);
}
