import { createHash } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type DiskMoment, type DiskPart, diskKinds } from "@shared/disk.ts";
import { z } from "zod";

const sizes = z.object({
  image: z.number(),
  container: z.number(),
  volume: z.number(),
  "build-cache": z.number(),
});
const look = z.object({ time: z.number(), sizes, items: z.record(z.string(), z.number()) });
type Look = z.output<typeof look>;
const saved = z.object({
  /** What growth is measured against. */
  since: look.optional(),
  last: look.optional(),
  history: z.array(z.object({ time: z.number(), sizes })),
});
type Saved = z.output<typeof saved>;

/** A look within so many milliseconds of the last one is the same look again. */
const again = 10 * 60_000;
const most = { history: 200, items: 5000 };

const keyOf = ({ kind, id }: { readonly kind: string; readonly id: string }) => `${kind} ${id}`;

/** Earlier looks at the engines' disks, a file for each engine in `folder`. */
export interface Looks {
  /** What is known of an engine before it is looked at now. */
  before(engine: string, now: number): Promise<{ readonly since?: Look; readonly history: readonly DiskMoment[] }>;
  /** Keeps a complete look. */
  keep(engine: string, now: number, parts: readonly DiskPart[]): Promise<void>;
}

/** Growth of each item since an earlier look; one that was not there then has none. */
export const withGrowth = (part: DiskPart, since: Look | undefined): DiskPart =>
  since
    ? {
        ...part,
        items: part.items.map((item) => {
          const was = since.items[keyOf(item)];
          return was === undefined || item.size === undefined ? item : { ...item, grown: item.size - was };
        }),
      }
    : part;

/** Opens the looks in `folder`; a file that cannot be read counts as no look. */
export function openLooks(folder: string): Looks {
  const fileOf = (engine: string) =>
    join(folder, `${createHash("sha256").update(engine).digest("hex").slice(0, 24)}.json`);
  const load = async (engine: string): Promise<Saved> => {
    try {
      return saved.parse(JSON.parse(await readFile(fileOf(engine), "utf8")));
    } catch {
      return { history: [] };
    }
  };
  /** The look that this one is compared with: the last, unless that was just now. */
  const sinceOf = ({ since, last }: Saved, now: number) =>
    last && (now - last.time >= again || !since) ? last : since;
  let turn = Promise.resolve();

  return {
    async before(engine, now) {
      const known = await load(engine);
      const since = sinceOf(known, now);
      return { history: known.history, ...(since ? { since } : {}) };
    },
    keep(engine, now, parts) {
      const write = async () => {
        const known = await load(engine);
        const since = sinceOf(known, now);
        const totals = Object.fromEntries(
          diskKinds.map((kind) => [kind, parts.find((part) => part.kind === kind)?.size ?? 0]),
        ) as Look["sizes"];
        const items = parts
          .flatMap((part) => part.items)
          .sort((a, b) => (b.size ?? 0) - (a.size ?? 0))
          .slice(0, most.items)
          .flatMap((item) => (item.size === undefined ? [] : [[keyOf(item), item.size] as const]));
        const last = known.history.at(-1);
        const history = last && now - last.time < again ? known.history.slice(0, -1) : known.history;
        const next: Saved = {
          ...(since ? { since } : {}),
          last: { time: now, sizes: totals, items: Object.fromEntries(items) },
          history: [...history, { time: now, sizes: totals }].slice(-most.history),
        };
        await mkdir(folder, { recursive: true, mode: 0o700 });
        const file = fileOf(engine);
        await writeFile(`${file}.new`, JSON.stringify(next), { mode: 0o600 });
        await rename(`${file}.new`, file);
      };
      turn = turn.then(write).catch((error) => console.error("The disk use could not be kept:", error));
      return turn;
    },
  };
}
