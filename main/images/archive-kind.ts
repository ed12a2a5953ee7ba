import { open } from "node:fs/promises";
import type { ArchiveKind } from "@shared/images.ts";
import { fileError, sizeOf } from "./archive-file.ts";

/** Entries looked at: an archive of images names itself at its top, but docker writes its layers first. */
const mostEntries = 5000;
const block = 512;

/**
 * Says what a .tar is, from the names in it and without reading their content: an archive of images (`docker save`), a
 * root file system (`docker export`), or `unknown` for what is compressed or neither.
 */
export async function archiveKind(file: string): Promise<ArchiveKind> {
  const size = await sizeOf(file);
  const handle = await open(file, "r").catch((error: unknown) => {
    throw fileError(file, error);
  });
  try {
    const header = Buffer.alloc(block);
    let isRoot = false;
    let at = 0;
    for (let entry = 0; entry < mostEntries && at + block <= size; entry++) {
      const { bytesRead } = await handle.read(header, 0, block, at);
      if (bytesRead < block || header[0] === 0) break;
      if (header.toString("latin1", 257, 262) !== "ustar") return "unknown";
      const name = header.toString("utf8", 0, 100).replace(/\0.*$/s, "").replace(/^\.\//, "");
      if (name === "manifest.json" || name === "index.json" || name === "oci-layout") return "images";
      isRoot ||= /^(?:bin|etc|usr|lib|sbin)(?:\/|$)/.test(name);
      at += block + Math.ceil(lengthOf(header) / block) * block;
    }
    return isRoot ? "root" : "unknown";
  } finally {
    await handle.close();
  }
}

/** The size of an entry: octal digits, or for more than 8 GB a binary number (GNU). */
function lengthOf(header: Buffer): number {
  if ((header[124]! & 0x80) !== 0) return Number(header.readBigUInt64BE(128));
  return Number.parseInt(header.toString("latin1", 124, 136).replace(/[\0 ]+$/, "") || "0", 8) || 0;
}
