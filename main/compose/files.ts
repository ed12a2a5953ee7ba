import { createHash, randomBytes } from "node:crypto";
import { constants, watchFile } from "node:fs";
import { access, chmod, chown, mkdir, open, readdir, realpath, rename, rm, stat } from "node:fs/promises";
import { dirname, isAbsolute, join } from "node:path";
import type { ComposeText } from "@shared/compose-files.ts";
import { DrydockError } from "@shared/errors.ts";
import { discoverable } from "./opened.ts";

const longest = 1024 * 1024;
const mark = "\uFEFF";

/** A file's bytes as text, with what has to be put back when it is written. */
interface Contents extends Omit<ComposeText, "file" | "writable"> {
  readonly bytes: Buffer;
  /** It begins with a byte order mark. */
  readonly marked: boolean;
}

const hashOf = (bytes: Buffer): string => createHash("sha256").update(bytes).digest("hex");

async function contentsOf(file: string): Promise<Contents> {
  if (!isAbsolute(file)) throw new DrydockError("INVALID", `${file} is not a full path.`);
  // Without O_NONBLOCK a pipe waits for its writer.
  const handle = await open(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)).catch((error) => {
    throw fileError(file, error, "read");
  });
  let bytes: Buffer;
  try {
    const found = await handle.stat();
    if (!found.isFile()) throw new DrydockError("INVALID", `${file} is not a file.`);
    if (found.size > longest)
      throw new DrydockError("INVALID", `${file} is longer than 1 MB. Split it with include, or edit it elsewhere.`);
    bytes = await handle.readFile();
  } finally {
    await handle.close();
  }
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new DrydockError("INVALID", `${file} is not UTF-8 text, so it would be damaged here. Edit it elsewhere.`);
  }
  const marked = text.startsWith(mark);
  const crlf = text.split("\r\n").length - 1;
  const all = text.split("\n").length - 1;
  return {
    bytes,
    marked,
    text: (marked ? text.slice(1) : text).replaceAll("\r\n", "\n"),
    hash: hashOf(bytes),
    lineEndings: crlf === 0 ? "LF" : crlf === all ? "CRLF" : "mixed",
  };
}

/** Reads a Compose file for the editor. Throws NOT_FOUND, PERMISSION_DENIED, or INVALID for what is no text. */
export async function readComposeText(file: string): Promise<ComposeText> {
  const { bytes: _, marked: __, ...contents } = await contentsOf(file);
  const target = await realpath(file);
  const writable = await Promise.all([target, dirname(target)].map((path) => access(path, constants.W_OK))).then(
    () => true,
    () => false,
  );
  return { file, ...contents, writable };
}

/** The file's hash now and whenever it changes, until the signal; empty while it cannot be read. */
export function fileHashes(file: string): ReadableStream<string> {
  let stop = () => {};
  return new ReadableStream<string>({
    start(controller) {
      let last: string | undefined;
      const look = async () => {
        const now = await contentsOf(file).then(
          ({ hash }) => hash,
          () => "",
        );
        if (now === last) return;
        last = now;
        controller.enqueue(now);
      };
      // Polled: a watch on the file is lost when an editor replaces it, and network drives tell of nothing.
      const watcher = () => void look().catch(() => undefined);
      const watched = watchFile(file, { interval: 700 }, watcher);
      watched.unref();
      stop = () => void watched.removeListener("change", watcher);
      watcher();
    },
    cancel: () => stop(),
  });
}

