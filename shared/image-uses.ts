/** How another image's layers stand to those of the image that is asked about. */
export type Relation =
  /** It has the same layers. */
  | "same"
  /** It has all of them and more on top. */
  | "built on it"
  /** All of its own are the lowest of this image. */
  | "its base"
  /** The lowest ones are the same. */
  | "shares layers";

/** Another image that has some of the same layers. */
export interface RelatedImage {
  readonly id: string;
  readonly tags: readonly string[];
  readonly relation: Relation;
  /** Layers that both have, counted from the bottom. */
  readonly layers: number;
}

/** What needs an image, and what its removal would give back. */
export interface ImageUses {
  /** Images that were looked at, and how many there are: the rest is only certain when they are equal. */
  readonly looked: number;
  readonly images: number;
  /** Closest first. */
  readonly related: readonly RelatedImage[];
  readonly layers: number;
  /** Lowest layers that another image has too. */
  readonly shared: number;
  /** Bytes that go with the last name of the image; a range where the engine does not say enough. Missing until all was looked at. */
  readonly frees?: {
    readonly least: number;
    readonly most: number;
    /** Why it may be less than `most`, in a sentence. */
    readonly why?: string;
  };
}

/** What a registry has under a name: one platform, or one image for each of several. */
export interface RegistryPlatforms {
  readonly digest: string;
  /** Such as `linux/arm64/v8`; empty where the registry does not say. */
  readonly platforms: readonly string[];
}
