import { z } from "zod";
import { engineId, stream } from "./wire.ts";

/** What `docker system df -v` counts. */
export const diskKinds = ["image", "container", "volume", "build-cache"] as const;
export type DiskKind = (typeof diskKinds)[number];

/** One thing that takes space. */
export interface DiskItem {
  readonly kind: DiskKind;
  /** Full ID; the name of a volume. */
  readonly id: string;
  readonly name: string;
  /** Bytes; of a container what it wrote itself. Missing where the engine does not say. */
  readonly size?: number;
  /** Of those, bytes that other images have too; they are counted once in the total. */
  readonly shared: number;
  /** Something needs it: a container, a running container, a build. */
  readonly used: boolean;
  /** Why, or what it is, in a few words. */
  readonly note: string;
  /** Milliseconds since the epoch. */
  readonly created?: number;
  /** Bytes more or less than at the time of `since`; missing where it was not there then. */
  readonly grown?: number;
}

/** All of one kind. */
export interface DiskPart {
  readonly kind: DiskKind;
  readonly items: readonly DiskItem[];
  /** Bytes on disk; what several images share counts once. */
  readonly size: number;
  /** Bytes of what nothing uses, as docker counts them. */
  readonly reclaimable: number;
  /** Items whose size the engine does not know, such as volumes of other drivers. */
  readonly unknown: number;
}

/** Bytes of each kind at one time, milliseconds since the epoch. */
export interface DiskMoment {
  readonly time: number;
  readonly sizes: Readonly<Record<DiskKind, number>>;
}

/** What has been counted so far; `parts` fill one after the other. */
export interface DiskUse {
  readonly time: number;
  readonly parts: readonly DiskPart[];
  readonly waiting: readonly DiskKind[];
  /** What `grown` and the growth of parts are measured against; missing the first time. */
  readonly since?: DiskMoment;
  /** Earlier looks, oldest first. */
  readonly history: readonly DiskMoment[];
}

export const diskApi = {
  /** Lets the engine count, which may take minutes where there are large volumes; leaving stops waiting for it. */
  use: stream(z.object({ engine: engineId })).of<DiskUse>(),
} as const;
