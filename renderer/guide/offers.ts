import { guidePrefix } from "@shared/guide.ts";
import type { Image } from "@shared/images.ts";

/** Bytes; an experiment needs a shell and a few tools, which the small base images have. */
const largest = 150 * 1000 * 1000;
/** Repositories whose images are known to have them. */
const known = /(?:^|\/)(?:busybox|alpine)$/;

const repository = (tag: string): string => tag.slice(0, tag.lastIndexOf(":"));

/**
 * Local images that experiments can most likely use: small ones with a tag, those that are known to fit first, then by
 * size. Whether a program is missing shows when an experiment needs it.
 */
export function offers(images: readonly Image[]): readonly { readonly tag: string; readonly size: number }[] {
  return images
    .flatMap(({ tags, size }) => tags.map((tag) => ({ tag, size })))
    .filter(({ tag, size }) => size <= largest && !tag.startsWith(guidePrefix))
    .sort(
      (one, other) =>
        Number(known.test(repository(other.tag))) - Number(known.test(repository(one.tag))) ||
        one.size - other.size ||
        one.tag.localeCompare(other.tag),
    );
}
