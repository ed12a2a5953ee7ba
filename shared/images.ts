import { z } from "zod";
import type { ImageUses, RegistryPlatforms } from "./image-uses.ts";
import { action, engineId, query, stream } from "./wire.ts";

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

/** A name as docker completes it: without a tag it means `latest`, and Podman writes Docker Hub's registry before it. */
const completed = (name: string): string => {
  const short = name.replace(/^docker\.io\/(?:library\/)?/, "");
  return /[:@][^/]*$/.test(short) ? short : `${short}:latest`;
};

/** Whether two names mean the same image: `busybox` is `busybox:latest` and `docker.io/library/busybox:latest`. */
export const sameImage = (one: string, other: string): boolean => completed(one) === completed(other);

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

/** The whole state of a transfer at this moment, so that a reader who misses a batch misses nothing. */
export interface TransferProgress {
  readonly reference: string;
  readonly layers: readonly LayerProgress[];
  /** Bytes over all layers that have said their size. */
  readonly current: number;
  readonly total: number;
  /** Last lines that belong to no layer, for example the digest. */
  readonly messages: readonly string[];
  readonly done: boolean;
  /** Why nothing moves at the moment, such as an engine that is being waited for. */
  readonly waiting?: string;
}
export type PullProgress = TransferProgress;

/** What a .tar holds, as far as its names tell. */
export type ArchiveKind = "images" | "root" | "unknown";

/** Whether the registry has another image under a tag than the engine. */
export type NewerAnswer = { readonly id: string; readonly reference: string } & (
  | { readonly state: "current" }
  /** The digest that the registry has. */
  | { readonly state: "newer"; readonly digest: string }
  | { readonly state: "unknown"; readonly why: string }
);

/** A name that an image can get: with a tag, and never with a digest. */
export const imageTag = imageReference.refine((reference) => !reference.includes("@"), {
  message: "A new name has a tag and no digest. Leave out everything from the `@`.",
});
const filePath = z.string().trim().min(1, "Choose a file.").max(4096);

export const imagesApi = {
  pull: action(
    z.object({ engine: engineId, reference: imageReference, platform: z.string().max(100).optional() }),
    ({ reference, platform }) => ["pull", ...(platform ? ["--platform", platform] : []), reference],
  ).streams<PullProgress>(),
  /** The login comes from `registries`; UNAUTHORIZED says where to log in. */
  push: action(z.object({ engine: engineId, reference: imageTag }), ({ reference }) => [
    "push",
    reference,
  ]).streams<TransferProgress>(),
  tag: action(imageRef.extend({ to: imageTag }), ({ reference, to }) => ["tag", reference, to]),
  /** Writes one .tar; one that is cut or cancelled leaves no file. */
  save: action(
    z.object({ engine: engineId, images: z.array(imageRef).min(1).max(500), file: filePath }),
    ({ images, file }) => ["save", "-o", file, ...images.map(({ reference }) => reference)],
  ).streams<TransferProgress>(),
  /** What a .tar on this computer holds. */
  archive: query(z.object({ file: filePath })).returns<ArchiveKind>(),
  /** The last state's messages name what was loaded. */
  load: action(z.object({ engine: engineId, file: filePath }), ({ file }) => [
    "load",
    "-i",
    file,
  ]).streams<TransferProgress>(),
  /** Makes an image of one layer from a root file system; the last message is its ID. */
  import: action(
    z.object({ engine: engineId, file: filePath, reference: z.union([z.literal(""), imageTag]).default("") }),
    ({ file, reference }) => ["import", file, ...(reference ? [reference] : [])],
  ).streams<TransferProgress>(),
  /** Asks each image's registry, a few at a time. */
  newer: stream(z.object({ engine: engineId, images: z.array(imageRef.omit({ engine: true })).max(2000) })).of<
    readonly NewerAnswer[]
  >(),
  /** Without force: untags while other tags are left, removes with the last one. IN_USE says by what. */
  remove: action(imageRef, ({ reference }) => ["rmi", reference]),
  inspect: query(imageRef).returns<unknown>(),
  /** Looks at all images; leaving stops that. */
  uses: stream(imageRef).of<ImageUses>(),
  /** Asks the registry of `reference`. */
  platforms: query(imageRef).returns<RegistryPlatforms>(),
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
