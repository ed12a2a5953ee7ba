import { z } from "zod";

export type FileType = "file" | "folder" | "link" | "device" | "pipe" | "socket";

/** One name in a folder of a volume or container. */
export interface FileEntry {
  readonly name: string;
  readonly type: FileType;
  /** Bytes; of a folder what all files in it have, as far as they were read. Missing where nothing says so. */
  readonly size?: number;
  /** Permission bits, as in `0o644`. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Milliseconds since the epoch. */
  readonly modified: number;
  /** Where a symbolic link points to. */
  readonly target?: string;
}

/** A folder, as far as it was read. */
export interface FileListing {
  readonly files: readonly FileEntry[];
  /** Names that are in the folder beside those in `files`, where it holds too many to show. */
  readonly more: number;
  /** Bytes read so far, where the engine sends a folder with everything in it; 0 where only its names were read. */
  readonly read: number;
  readonly done: boolean;
}

/** Names of one folder that a listing holds; of the rest only their number. */
export const mostFiles = 10_000;

/** A path of this computer. */
export const localPath = z.string().min(1, "Choose a file or folder.").max(4096);

/** How far a copy is: whole states, so that a reader who misses one misses nothing. */
export interface CopyProgress {
  readonly stage: "stopping" | "copying" | "starting" | "done";
  /** Bytes of files copied so far. */
  readonly bytes: number;
  /** Bytes in all, where they are known. */
  readonly total?: number;
  /** What a person should know of the result, in sentences. */
  readonly notes: readonly string[];
}
