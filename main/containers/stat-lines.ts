import type { FileEntry, FileType } from "@shared/files.ts";

/** Bits of `st_mode`. As keys of an object Biome 2.6 would write wrong numbers for these. */
const types: readonly (readonly [bits: number, FileType])[] = [
  [0o040000, "folder"],
  [0o120000, "link"],
  [0o020000, "device"],
  [0o060000, "device"],
  [0o010000, "pipe"],
  [0o140000, "socket"],
];
const kindOfFile = 0o170000;

/** What kind of file a `st_mode` in hexadecimal digits says it is. */
export function typeOfMode(digits: string): FileType {
  const bits = Number.parseInt(digits, 16) & kindOfFile;
  return types.find(([each]) => each === bits)?.[1] ?? "file";
}

/** A name and a link's target have at most 4096 bytes; more without a mark is no output of ours. */
const longest = 64 * 1024;

/** What `stat` is to print of each name, with a mark around it that no name or target can contain: it is new each time. */
export const statFormat = (mark: string): string => `${mark}%f %s %u %g %Y %n${mark}%N`;

/**
 * Reads what `stat` prints in `statFormat`, in pieces of any size: names and targets may hold line breaks and whatever
 * else. Both answer whether what comes is what was asked for.
 */
export function statReader(mark: string, take: (file: FileEntry) => void) {
  // What is no UTF-8 becomes U+FFFD.
  const decoder = new TextDecoder();
  let held = "";
  let facts = "";
  let marks = 0;
  const record = (shown: string): boolean => {
    const file = entryOf(facts, shown.replace(/\n$/, ""));
    if (file) take(file);
    return file !== undefined;
  };
  return {
    push(bytes: Uint8Array): boolean {
      const parts = (held + decoder.decode(bytes, { stream: true })).split(mark);
      held = parts.pop()!;
      for (const part of parts) {
        // Nothing before the first mark; then facts and names take turns.
        if (marks === 0 ? part !== "" : marks % 2 === 0 && !record(part)) return false;
        facts = part;
        marks += 1;
      }
      return held.length < longest;
    },
    /** After the last piece. */
    end: (): boolean => (marks === 0 ? held === "" : marks % 2 === 0 && record(held)),
  };
}

/** `facts` end with the whole path; `shown` is the path again, of a link with its target behind. */
function entryOf(facts: string, shown: string): FileEntry | undefined {
  const match = /^([0-9a-f]+) (\d+) (\d+) (\d+) (-?\d+) (.+)$/s.exec(facts);
  if (!match) return undefined;
  const [, bits = "", size, uid, gid, modified, path = ""] = match;
  const type = typeOfMode(bits);
  return {
    name: path.slice(path.lastIndexOf("/") + 1),
    type,
    // That of a folder is what its own names take.
    ...(type === "folder" ? {} : { size: Number(size) }),
    mode: Number.parseInt(bits, 16) & 0o7777,
    uid: Number(uid),
    gid: Number(gid),
    modified: Number(modified) * 1000,
    ...(type === "link" ? { target: targetOf(path, shown) } : {}),
  };
}

/** BusyBox puts both in quotes, GNU does not when asked not to. */
function targetOf(path: string, shown: string): string {
  const quoted = `'${path}' -> '`;
  if (shown.startsWith(quoted)) return shown.slice(quoted.length, -1);
  const plain = `${path} -> `;
  return shown.startsWith(plain) ? shown.slice(plain.length) : shown;
}
