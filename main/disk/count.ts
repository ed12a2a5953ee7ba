import { setTimeout as pause } from "node:timers/promises";
import type { DiskItem, DiskKind, DiskPart } from "@shared/disk.ts";
import { DrydockError } from "@shared/errors.ts";
import { z } from "zod";
import type { DockerClient } from "../docker/client.ts";
import { path } from "../docker/path.ts";

const count = z.number().catch(0);
const text = z.string().catch("");
const time = z.string().nullish().catch(null);
/** A row without an identity is left out. */
const rows = <T extends z.ZodType>(row: T) =>
  z
    .array(z.unknown())
    .nullish()
    .transform((all) =>
      (all ?? []).flatMap((one) => {
        const { success, data } = row.safeParse(one);
        return success ? [data as z.output<T>] : [];
      }),
    );

const usage = z.object({
  /** Of all images, what several share counted once. */
  LayersSize: count,
  Images: rows(
    z.object({
      Id: z.string(),
      RepoTags: rows(z.string()),
      RepoDigests: rows(z.string()),
      Size: count,
      SharedSize: z.number().catch(-1),
      Containers: z.number().catch(-1),
      Created: count,
    }),
  ),
  Containers: rows(
    z.object({
      Id: z.string(),
      Names: rows(z.string()),
      Image: text,
      State: text,
      SizeRw: count,
      Created: count,
    }),
  ),
  Volumes: rows(
    z.object({
      Name: z.string(),
      Driver: text,
      CreatedAt: time,
      UsageData: z
        .object({ Size: z.number().catch(-1), RefCount: z.number().catch(-1) })
        .nullish()
        .catch(null),
    }),
  ),
  BuildCache: rows(
    z.object({
      ID: z.string(),
      Type: text,
      Description: text,
      Size: count,
      InUse: z.boolean().catch(false),
      Shared: z.boolean().catch(false),
      CreatedAt: time,
      UsageCount: count,
    }),
  ),
});
type Usage = z.output<typeof usage>;

/** Volumes are counted file by file. */
const deadline = 30 * 60_000;
/** An engine that counts already for somebody else refuses to do so twice, up to Docker 20.10. */
const busy = { words: "already running", every: 1000 };

/** Asks the engine for one kind, or all of them where it cannot tell them apart (up to API 1.41). */
export async function askUsage(client: DockerClient, kind: DiskKind | undefined, signal: AbortSignal): Promise<Usage> {
  for (;;)
    try {
      const query = kind ? { type: kind } : {};
      return usage.parse(await client.get(path`/system/df`, { query, signal, deadline }));
    } catch (error) {
      if (!(error instanceof DrydockError) || !`${error.message} ${error.detail}`.includes(busy.words)) throw error;
      await pause(busy.every, undefined, { signal });
    }
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + Math.max(0, value), 0);
const moment = (date: string | null | undefined) => {
  const at = date ? Date.parse(date) : Number.NaN;
  return Number.isFinite(at) ? { created: at } : {};
};
const shortId = (id: string) => id.replace("sha256:", "").slice(0, 12);

function part(kind: DiskKind, items: readonly DiskItem[], known?: { size: number; reclaimable: number }): DiskPart {
  const bytes = (wanted: readonly DiskItem[]) => sum(wanted.map(({ size = 0, shared }) => size - shared));
  return {
    kind,
    items,
    size: known?.size ?? bytes(items),
    reclaimable: known?.reclaimable ?? bytes(items.filter(({ used }) => !used)),
    unknown: items.filter(({ size }) => size === undefined).length,
  };
}

function images({ Images, LayersSize }: Usage): DiskPart {
  const items = Images.map(({ Id, RepoTags, RepoDigests, Size, SharedSize, Containers, Created }): DiskItem => {
    const tags = RepoTags.filter((tag) => !tag.includes("<none>"));
    const from = RepoDigests[0]?.split("@")[0];
    const users = Math.max(0, Containers);
    return {
      kind: "image",
      id: Id,
      name: tags[0] ? tags.join(", ") : `${from && !from.includes("<none>") ? from : "<none>"} ${shortId(Id)}`,
      size: Size,
      shared: Math.min(Size, Math.max(0, SharedSize)),
      used: users > 0,
      note: users > 0 ? `${users} ${users === 1 ? "container" : "containers"}` : tags[0] ? "no container" : "dangling",
      created: Created * 1000,
    };
  });
  // As docker: what images in use have for themselves stays, all else may go.
  const size = LayersSize || sum(items.map((item) => item.size! - item.shared));
  const held = sum(items.filter(({ used }) => used).map((item) => item.size! - item.shared));
  return part("image", items, { size, reclaimable: Math.max(0, size - held) });
}

const active: ReadonlySet<string> = new Set(["running", "paused", "restarting"]);
const containers = ({ Containers }: Usage): DiskPart =>
  part(
    "container",
    Containers.map(({ Id, Names, Image, State, SizeRw, Created }) => ({
      kind: "container",
      id: Id,
      name: Names[0]?.replace(/^\//, "") || shortId(Id),
      size: SizeRw,
      shared: 0,
      used: active.has(State),
      note: `${State}, from ${Image}`,
      created: Created * 1000,
    })),
  );

const volumes = ({ Volumes }: Usage): DiskPart =>
  part(
    "volume",
    Volumes.map(({ Name, Driver, CreatedAt, UsageData }) => {
      const users = Math.max(0, UsageData?.RefCount ?? 0);
      const size = UsageData?.Size ?? -1;
      const driver = Driver && Driver !== "local" ? `${Driver}, ` : "";
      return {
        kind: "volume",
        id: Name,
        name: Name,
        ...(size < 0 ? {} : { size }),
        shared: 0,
        used: users > 0,
        note: driver + (users > 0 ? `${users} ${users === 1 ? "container" : "containers"}` : "no container"),
        ...moment(CreatedAt),
      };
    }),
  );

const buildCache = ({ BuildCache }: Usage): DiskPart =>
  part(
    "build-cache",
    BuildCache.map(({ ID, Type, Description, Size, InUse, Shared, CreatedAt, UsageCount }) => ({
      kind: "build-cache",
      id: ID,
      name: Description || ID,
      size: Size,
      // Those bytes are in the images' total.
      shared: Shared ? Size : 0,
      used: InUse,
      note: `${Type || "regular"}, used ${UsageCount} ${UsageCount === 1 ? "time" : "times"}`,
      ...moment(CreatedAt),
    })),
  );

/** What the engine said of each kind, as one list with its sums. */
export const partOf: Readonly<Record<DiskKind, (usage: Usage) => DiskPart>> = {
  image: images,
  container: containers,
  volume: volumes,
  "build-cache": buildCache,
};
