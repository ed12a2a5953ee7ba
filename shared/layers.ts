import { z } from "zod";
import { imageRef } from "./images.ts";
import { query, stream } from "./wire.ts";

/** What a layer does to a path: adds it, writes it anew (content, mode or owner), or removes what lower layers have. */
export const fileChanges = ["added", "changed", "removed"] as const;
export type FileChange = (typeof fileChanges)[number];

/** How many files (not folders) a layer or folder adds, changes and removes, and their bytes. */
export interface ChangeCounts {
  readonly added: number;
  readonly changed: number;
  readonly removed: number;
  /** Bytes written: of added and changed files. */
  readonly written: number;
  /** Bytes of lower layers that are hidden: of removed files, and of changed ones as they were. */
  readonly hidden: number;
}

/** One layer of an image, as its own archive has it. */
export interface LayerContent extends ChangeCounts {
  /** Digest of the uncompressed layer, `sha256:…`; empty where the image does not say. */
  readonly digest: string;
  /** Bytes of this layer that a later one overwrites or removes. */
  readonly wasted: number;
  /** Entries of the archive beyond those that are kept in memory: counted in `written`, but in no list. */
  readonly unlisted: number;
}

/** Something that was written in one layer and is not in the image: it takes space and nothing can read it. */
export interface Waste {
  readonly path: string;
  /** Bytes, in all layers together. */
  readonly bytes: number;
  /** Files: more than one where a whole folder was removed. */
  readonly files: number;
  readonly fate: "overwritten" | "removed";
  /** Layers that wrote it, and the last one that hid it; numbers from 0 at the bottom. */
  readonly writtenIn: readonly number[];
  readonly hiddenIn: number;
}

/** What an image's layers hold, without the files themselves: those are asked for with `files` and `find`. */
export interface ImageContent {
  /** From the bottom up. */
  readonly layers: readonly LayerContent[];
  /** For each instruction of the image's history, oldest first, its layer; null for one without. Empty when they do not fit. */
  readonly history: readonly (number | null)[];
  /** Bytes of all files in all layers, and those of them that no container can see. */
  readonly written: number;
  readonly wasted: number;
  /** The biggest waste first; at most 200 of `wastes`. */
  readonly biggest: readonly Waste[];
  readonly wastes: number;
  /** Entries that are in no list because the image has more than are kept: then the waste is at least `wasted`. */
  readonly unlisted: number;
}

/** How far the reading is; the last state holds the result. */
export interface ReadProgress {
  /** Bytes of the image's archive that were read, and about how many there are. */
  readonly bytes: number;
  readonly total: number;
  readonly content?: ImageContent;
}

/** One file or folder in a layer; a folder that only holds changes has none of its own. */
export interface LayerFile {
  /** Name in its folder, or the whole path where it was searched for. */
  readonly name: string;
  readonly path: string;
  readonly kind: "file" | "folder" | "link" | "hard link" | "device" | "pipe";
  readonly change?: FileChange;
  /** Bytes after this layer and before it. */
  readonly size: number;
  readonly before: number;
  /** Permission bits, and owner. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Where a link points. */
  readonly target?: string;
  /** What is in a folder, all levels down. */
  readonly within?: ChangeCounts;
}

/** Files of one folder or search, biggest first, and how many there are in all. */
export interface LayerFiles {
  readonly files: readonly LayerFile[];
  readonly total: number;
}

const layer = imageRef.extend({
  layer: z.number().int().min(0).max(1000),
  changes: z.array(z.enum(fileChanges)).max(3),
});

export const layersApi = {
  /** Reads the whole image once, as `docker save` does; leaving stops it. The result is kept for `files` and `find`. */
  read: stream(imageRef).of<ReadProgress>(),
  /** What stands in a folder of one layer; `""` is the root. NOT_FOUND when the image has to be read (again) first. */
  files: query(layer.extend({ folder: z.string().max(5000) })).returns<LayerFiles>(),
  /** Files of one layer with this text in their path. NOT_FOUND as above. */
  find: query(layer.extend({ text: z.string().trim().min(1).max(500) })).returns<LayerFiles>(),
} as const;
