import { DrydockError } from "@shared/errors.ts";

const block = 512;
/** Attributes and long names of one file; an archive that announces more is not one to read into memory. */
const longestExtension = 1024 * 1024;

const cut = () => new DrydockError("INVALID", "This archive was cut short: its end is missing.");
const noTar = () =>
  new DrydockError("INVALID", "This is not an archive of files: a .tar, .tar.gz or .tar.zst is needed.");
const damaged = (detail: string) => new DrydockError("INVALID", "This archive is damaged.", detail);
const padded = (size: number): number => Math.ceil(size / block) * block;

/** Reads exact numbers of bytes from what flows in pieces of any size. */
function byteReader(source: AsyncIterable<Buffer>) {
  const pieces = source[Symbol.asyncIterator]();
  let held: Buffer = Buffer.alloc(0);
  const more = async (): Promise<Buffer | undefined> => {
    for (;;) {
      const { done, value } = await pieces.next();
      if (done) return undefined;
      if (value.length > 0) return value;
    }
  };
  return {
    /** undefined when nothing is left; INVALID when it is less than that. */
    async take(length: number): Promise<Buffer | undefined> {
      while (held.length < length) {
        const piece = await more();
        if (!piece && held.length === 0 && length > 0) return undefined;
        if (!piece) throw cut();
        held = held.length === 0 ? piece : Buffer.concat([held, piece]);
      }
      const taken = held.subarray(0, length);
      held = held.subarray(length);
      return taken;
    },
    async *pass(length: number): AsyncGenerator<Buffer> {
      for (let left = length; left > 0; ) {
        const piece = held.length > 0 ? held : await more();
        if (!piece) throw cut();
        const part = piece.subarray(0, left);
        held = piece.subarray(part.length);
        left -= part.length;
        yield part;
      }
    },
    /** Reads what is left, so that whatever is wrong with it is told. */
    async drain(): Promise<void> {
      while (await more());
    },
    close: () => void pieces.return?.(undefined)?.catch(() => undefined),
  };
}

const text = (field: Buffer): Buffer => {
  const end = field.indexOf(0);
  return end === -1 ? field : field.subarray(0, end);
};

/** Octal digits, or for more than 8 GB a binary number (GNU). */
function number(field: Buffer): number {
  if ((field[0]! & 0x80) !== 0) return Number(field.readBigUInt64BE(field.length - 8) & 0x7fffffffffffffffn);
  const digits = text(field).toString("latin1").trim();
  return digits === "" ? 0 : Number.parseInt(digits, 8);
}

function check(header: Buffer, first: boolean): void {
  let sum = 8 * 32;
  for (let at = 0; at < block; at++) if (at < 148 || at >= 156) sum += header[at]!;
  if (sum !== number(header.subarray(148, 156))) throw first ? noTar() : damaged("A header's checksum is wrong.");
}

type Records = Map<string, Buffer>;

/** Records of a pax header: `length key=value\n` each, where the length counts itself (POSIX.1-2001). */
function readPax(body: Buffer, into: Records): void {
  for (let at = 0; at < body.length && body[at] !== 0; ) {
    const space = body.indexOf(32, at);
    const length = Number(body.toString("latin1", at, space));
    const equals = body.indexOf(61, space);
    if (space === -1 || equals === -1 || !(length > 0) || at + length > body.length) throw damaged("A pax record.");
    into.set(body.toString("utf8", space + 1, equals), Buffer.from(body.subarray(equals + 1, at + length - 1)));
    at += length;
  }
}

function paxRecord(key: string, value: Buffer): Buffer {
  const rest = Buffer.concat([Buffer.from(` ${key}=`), value, Buffer.from("\n")]);
  let length = rest.length;
  while (String(length).length + rest.length !== length) length = String(length).length + rest.length;
  return Buffer.concat([Buffer.from(String(length)), rest]);
}

