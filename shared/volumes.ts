import { z } from "zod";
import { engineId, query } from "./wire.ts";

/** One row of `docker volume ls`. */
export interface Volume {
  readonly engine: string;
  readonly name: string;
  readonly driver: string;
  readonly scope: string;
  readonly mountpoint: string;
  /** Milliseconds since the epoch; missing on old engines. */
  readonly created?: number;
  readonly labels: Readonly<Record<string, string>>;
}

export const volumeRef = z.object({ engine: engineId, name: z.string().min(1).max(300) });

export const volumesApi = {
  inspect: query(volumeRef).returns<unknown>(),
} as const;
