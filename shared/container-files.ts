import { z } from "zod";
import { containerRef } from "./containers.ts";
import { type CopyProgress, type FileListing, type FileType, localPath } from "./files.ts";
import { action, query, stream } from "./wire.ts";

/** A whole path without `.`, `..`, doubled or trailing slashes, as docker itself cleans what it is given. */
export function cleanPath(path: string): string {
  const names: string[] = [];
  for (const name of path.split("/"))
    if (name === "..") names.pop();
    else if (name !== "" && name !== ".") names.push(name);
  return `/${names.join("/")}`;
}

/** A path in a container, from its root. */
export const containerPath = z
  .string()
  .max(4096, "A path has at most 4096 characters.")
  .startsWith("/", "A path in a container starts with /.")
  .refine((path) => !path.includes("\0"), { message: "That is not a path." })
  .transform(cleanPath);

const place = containerRef.extend({ path: containerPath });
const notRoot = place.refine(({ path }) => path !== "/", { message: "Choose a file or folder in the container." });

/** A folder of a container, as far as it was read. */
export interface ContainerListing extends FileListing {
  /** It is in memory (tmpfs, /proc, /sys, /dev): the engine's copies, and so `docker cp`, do not see what is in it. */
  readonly unseen: boolean;
}

/** What is at a path, where its links lead. */
export interface Resolved {
  readonly path: string;
  readonly type: Exclude<FileType, "link">;
}

/** What `docker diff` says of one name in a folder; a folder is changed too when something in it is. */
export type DiffKind = "added" | "changed" | "removed";

/** What `docker diff` says of a folder's names and, in numbers, of the whole container. */
export interface FolderChanges {
  readonly names: readonly { readonly name: string; readonly kind: DiffKind }[];
  /** Names for which there was no room. */
  readonly more: number;
  readonly added: number;
  readonly changed: number;
  readonly removed: number;
}

/** Bytes of a file that are shown. */
export const mostText = 256 * 1024;

/** The start of a file. */
export interface FileText {
  /** Empty for a binary file. What is no UTF-8 has become `�`. */
  readonly text: string;
  readonly binary: boolean;
  /** Bytes of the whole file; missing for one that only its program knows the length of, such as those in /proc. */
  readonly size?: number;
  /** There is more than was read. */
  readonly cut: boolean;
}

export const containerFilesApi = {
  /** Each batch is all that was read so far. `path` is a folder where no link is followed: ask `resolve`. */
  list: stream(place).of<ContainerListing>(),
  /** Follows links. NOT_FOUND with a sentence when there is nothing. */
  resolve: query(place).returns<Resolved>(),
  /** One batch. */
  changes: stream(place).of<FolderChanges>(),
  /** One batch: the start of a file. INVALID for what is none. */
  text: stream(place).of<FileText>(),
  /** Which of these names are in the folder. */
  existing: query(place.extend({ names: z.array(z.string().min(1).max(300)).max(100) })).returns<readonly string[]>(),
  /** Copies a file, or a folder with everything in it, into the folder `to` on this computer. CONFLICT when it is there already. */
  download: action(notRoot.safeExtend({ to: localPath }), ({ name, path, to }) => [
    "cp",
    `${name}:${path}`,
    to,
  ]).streams<CopyProgress>(),
  /** Copies a file or folder of this computer into the folder `path`. CONFLICT when its name is taken, unless `replace`. */
  upload: action(place.extend({ from: localPath, replace: z.boolean().default(false) }), ({ name, path, from }) => [
    "cp",
    from,
    `${name}:${path === "/" ? "/" : `${path}/`}`,
  ]).streams<CopyProgress>(),
} as const;