/** The new text with the line endings of the old one; where they are mixed, lines that stayed keep their own. */
export function withLineEndings(text: string, before: string, kind: ComposeText["lineEndings"]): string {
  if (kind === "LF") return text;
  if (kind === "CRLF") return text.replaceAll("\n", "\r\n");
  const old = before.split("\n");
  const fresh = text.split("\n");
  const plain = (line: string | undefined) => line?.replace(/\r$/, "");
  let start = 0;
  while (start < fresh.length && start < old.length && fresh[start] === plain(old[start])) start++;
  let end = 0;
  const most = Math.min(fresh.length, old.length) - start;
  while (end < most && fresh[fresh.length - 1 - end] === plain(old[old.length - 1 - end])) end++;
  const usual = old.filter((line) => line.endsWith("\r")).length * 2 > old.length ? "\r" : "";
  return fresh
    .map((line, at) => {
      if (at < start) return old[at]!;
      if (at >= fresh.length - end) return old[old.length - (fresh.length - at)]!;
      return at === fresh.length - 1 ? line : line + usual;
    })
    .join("\n");
}

/**
 * Replaces a file whole: beside it, then renamed over it, with its mode, owner, byte order mark and line endings; a link
 * stays a link. `keep` gets what was there before. Throws CONFLICT when that is not `base` any more.
 */
export async function writeComposeText(
  file: string,
  text: string,
  base: string,
  keep: (before: Buffer) => Promise<void>,
): Promise<void> {
  const target = await realpath(file).catch((error) => {
    throw fileError(file, error, "read");
  });
  const before = await contentsOf(target);
  if (before.hash !== base) throw changed(file);
  await keep(before.bytes);
  const old = before.bytes.toString().slice(before.marked ? 1 : 0);
  const bytes = Buffer.from(`${before.marked ? mark : ""}${withLineEndings(text, old, before.lineEndings)}`);
  const { mode, uid, gid } = await stat(target);
  const fresh = join(dirname(target), `.${randomBytes(6).toString("hex")}.drydock`);
  try {
    const handle = await open(fresh, "wx", 0o600);
    try {
      await handle.writeFile(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await chown(fresh, uid, gid).catch(() => undefined);
    await chmod(fresh, mode & 0o7777);
    if ((await contentsOf(target)).hash !== base) throw changed(file);
    await rename(fresh, target);
  } catch (error) {
    await rm(fresh, { force: true });
    throw error instanceof DrydockError ? error : fileError(file, error as NodeJS.ErrnoException, "write");
  }
}

/** Writes a new `compose.yaml`, and its folder where that is missing. Throws CONFLICT rather than replace anything. */
export async function createComposeFile(folder: string, inside: string, text: string): Promise<string> {
  if (!isAbsolute(folder)) throw new DrydockError("INVALID", `${folder} is not a full path.`);
  const place = inside ? join(folder, inside) : folder;
  const file = join(place, "compose.yaml");
  try {
    await mkdir(place, { recursive: true });
    const there = (await readdir(place)).find((name) => discoverable(name));
    if (there)
      throw new DrydockError("CONFLICT", `${place} has a ${there} already. Choose another folder, or open that file.`);
    const handle = await open(file, "wx", 0o644);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
    return file;
  } catch (error) {
    throw error instanceof DrydockError ? error : fileError(file, error as NodeJS.ErrnoException, "write");
  }
}

const changed = (file: string) =>
  new DrydockError(
    "CONFLICT",
    `${file} was changed by another program since it was opened here, so it was not replaced. Look at both texts first.`,
  );

function fileError(file: string, { code, message }: NodeJS.ErrnoException, verb: "read" | "write"): DrydockError {
  if (code === "ENOENT" || code === "ENOTDIR") return new DrydockError("NOT_FOUND", `${file} does not exist.`);
  if (code === "EACCES" || code === "EPERM" || code === "EROFS")
    return new DrydockError("PERMISSION_DENIED", `You may not ${verb} ${file}.`);
  if (code === "EEXIST") return new DrydockError("CONFLICT", `${file} exists already.`);
  if (code === "ENOSPC" || code === "EDQUOT")
    return new DrydockError("NO_SPACE", `The disk is full: ${file} was not written, and is as it was.`);
  return new DrydockError("INVALID", `${file} could not be ${verb === "read" ? "read" : "written"}.`, message);
}
