import { randomBytes } from "node:crypto";
import { createWriteStream } from "node:fs";
import { chmod, link, lstat, mkdir, rename, rm, symlink, utimes } from "node:fs/promises";
import { join, sep } from "node:path";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { DrydockError } from "@shared/errors.ts";
import { checkPath, fileError } from "../images/archive-file.ts";
import { type Entry, namesOf } from "./archive.ts";
import type { Copying } from "./copying.ts";

/** Names that the system of this computer cannot have, or reads as something else. */
const unusable = (name: string): boolean =>
  name === ".." || name.includes("\0") || name.includes(sep) || (sep === "\\" && /[<>:"|?*\\]|[. ]$/.test(name));

/** Takes an entry's name apart relative to what was asked for; undefined where it would leave the folder. */
function partsOf({ header }: Entry): string[] | undefined {
  const parts = namesOf(header);
  return parts.some(unusable) ? undefined : parts;
}

/** A link is written only where it stays within what is copied. */
function staysInside(parts: readonly string[], target: string): boolean {
  if (target === "" || target.startsWith("/") || /^[A-Za-z]:/.test(target)) return false;
  let depth = parts.length - 1;
  for (const name of target.split(/[/\\]/)) {
    if (name === "..") depth -= 1;
    else if (name !== "" && name !== ".") depth += 1;
    if (depth < 0) return false;
  }
  return true;
}

interface Place {
  readonly root: string;
  readonly notes: Map<string, number>;
  readonly links: { at: string; target: string }[];
  readonly folders: { at: string; mode: number; modified: Date }[];
}

const note = ({ notes }: Place, what: string) => void notes.set(what, (notes.get(what) ?? 0) + 1);

/** Writes one entry below `root`, where everything above it is a folder of ours: links are made when all else is there. */
async function writeEntry(entry: Entry, place: Place, { signal, onBytes }: Copying): Promise<void> {
  const { header } = entry;
  const parts = partsOf(entry);
  const skip = (what: string) => {
    note(place, what);
    entry.resume();
  };
  if (!parts) return skip("has a name that this computer cannot have");
  const at = join(place.root, ...parts);
  switch (header.type) {
    case "directory":
      await mkdir(at, { recursive: true });
      place.folders.push({ at, mode: header.mode, modified: header.mtime });
      return void entry.resume();
    case "file":
    case "contiguous-file": {
      const count = new Transform({
        transform(chunk: Buffer, _encoding, done) {
          onBytes(chunk.length);
          done(null, chunk);
        },
      });
      await pipeline(
        Readable.from(entry, { objectMode: false }),
        count,
        createWriteStream(at, { flags: "wx", mode: 0o600 }),
        { signal },
      );
      // Without the bits that would run a program as its owner.
      await chmod(at, header.mode & 0o777);
      await utimes(at, header.mtime, header.mtime);
      return;
    }
    case "symlink":
      if (!staysInside(parts, header.linkname)) return skip("is a link that leads out of the folder");
      place.links.push({ at, target: header.linkname });
      return void entry.resume();
    case "link": {
      const target = header.linkname.split("/").filter((part) => part !== "" && part !== ".");
      const linked = target.slice(1);
      if (linked.some(unusable)) return skip("is a link that leads out of the folder");
      await link(join(place.root, ...linked), at).catch(() => note(place, "is a link to a file that was not copied"));
      return void entry.resume();
    }
    default:
      return skip("is a device, pipe or socket");
  }
}

const sentence = ([what, count]: [string, number]): string =>
  count === 1 ? `1 entry ${what}; it was left out.` : `${count} entries: each ${what}; they were left out.`;

/**
 * Writes a file or folder called `own` into the folder `to` of this computer: under another name first, renamed when it is
 * complete. `read` hands every entry of its archive to `write`. Answers with what was left out, in sentences. CONFLICT
 * when the name is taken there.
 */
export async function receive(
  own: string,
  to: string,
  copying: Copying,
  read: (write: (entry: Entry) => Promise<void>) => Promise<void>,
): Promise<string[]> {
  checkPath(to);
  if (unusable(own)) throw new DrydockError("INVALID", "This computer cannot have a file of that name.");
  const end = join(to, own);
  const taken = await lstat(end).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return false;
      throw fileError(to, error);
    },
  );
  if (taken)
    throw new DrydockError("CONFLICT", `${end} is there already. Choose another folder, or move it away first.`);
  const root = join(to, `.${own}.${randomBytes(4).toString("hex")}.part`);
  const place: Place = { root, notes: new Map(), links: [], folders: [] };
  let bytes = 0;
  const counted: Copying = {
    ...copying,
    onBytes: (more) => {
      bytes += more;
      copying.onBytes(bytes);
    },
  };
  try {
    await read((entry) => writeEntry(entry, place, counted));
    for (const { at, target } of place.links) await symlink(target, at);
    for (const { at, mode, modified } of place.folders.reverse()) {
      await chmod(at, mode & 0o777);
      await utimes(at, modified, modified);
    }
    await rename(root, end);
  } catch (error) {
    // A folder that may not be written cannot be emptied.
    for (const { at } of place.folders) await chmod(at, 0o700).catch(() => undefined);
    await rm(root, { recursive: true, force: true });
    if (copying.signal.aborted) throw new DrydockError("CANCELLED", "Cancelled.");
    throw fileError(to, error);
  }
  return [...place.notes].map(sentence);
}
