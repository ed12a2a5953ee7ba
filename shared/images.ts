import { z } from "zod";
import { action, engineId, query } from "./wire.ts";

/** One row of `docker images`; a table shows one row per tag of it. */
export interface Image {
  readonly engine: string;
  /** `sha256:…` in full. */
  readonly id: string;
  /** Empty for a dangling image. */
  readonly tags: readonly string[];
  readonly digests: readonly string[];
  /** Bytes. */
  readonly size: number;
  /** Milliseconds since the epoch. */
  readonly created: number;
  readonly labels: Readonly<Record<string, string>>;
}

/** An image pinned to its engine; `reference` is the tag or ID that the docker line shows and that an untag removes. */
export const imageRef = z.object({
  engine: engineId,
  id: z.string().regex(/^sha256:[0-9a-f]{64}$/, "is not an image ID"),
  reference: z.string().min(1).max(512),
});
export type ImageRef = z.infer<typeof imageRef>;

/** Grammar of distribution/reference (`reference.go`): [domain/]path[:tag][@digest]. */
const component = "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*";
const host = "(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])";
const domain = `(?:${host}(?:\\.${host})*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?`;
const grammar = new RegExp(
  `^(?:${domain}/)?${component}(?:/${component})*(?::[\\w][\\w.-]{0,127})?(?:@[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,})?$`,
);

export const imageReference = z
  .string()
  .trim()
  .min(1, "Type an image, for example `busybox` or `registry.example/team/app:1.2`.")
  .max(512)
  .regex(
    grammar,
    "That is not an image reference. Use lower-case letters, digits and `/`, then optionally `:tag`, for example `busybox:1.36`.",
  );

export interface LayerProgress {
  readonly id: string;
  /** The engine's word, for example `Downloading`, `Extracting`, `Pull complete`. */
  readonly status: string;
  /** Bytes; missing where the engine does not say. */
  readonly current?: number;
  readonly total?: number;
}

/** The whole state of a pull at this moment, so that a reader who misses a batch misses nothing. */
export interface PullProgress {
  readonly reference: string;
  readonly layers: readonly LayerProgress[];
  /** Bytes over all layers that have said their size. */
  readonly current: number;
  readonly total: number;
  /** Last lines that belong to no layer, for example the digest. */
  readonly messages: readonly string[];
  readonly done: boolean;
}

export const imagesApi = {
  pull: action(
    z.object({ engine: engineId, reference: imageReference, platform: z.string().max(100).optional() }),
    ({ reference, platform }) => ["pull", ...(platform ? ["--platform", platform] : []), reference],
  ).streams<PullProgress>(),
  /** Without force: untags while other tags are left, removes with the last one. IN_USE says by what. */
  remove: action(imageRef, ({ reference }) => ["rmi", reference]),
  inspect: query(imageRef).returns<unknown>(),
  history:
    query(imageRef).returns<
      readonly {
        readonly id: string;
        readonly created: number;
        readonly createdBy: string;
        readonly size: number;
        readonly comment: string;
      }[]
    >(),
} as const;
