import { closeSync, openSync, readSync } from "node:fs";
import { join } from "node:path";

interface Entry {
  files?: Record<string, Entry>;
}

/** Paths of the files in an asar archive, from its header: four lengths, then JSON. */
export function filesInArchive(file: string): string[] {
  const descriptor = openSync(file, "r");
  const lengths = Buffer.alloc(16);
  readSync(descriptor, lengths);
  const header = Buffer.alloc(lengths.readUInt32LE(12));
  readSync(descriptor, header, { position: 16 });
  closeSync(descriptor);
  const paths = (entry: Entry, path: string): string[] =>
    entry.files ? Object.entries(entry.files).flatMap(([name, child]) => paths(child, join(path, name))) : [path];
  return paths(JSON.parse(header.toString("utf8")), "");
}