/** A pax header before the entry it speaks of. */
function* paxEntry(records: Records): Generator<Buffer> {
  const body = Buffer.concat([...records].map(([key, value]) => paxRecord(key, value)));
  const header = Buffer.alloc(block);
  header.write("pax", 0);
  header.write("0000644\0", 100);
  header.write("0000000\0", 108);
  header.write("0000000\0", 116);
  header.write(`${body.length.toString(8).padStart(11, "0")}\0`, 124);
  header.write("00000000000\0", 136);
  header.write("        x", 148);
  header.write("ustar\x0000", 257, "latin1");
  header.write(
    `${header
      .reduce((sum, byte) => sum + byte, 0)
      .toString(8)
      .padStart(6, "0")}\0 `,
    148,
    "latin1",
  );
  yield header;
  yield Buffer.concat([body, Buffer.alloc(padded(body.length) - body.length)]);
}

/** Bytes, not text: a name on Linux need not be UTF-8. */
function placed(folder: string, name: Buffer): Buffer {
  const parts = name
    .toString("latin1")
    .split("/")
    .filter((part) => part !== "" && part !== ".");
  if (parts.includes(".."))
    throw new DrydockError("INVALID", "This archive names files outside of itself, so nothing was taken from it.");
  const path = [folder, ...parts].join("/");
  return Buffer.from(name.at(-1) === 0x2f || parts.length === 0 ? `${path}/` : path, "latin1");
}

/** Types whose header stands alone, whatever size it names. */
const withoutContent = "123456";

/**
 * Rewrites an archive so that everything in it stands below `folder`, byte for byte otherwise. The engine refuses links
 * that lead out of the folder it unpacks into, and a volume may hold such links: unpacked into the root of the container
 * that mounts it, they stay within. INVALID for what is no archive, is damaged or ends too early, or leaves itself.
 */
export async function* below(folder: string, source: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void, undefined> {
  const bytes = byteReader(source);
  let records: Records = new Map();
  try {
    for (let first = true; ; first = false) {
      const header = await bytes.take(block);
      if (!header) throw first ? noTar() : cut();
      if (header.every((byte) => byte === 0)) break;
      check(header, first);
      const type = String.fromCharCode(header[156] || 48);
      const own = number(header.subarray(124, 136));
      if (type === "x" || type === "L" || type === "K") {
        if (own > longestExtension) throw damaged("A name or its attributes are too long.");
        const body = await bytes.take(padded(own));
        if (!body) throw cut();
        if (type === "x") readPax(body.subarray(0, own), records);
        else records.set(type === "L" ? "path" : "linkpath", Buffer.from(text(body.subarray(0, own))));
        continue;
      }
      const size = withoutContent.includes(type) ? 0 : Number(records.get("size") ?? own);
      if (!Number.isSafeInteger(size) || size < 0) throw damaged("A size.");
      if (type === "g") {
        yield header;
        yield* bytes.pass(padded(size));
        continue;
      }
      if (type === "S" || [...records.keys()].some((key) => key.startsWith("GNU.sparse")))
        throw new DrydockError("UNSUPPORTED", "This archive holds sparse files in a form that engines cannot unpack.");
      const prefix =
        header.toString("latin1", 257, 263) === "ustar\0" ? text(header.subarray(345, 500)) : Buffer.alloc(0);
      const name = text(header.subarray(0, 100));
      const path = records.get("path") ?? (prefix.length > 0 ? Buffer.concat([prefix, Buffer.from("/"), name]) : name);
      records.set("path", placed(folder, path));
      if (type === "1")
        records.set("linkpath", placed(folder, records.get("linkpath") ?? text(header.subarray(157, 257))));
      yield* paxEntry(records);
      yield Buffer.from(header);
      yield* bytes.pass(padded(size));
      records = new Map();
    }
    yield Buffer.alloc(2 * block);
    await bytes.drain();
  } finally {
    bytes.close();
  }
}
