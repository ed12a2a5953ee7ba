import { join } from "node:path";
import { type DiskKind, type DiskPart, type DiskUse, type diskApi, diskKinds } from "@shared/disk.ts";
import type { Server } from "@shared/wire.ts";
import { askUsage, partOf } from "./disk/count.ts";
import { layered } from "./disk/layered.ts";
import { openLooks, withGrowth } from "./disk/looks.ts";
import type { DockerClient } from "./docker/client.ts";
import type { EngineHub } from "./docker/hub.ts";
import { path } from "./docker/path.ts";
import { states } from "./states.ts";

/** What takes space on the engine on the screen; earlier looks are kept in `dataDir`. */
export function disk(hub: Pick<EngineHub, "use">, dataDir: string): Server<typeof diskApi> {
  const looks = openLooks(join(dataDir, "disk-use"));

  async function* use(client: DockerClient, engine: string, signal: AbortSignal): AsyncGenerator<DiskUse, void> {
    const time = Date.now();
    const { since, history } = await looks.before(engine, time);
    const parts = new Map<DiskKind, DiskPart>();
    const state = (): DiskUse => ({
      time,
      parts: diskKinds.flatMap((kind) => parts.get(kind) ?? []),
      waiting: diskKinds.filter((kind) => !parts.has(kind)),
      ...(since ? { since: { time: since.time, sizes: since.sizes } } : {}),
      history,
    });
    yield state();
    const put = async (kind: DiskKind, usage: Awaited<ReturnType<typeof askUsage>>) => {
      const part = partOf[kind](usage);
      parts.set(kind, withGrowth(kind === "image" ? await layered(client, part, signal) : part, since));
    };
    const asked = (await countsByKind(client, signal))
      ? // The volumes, which take longest, hold back nothing else.
        diskKinds.map(async (kind) => put(kind, await askUsage(client, kind, signal)))
      : [
          askUsage(client, undefined, signal).then(async (usage) => {
            for (const kind of diskKinds) await put(kind, usage);
          }),
        ];
    const waiting = new Set<Promise<unknown>>(asked);
    for (const one of asked) one.then(() => waiting.delete(one)).catch(() => undefined);
    while (waiting.size > 0) {
      await Promise.race(waiting);
      yield state();
    }
    await looks.keep(engine, time, state().parts);
  }

  return {
    use({ engine }) {
      const client = hub.use(engine);
      return states((signal) => use(client, engine, signal));
    },
  };
}

/** From API 1.42 on, an engine counts only what it is asked for. */
async function countsByKind(client: DockerClient, signal: AbortSignal): Promise<boolean> {
  const { ApiVersion = "1.41" } = await client.get<{ ApiVersion?: string }>(path`/version`, { signal });
  const [major = 1, minor = 0] = ApiVersion.split(".").map(Number);
  return major > 1 || minor >= 42;
}
