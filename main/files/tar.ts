import { DrydockError } from "@shared/errors.ts";

/** What stands before a file's content in a tar archive. */
export interface TarHeader {
  readonly name: string;
  /** Type flag: `0` file, `1` hard link, `2` symbolic link, `3` and `4` devices, `5` folder, `6` pipe. */
  readonly type: string;
  /** Bytes of content that follow. */
  readonly size: number;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Milliseconds since the epoch. */
  readonly modified: number;
  /** What a link points to. */
  readonly target: string;
}

/** Takes the content of one entry, in pieces. */
export interface Content {
  push(piece: Buffer): void;
  end(): void;
}

/** Takes an archive as it comes; `end` throws UNSUPPORTED when it stopped in the middle. */
export interface TarReader {
  push(bytes: Buffer): void;
  end(): void;
}

const block = 512;
/** Attributes and long names of one file; an archive that announces more of them is not one to read into memory. */
const longestExtension = 4 * 1024 * 1024;

const broken = (detail: string) =>
  new DrydockError("UNSUPPORTED", "The engine sent an archive that cannot be read.", detail);

/**
 * Reads a tar archive (ustar, pax, GNU) without waiting and without keeping anything but its current header, so that
 * archives in archives cost no more memory than one: `onEntry` answers with what takes an entry's content, or nothing.
 */
export function tarReader(onEntry: (header: TarHeader) => Content | undefined): TarReader {
  const head = Buffer.alloc(block);
  let filled = 0;
  /** Content that is still to come, and the rest of its last block. */
  let left = 0;
  let padding = 0;
  let content: Content | undefined;
  let extension: { readonly type: string; readonly bytes: Buffer; length: number } | undefined;
  let extended: Extended = {};
  let ended = false;

  const take = (piece: Buffer) => {
    if (extension) {
      piece.copy(extension.bytes, extension.length);
      extension.length += piece.length;
    } else content?.push(piece);
  };
  const complete = () => {
    if (extension) {
      const { type, bytes } = extension;
      if (type === "L") extended.path = untilZero(bytes);
      else if (type === "K") extended.linkpath = untilZero(bytes);
      else if (type === "x") extended = { ...extended, ...paxRecords(bytes) };
      extension = undefined;
    } else {
      const done = content;
      content = undefined;
      done?.end();
    }
  };
  const header = () => {
    if (head.every((byte) => byte === 0)) {
      ended = true;
      return;
    }
    checkSum(head);
    const type = String.fromCharCode(head[156] || 48);
    left = number(head, 124, 12);
    if ("LKxg".includes(type)) {
      if (left > longestExtension) throw broken(`an extended header of ${left} bytes`);
      extension = { type, bytes: Buffer.alloc(left), length: 0 };
    } else {
      const { path, linkpath, size = left, uid, gid, mtime } = extended;
      extended = {};
      // The size of a link or folder is that of what it stands for.
      left = "123456".includes(type) ? 0 : size;
      content = onEntry({
        name: path ?? ustarName(head),
        type: type === "7" ? "0" : type,
        size: left,
        mode: number(head, 100, 8),
        uid: uid ?? number(head, 108, 8),
        gid: gid ?? number(head, 116, 8),
        modified: Math.trunc((mtime ?? number(head, 136, 12)) * 1000),
        target: linkpath ?? untilZero(head.subarray(157, 257)),
      });
    }
    padding = (block - (left % block)) % block;
    if (left === 0) complete();
  };

  return {
    push(bytes) {
      for (let at = 0; at < bytes.length && !ended; ) {
        if (left > 0) {
          const length = Math.min(left, bytes.length - at);
          take(bytes.subarray(at, at + length));
          at += length;
          left -= length;
          if (left === 0) complete();
        } else if (padding > 0) {
          const length = Math.min(padding, bytes.length - at);
          at += length;
          padding -= length;
        } else {
          const length = Math.min(block - filled, bytes.length - at);
          bytes.copy(head, filled, at, at + length);
          at += length;
          filled += length;
          if (filled < block) continue;
          filled = 0;
          header();
        }
      }
    },
    end() {
      if (left > 0 || filled > 0) throw broken("it ends in the middle");
    },
  };
}

function untilZero(bytes: Buffer): string {
  const end = bytes.indexOf(0);
  return bytes.toString("utf8", 0, end < 0 ? bytes.length : end);
}

function ustarName(head: Buffer): string {
  const name = untilZero(head.subarray(0, 100));
  // GNU's old format has times where ustar has the first part of a long name.
  const prefix = head.toString("latin1", 257, 263) === "ustar\0" ? untilZero(head.subarray(345, 500)) : "";
  return prefix ? `${prefix}/${name}` : name;
}

/** Octal digits, or a number in base 256 where those have no room. */
function number(head: Buffer, from: number, length: number): number {
  if ((head[from]! & 0x80) !== 0) {
    let value = head[from]! & 0x7f;
    for (let at = from + 1; at < from + length; at += 1) value = value * 256 + head[at]!;
    if (!Number.isSafeInteger(value)) throw broken("a number that is too large");
    return value;
  }
  return (
    Number.parseInt(
      head
        .toString("latin1", from, from + length)
        .replace(/\0.*$/s, "")
        .trim(),
      8,
    ) || 0
  );
}

function checkSum(head: Buffer): void {
  let sum = 8 * 32;
  for (let at = 0; at < block; at += 1) if (at < 148 || at >= 156) sum += head[at]!;
  if (number(head, 148, 8) !== sum) throw broken("a header with a wrong checksum");
}

/** What extended headers say of the entry that follows them. */
interface Extended {
  path?: string;
  linkpath?: string;
  size?: number;
  uid?: number;
  gid?: number;
  /** Seconds, also parts of one. */
  mtime?: number;
}

/** Records `length name=value\n`; only those that say what a header has no room for. */
function paxRecords(bytes: Buffer): Extended {
  const found: Extended = {};
  for (let at = 0; at < bytes.length; ) {
    const space = bytes.indexOf(32, at);
    const length = Number(bytes.toString("latin1", at, space));
    if (space < 0 || !Number.isInteger(length) || length < space - at + 3 || at + length > bytes.length)
      throw broken("an extended header without its lengths");
    const equals = bytes.indexOf(61, space);
    const name = bytes.toString("latin1", space + 1, equals);
    const value = bytes.toString("utf8", equals + 1, at + length - 1);
    if (name === "path" || name === "linkpath") found[name] = value;
    else if (name === "mtime" && Number.isFinite(Number(value))) found.mtime = Number(value);
    else if (name === "size" || name === "uid" || name === "gid") {
      const count = Number(value);
      if (!Number.isSafeInteger(count) || count < 0) throw broken(`an extended header with ${name} ${value}`);
      found[name] = count;
    }
    at += length;
  }
  return found;
}
