import { randomBytes } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { open, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, isAbsolute, join } from "node:path";
import { type Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { DrydockError } from "@shared/errors.ts";

/** Says what the file system refused, in a sentence. */
export function fileError(file: string, error: unknown): DrydockError {
  if (error instanceof DrydockError) return error;
  const { code = "", message } = error as NodeJS.ErrnoException;
  if (code === "ENOENT" || code === "ENOTDIR")
    return new DrydockError("NOT_FOUND", `${file} is not there, or its folder is not. Choose another.`, message);
  if (code === "EACCES" || code === "EPERM" || code === "EROFS")
    return new DrydockError("PERMISSION_DENIED", `You may not use ${file}. Choose another place.`, message);
  if (code === "ENOSPC" || code === "EDQUOT")
    return new DrydockError(
      "NO_SPACE",
      `The disk with ${dirname(file)} is full. Make room, or choose another.`,
      message,
    );
  if (code === "EISDIR") return new DrydockError("INVALID", `${file} is a folder. Choose a file.`, message);
  return new DrydockError("INTERNAL", `${file} could not be used: ${message}.`, message);
}

/** Refuses what is no absolute path. */
export function checkPath(file: string): void {
  if (!isAbsolute(file)) throw new DrydockError("INVALID", `${file} is no whole path. Choose a file.`);
}

/** Size in bytes of a file that can be read; rejects with a sentence for anything else. */
export async function sizeOf(file: string): Promise<number> {
  checkPath(file);
  try {
    const found = await stat(file);
    if (!found.isFile()) throw new DrydockError("INVALID", `${file} is not a file. Choose a .tar.`);
    return found.size;
  } catch (error) {
    throw fileError(file, error);
  }
}

/** Reads a file and says after each piece how many bytes have gone. */
export function countedFile(file: string, onBytes: (sent: number) => void): Readable {
  let sent = 0;
  const source = createReadStream(file, { highWaterMark: 256 * 1024 });
  source.on("data", (piece) => {
    sent += piece.length;
    onBytes(sent);
  });
  // Its first reader decides when it flows.
  source.pause();
  return source;
}

/** A tar ends with two blocks of zeros; an engine that fails midway writes its error there instead. */
const tarEnd = 1024;

/**
 * Writes a tar that flows to `file`, changed by `change` (compressed) where that is given: under another name first, which
 * is renamed when it is complete and removed when it is not. Rejects with INTERRUPTED when the source ends early or its
 * end is not that of a tar.
 */
export async function writeTar(
  source: Readable,
  file: string,
  onBytes: (written: number) => void,
  signal: AbortSignal,
  change: (tar: AsyncIterable<Buffer>) => AsyncIterable<Buffer> = (tar) => tar,
): Promise<void> {
  const part = join(dirname(file), `.${basename(file)}.${randomBytes(4).toString("hex")}.part`);
  let written = 0;
  let tail: Buffer = Buffer.alloc(0);
  const count = new Transform({
    transform(piece: Buffer, _encoding, done) {
      written += piece.length;
      tail = piece.length >= tarEnd ? piece.subarray(-tarEnd) : Buffer.concat([tail, piece]).subarray(-tarEnd);
      onBytes(written);
      done(null, piece);
    },
  });
  try {
    await pipeline(source, count, change, createWriteStream(part, { flags: "wx", mode: 0o666 }), { signal });
    if (written % 512 !== 0 || tail.length < tarEnd || tail.some((byte) => byte !== 0))
      throw new DrydockError(
        "INTERRUPTED",
        "The engine did not write the archive to its end, so nothing was saved. Try again.",
        endOf(tail),
      );
    const handle = await open(part, "r+");
    await handle.sync().finally(() => handle.close());
    await rename(part, file);
  } catch (error) {
    await rm(part, { force: true });
    if (signal.aborted) throw new DrydockError("CANCELLED", "Cancelled.");
    throw fileError(file, error);
  }
}

/** What the engine wrote in place of a tar's end, where that is text. */
const endOf = (tail: Buffer): string | undefined => /\{"error.*$/s.exec(tail.toString("latin1"))?.[0].slice(0, 1000);
