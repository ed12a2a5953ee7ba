import { z } from "zod";
import { engineId, query } from "./wire.ts";

/** One row of `docker network ls`. */
export interface Network {
  readonly engine: string;
  readonly id: string;
  readonly name: string;
  readonly driver: string;
  readonly scope: string;
  readonly internal: boolean;
  readonly attachable: boolean;
  readonly subnets: readonly { readonly subnet: string; readonly gateway: string }[];
  readonly created: number;
  readonly labels: Readonly<Record<string, string>>;
}

export const networkRef = z.object({ engine: engineId, id: z.string().min(1).max(100), name: z.string().max(300) });

export const networksApi = {
  inspect: query(networkRef).returns<unknown>(),
} as const;
