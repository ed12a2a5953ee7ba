import { z } from "zod";
import type { Container } from "./containers.ts";
import type { Image } from "./images.ts";
import type { Network } from "./networks.ts";
import type { Volume } from "./volumes.ts";
import { change, nothing, query, stream } from "./wire.ts";

/** Where an engine may be: the state machine of design.md section 4. `stale` keeps its last lists on the screen. */
export type EngineState = "absent" | "connecting" | "live" | "stale" | "gone";

/** How a candidate was found; the order is the order in which they are tried. */
export const engineOrigins = [
  "DOCKER_HOST",
  "context",
  "default",
  "rootless",
  "docker-desktop",
  "colima",
  "orbstack",
  "rancher-desktop",
  "podman",
  "private",
  /** Typed by the user. */
  "address",
] as const;
export type EngineOrigin = (typeof engineOrigins)[number];

/** One place where an engine was looked for, and what `_ping` said. */
export interface Candidate {
  /** Stable name of this place, for example `default` or `context:colima`. */
  readonly key: string;
  readonly origin: EngineOrigin;
  /** Name for people, for example `Docker Desktop`. */
  readonly name: string;
  /** `unix:///…`, `npipe://…`, `tcp://…` or `ssh://…`. */
  readonly host: string;
  readonly reachable: boolean;
  /** Why it is not reachable, in one sentence. */
  readonly problem?: string;
}

export interface EngineVersion {
  readonly engine: string;
  readonly api: string;
  readonly os: string;
  readonly arch: string;
  readonly kernel: string;
}

/** The engine on the screen. */
export interface EngineStatus {
  readonly state: EngineState;
  /** The engine's own ID (`docker info`), empty until it is known. Every ref carries it. */
  readonly id: string;
  readonly key: string;
  readonly origin: EngineOrigin;
  readonly name: string;
  readonly host: string;
  /** Global docker options that reach this engine; empty when the docker CLI reaches it by itself. */
  readonly target: readonly string[];
  readonly version?: EngineVersion;
  /** What is wrong and what to do next, while it is not live. */
  readonly problem?: string;
  /** Milliseconds since the epoch of the last complete list. */
  readonly listedAt?: number;
  /** Milliseconds since the epoch of when it answered again, after it had not. */
  readonly reconnectedAt?: number;
}

/** What the private engine needs on this machine, for the first-run page. */
export interface PrivateEngineSupport {
  readonly available: boolean;
  /** Why it is not available and how to get it, in one or two sentences. */
  readonly reason?: string;
}

export interface Engines {
  readonly current: EngineStatus | null;
  readonly candidates: readonly Candidate[];
  readonly searching: boolean;
  readonly private: PrivateEngineSupport;
}

/** Rows that came, changed or went since the last message. */
export interface Changes<T> {
  readonly upserted: readonly T[];
  /** Keys of rows that went: container and network IDs, image IDs, volume names. */
  readonly removed: readonly string[];
}

export interface Lists {
  readonly containers: readonly Container[];
  readonly images: readonly Image[];
  readonly volumes: readonly Volume[];
  readonly networks: readonly Network[];
}

/**
 * What flows to the page: first `engines`, then a `snapshot` as soon as the lists of the current engine are complete
 * (again after every switch, reconnect and re-list that differs too much), then `changes`.
 */
export type InventoryMessage =
  | { readonly type: "engines"; readonly engines: Engines }
  | { readonly type: "snapshot"; readonly engine: string; readonly lists: Lists }
  | {
      readonly type: "changes";
      readonly engine: string;
      readonly containers?: Changes<Container>;
      readonly images?: Changes<Image>;
      readonly volumes?: Changes<Volume>;
      readonly networks?: Changes<Network>;
    };

export const engineApi = {
  /** Engines and lists, live. Batches, so that a burst costs one message. */
  inventory: stream(nothing).of<readonly InventoryMessage[]>(),
  /** Shows another engine. INVALID for a key that no candidate has. */
  select: change(z.object({ key: z.string().max(300) })),
  /** Shows the engine at an address typed by the user. INVALID with a sentence for anything that is not one. */
  connect: change(z.object({ host: z.string().trim().min(1).max(1000) })),
  /** Looks for engines again and tries the current one at once. */
  retry: change(nothing),
  /** Starts (or finds) the private engine and shows it. */
  startPrivate: change(nothing),
  /** `docker info`, for the engine page: what the engine says of itself. */
  info: query(nothing).returns<unknown>(),
} as const;
