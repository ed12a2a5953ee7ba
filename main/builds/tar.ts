/** One file of a tar. */
export interface TarEntry {
  /** A folder's ends with `/`. */
  readonly name: string;
  /** Permissions and the bits of its kind, as `lstat` has them: the engine's cache compares both. */
  readonly mode: number;
  /** Bytes that follow. */
  readonly size: number;
  /** Seconds since the epoch. */
  readonly mtime: number;
  readonly kind: "file" | "link" | "symlink" | "character" | "block" | "folder" | "fifo";
  readonly linkname?: string;
  readonly device?: { readonly major: number; readonly minor: number };
}

const block = 512;
const kinds = { file: "0", link: "1", symlink: "2", character: "3", block: "4", folder: "5", fifo: "6" } as const;
/** The largest number that eleven octal digits hold. */
const mostOctal = 8 ** 11 - 1;

/** The zeros after a file's last byte. */
export const tarPadding = (size: number): Buffer => Buffer.alloc((block - (size % block)) % block);
/** What a tar ends with. */
export const tarEnd: Buffer = Buffer.alloc(2 * block);

/**
 * The header of one file in POSIX's format, owned by root; long and foreign names come in a header before it.
 * (Written here because libraries drop the bits of a file's kind, and engines would not know their cached steps again.)
 */
export function tarHeader(entry: TarEntry): Buffer {
  const { name, linkname = "", size } = entry;
  const records = {
    ...(fits(name) ? {} : { path: name }),
    ...(fits(linkname) ? {} : { linkpath: linkname }),
    ...(size <= mostOctal ? {} : { size: String(size) }),
  };
  const header = plainHeader(entry, kinds[entry.kind]);
  if (Object.keys(records).length === 0) return header;
  const body = Buffer.concat(Object.entries(records).map(([key, value]) => record(key, value)));
  const before = plainHeader({ name: "PaxHeader", mode: 0o644, size: body.length, mtime: 0, kind: "file" }, "x");
  return Buffer.concat([before, body, tarPadding(body.length), header]);
}

/** Whether a name needs no header of its own. */
const fits = (name: string): boolean => Buffer.byteLength(name) <= 100 && /^[\x20-\x7e]*$/.test(name);

/** `30 path=…\n`, where the number counts itself. */
function record(key: string, value: string): Buffer {
  const rest = ` ${key}=${value}\n`;
  const bytes = Buffer.byteLength(rest);
  let length = bytes + String(bytes).length;
  if (bytes + String(length).length !== length) length = bytes + String(length).length;
  return Buffer.from(`${length}${rest}`);
}

function plainHeader({ name, mode, size, mtime, linkname = "", device }: TarEntry, kind: string): Buffer {
  const header = Buffer.alloc(block);
  const octal = (value: number, at: number, length: number) =>
    header.write(
      `${Math.trunc(Math.min(Math.max(0, value), 8 ** (length - 1) - 1))
        .toString(8)
        .padStart(length - 1, "0")}\0`,
      at,
    );
  const text = (value: string, at: number, length: number) => Buffer.from(value).subarray(0, length).copy(header, at);
  text(name, 0, 100);
  octal(mode, 100, 8);
  octal(0, 108, 8);
  octal(0, 116, 8);
  octal(size, 124, 12);
  octal(mtime, 136, 12);
  header.fill(" ", 148, 156);
  header.write(kind, 156);
  text(linkname, 157, 100);
  header.write("ustar\x0000", 257);
  octal(device?.major ?? 0, 329, 8);
  octal(device?.minor ?? 0, 337, 8);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  return header;
}
