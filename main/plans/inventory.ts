import { DrydockError } from "@shared/errors.ts";
import { z } from "zod";
import type { DockerClient } from "../docker/client.ts";
import { path } from "../docker/path.ts";

/*
 * A plan is made from what the engine says now, all of it: what cannot be read is no reason to leave a row out, because
 * a container that is left out may be the one that uses a volume.
 */

const seconds = z.number().transform((time) => time * 1000);
const date = z
  .string()
  .nullish()
  .transform((text) => (text ? Date.parse(text) || undefined : undefined));
const labels = z
  .record(z.string(), z.string())
  .nullish()
  .transform((map) => map ?? {});
const list = <T extends z.ZodType>(member: T) =>
  z
    .array(member)
    .nullish()
    .transform((members) => (members ?? []) as z.output<T>[]);
const named = (reference: string) => !reference.includes("<none>");

const container = z.object({
  Id: z.string().min(1),
  Names: list(z.string()),
  ImageID: z.string().default(""),
  Created: seconds,
  State: z.string(),
  Status: z.string().default(""),
  Labels: labels,
  SizeRw: z.number().optional(),
  Mounts: list(z.object({ Type: z.string().default(""), Name: z.string().optional() })),
  NetworkSettings: z
    .object({ Networks: z.record(z.string(), z.object({ NetworkID: z.string().default("") }).nullable()).nullish() })
    .nullish(),
});
const image = z.object({
  Id: z.string().min(1),
  ParentId: z.string().default(""),
  RepoTags: list(z.string()),
  RepoDigests: list(z.string()),
  Size: z.number(),
  SharedSize: z.number().optional(),
  Created: seconds,
  Labels: labels,
});
const volume = z.object({
  Name: z.string().min(1),
  Driver: z.string().default(""),
  CreatedAt: z.string().default(""),
  Labels: labels,
  UsageData: z.object({ Size: z.number() }).nullish(),
});
const network = z.object({
  Id: z.string().min(1),
  Name: z.string(),
  Scope: z.string().default(""),
  Driver: z.string().default(""),
  Ingress: z.boolean().default(false),
  ConfigOnly: z.boolean().default(false),
  Created: date,
  Labels: labels,
});
const cacheRecord = z.object({
  ID: z.string().min(1),
  Parent: z.string().optional(),
  Parents: list(z.string()),
  // Engines 23 to 26 write the name of the field with a space in front.
  " Parents": list(z.string()),
  Type: z.string().default(""),
  Description: z.string().default(""),
  InUse: z.boolean(),
  Shared: z.boolean(),
  Size: z.number(),
  CreatedAt: date,
  LastUsedAt: date,
});
const usage = z.object({
  LayersSize: z.number().optional(),
  Images: list(image),
  Containers: list(z.object({ SizeRw: z.number().optional() })),
  Volumes: list(volume),
  BuildCache: list(cacheRecord),
});
const info = z.object({ ID: z.string(), SystemTime: z.string().default(""), DockerRootDir: z.string().default("") });

export type InventoryContainer = z.output<typeof container>;
export type InventoryImage = z.output<typeof image>;
export type InventoryVolume = z.output<typeof volume>;
export type InventoryNetwork = z.output<typeof network>;
export type InventoryCache = z.output<typeof cacheRecord>;

/** Everything that the engine keeps, read at one time. */
export interface Inventory {
  /** Milliseconds since the epoch by the engine's own clock, from before anything was listed. */
  readonly time: number;
  readonly containers: readonly InventoryContainer[];
  readonly images: readonly InventoryImage[];
  readonly volumes: readonly InventoryVolume[];
  readonly networks: readonly InventoryNetwork[];
  /** Only where it was asked for. */
  readonly cache: readonly InventoryCache[];
}

/** What to look at beside the lists: sizes take the engine as long as its disk does. */
export interface InventoryOptions {
  readonly sizes: boolean;
  readonly cache: boolean;
}

/** Sizes of many files take their time: ten minutes for what the engine has to add up. */
const patience = 10 * 60_000;

function whole<T extends z.ZodType>(what: string, schema: T, answer: unknown): z.output<T> {
  const read = schema.safeParse(answer);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw new DrydockError(
    "INTERNAL",
    `The engine's list of ${what} cannot be read completely, so nothing is offered for removal.`,
    `${issue?.path.join(".")}: ${issue?.message}`,
  );
}

/** The engine's clock, in milliseconds since the epoch. */
export async function engineTime(client: DockerClient): Promise<number> {
  const { SystemTime } = whole("facts", info, await client.get<unknown>(path`/info`));
  return Date.parse(SystemTime) || Date.now();
}

/** Lists everything anew, over `client`'s connection. Throws when any list cannot be had or read in whole. */
export async function takeInventory(client: DockerClient, { sizes, cache }: InventoryOptions): Promise<Inventory> {
  const time = await engineTime(client);
  const get = (at: Parameters<DockerClient["get"]>[0], query: Record<string, string | boolean> = {}) =>
    client.get<unknown>(at, { query, deadline: patience });
  const used = sizes || cache ? await diskUsage(client, { sizes, cache }) : undefined;
  const containers = whole(
    "containers",
    list(container),
    await get(path`/containers/json`, { all: true, size: sizes }),
  );
  const images = whole("images", list(image), await get(path`/images/json`, { all: true }));
  const { Volumes } = whole("volumes", z.object({ Volumes: list(volume) }), await get(path`/volumes`));
  const networks = whole("networks", list(network), await get(path`/networks`));
  const shared = new Map(used?.Images.map(({ Id, SharedSize }) => [Id, SharedSize]));
  const sized = new Map(used?.Volumes.map((one) => [one.Name, one.UsageData]));
  return {
    time,
    // The engine leaves out a size of nothing.
    containers: sizes ? containers.map((one) => ({ ...one, SizeRw: one.SizeRw ?? 0 })) : containers,
    images: images.map((one) => ({
      ...one,
      RepoTags: one.RepoTags.filter(named),
      RepoDigests: one.RepoDigests.filter(named),
      SharedSize: shared.get(one.Id),
    })),
    volumes: Volumes.map((one) => ({ ...one, UsageData: sized.get(one.Name) })),
    networks,
    cache: used?.BuildCache ?? [],
  };
}

/** `/system/df`, as little of it as this API version lets one ask for (1.42: by type). */
async function diskUsage(client: DockerClient, { sizes, cache }: InventoryOptions): Promise<z.output<typeof usage>> {
  const type = [...(sizes ? ["image", "volume"] : []), ...(cache ? ["build-cache"] : [])];
  const answer = await client.get<unknown>(path`/system/df`, { query: { type }, deadline: patience });
  return whole("disk use", usage, answer);
}

/** The build cache's records as they are now. */
export const readCache = async (client: DockerClient): Promise<readonly InventoryCache[]> =>
  (await diskUsage(client, { sizes: false, cache: true })).BuildCache;

/** Bytes that the engine counts over everything it keeps: layers, writable layers, volumes and its own build cache. */
export async function keptBytes(client: DockerClient, deadline: number): Promise<number> {
  const used = whole("disk use", usage, await client.get<unknown>(path`/system/df`, { deadline }));
  const sum = (sizes: readonly (number | undefined)[]) =>
    sizes.reduce<number>((all, one = 0) => all + Math.max(0, one), 0);
  return (
    (used.LayersSize ?? 0) +
    sum(used.Containers.map(({ SizeRw }) => SizeRw)) +
    sum(used.Volumes.map(({ UsageData }) => UsageData?.Size)) +
    sum(used.BuildCache.map(({ Shared, Size }) => (Shared ? 0 : Size)))
  );
}
