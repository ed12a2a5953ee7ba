import type { Container } from "@shared/containers.ts";
import type { Image } from "@shared/images.ts";
import { useMemo, useRef } from "react";

/** One row of the images table: a tag of an image, or an image that has none. */
export interface ImageRow {
  readonly key: string;
  readonly engine: string;
  readonly id: string;
  /** What the docker line shows: the tag, or the short ID of an image without one. */
  readonly reference: string;
  readonly repository: string;
  readonly tag: string;
  /** Bytes. */
  readonly size: number;
  /** Milliseconds since the epoch. */
  readonly created: number;
  /** How many tags the image has, this one included. */
  readonly tags: number;
  readonly usedBy: readonly Container[];
  /** `repository@sha256:…` under which it was pulled or pushed; empty where it was neither. */
  readonly digest: string;
}

/** What docker prints where an image has no name. */
export const nameless = "<none>";

/** The 12 digits by which docker shortens an ID. */
export const shortId = (id: string): string => id.replace(/^sha256:/, "").slice(0, 12);

/** Takes `registry:5000/team/app:1.2` apart; the colon of a port is not that of a tag. */
export function splitReference(reference: string): { repository: string; tag: string } {
  const colon = reference.indexOf(":", reference.lastIndexOf("/") + 1);
  return colon < 0
    ? { repository: reference, tag: nameless }
    : { repository: reference.slice(0, colon), tag: reference.slice(colon + 1) };
}

function rowsOf(image: Image, usedBy: readonly Container[]): ImageRow[] {
  const { engine, id, size, created, tags, digests } = image;
  const common = { engine, id, size, created, tags: tags.length, usedBy };
  if (tags.length > 0)
    return tags.map((reference) => {
      const { repository, tag } = splitReference(reference);
      return {
        ...common,
        key: `${id} ${reference}`,
        reference,
        repository,
        tag,
        digest: digestIn(digests, repository),
      };
    });
  // An image pulled by digest has a repository and no tag.
  const repository = digests[0]?.split("@")[0] || nameless;
  return [{ ...common, key: id, reference: shortId(id), repository, tag: nameless, digest: digests[0] ?? "" }];
}

const digestIn = (digests: readonly string[], repository: string): string =>
  digests.find((digest) => digest.startsWith(`${repository}@`)) ?? "";

const sameUse = (a: readonly Container[], b: readonly Container[]) =>
  a.length === b.length && a.every(({ id, name }, at) => id === b[at]!.id && name === b[at]!.name);

type Cache = Map<string, { image: Image; usedBy: readonly Container[]; rows: readonly ImageRow[] }>;

/** Rows of all images; those whose image and use did not change are the same objects as in `before`. */
export function imageRows(images: readonly Image[], containers: readonly Container[], before: Cache): Cache {
  const users = new Map<string, Container[]>();
  for (const container of containers) {
    const list = users.get(container.imageId);
    if (list) list.push(container);
    else users.set(container.imageId, [container]);
  }
  return new Map(
    images.map((image) => {
      const usedBy = users.get(image.id) ?? [];
      const known = before.get(image.id);
      const same = known && known.image === image && sameUse(known.usedBy, usedBy);
      return [image.id, same ? known : { image, usedBy, rows: rowsOf(image, usedBy) }];
    }),
  );
}

/** Rows of the images table, kept the same from one update to the next where nothing changed. */
export function useImageRows(images: readonly Image[], containers: readonly Container[]): readonly ImageRow[] {
  const cache = useRef<Cache>(new Map());
  return useMemo(() => {
    cache.current = imageRows(images, containers, cache.current);
    return [...cache.current.values()].flatMap(({ rows }) => rows);
  }, [images, containers]);
}
