import type { DiskItem, DiskKind, DiskPart } from "@shared/disk.ts";
import { size } from "../components/format.ts";

/** What a kind is called: one, many, and all of it as a heading. */
export const kindWords: Readonly<Record<DiskKind, { readonly one: string; readonly many: string }>> = {
  image: { one: "image", many: "Images" },
  container: { one: "container", many: "Containers" },
  volume: { one: "volume", many: "Volumes" },
  "build-cache": { one: "build cache", many: "Build cache" },
};

/** Bytes that go on disk for this one alone: of an image what no other has too. */
export const ownBytes = ({ size: bytes = 0, shared }: DiskItem): number => Math.max(0, bytes - shared);

/** Growth in words: `+1.20 MB`, `−3.00 kB`, or nothing where there is none. */
export const grownText = (bytes: number): string =>
  bytes === 0 ? "" : `${bytes > 0 ? "+" : "−"}${size(Math.abs(bytes))}`;

/** Bytes that several images have in common: all of a kind less what each has alone. */
export const inCommon = ({ size: bytes, items }: DiskPart): number =>
  Math.max(0, bytes - items.reduce((sum, item) => sum + ownBytes(item), 0));
