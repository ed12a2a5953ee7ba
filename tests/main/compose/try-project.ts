import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type ComposeRunEvent, type ComposeSource, composeSource, upInput } from "@shared/compose.ts";
import type { Stream } from "@shared/wire.ts";
import { openRemembered } from "../../../main/compose/remembered.ts";
import { composeWork } from "../../../main/compose/work.ts";
import { compose } from "../../../main/compose.ts";
import { openPlans } from "../../../main/plans.ts";
import { engineEnvironment } from "../../../scripts/setup/engine.mjs";
import type { EngineAccess } from "../../engine/engine-access.ts";
import { until } from "../../engine/until.ts";
import { openHub } from "../docker/open-hub.ts";

/** Compose on an engine in a world of its own: folders for projects, and a list of what was opened. */
export async function tryCompose(engine: EngineAccess, env: Record<string, string> = {}) {
  const opened = openHub({ DOCKER_HOST: engine.host });
  const { hub } = opened;
  await until("the hub is live", () => hub.status()?.state === "live");
  const folder = mkdtempSync(join(tmpdir(), "drydock-compose-"));
  const { PATH = "", LD_LIBRARY_PATH = "" } = engineEnvironment(engine.files);
  const around = {
    platform: process.platform,
    env: { PATH, LD_LIBRARY_PATH, DOCKER_CONFIG: engine.config, ...env },
    home: folder,
    uid: 0,
  };
  const store = openRemembered(join(folder, "data"));
  const work = composeWork(hub, store, around);
  const plans = openPlans(hub, join(folder, "journal"), () => () => undefined);
  const projects: string[] = [];
  return {
    hub,
    store,
    work,
    around,
    folder,
    plans,
    server: compose(work, store, plans),
    /** Writes files into a new folder; `name` is the project's, which is removed with all it has at the end. */
    project(files: Record<string, string>, name = `try-${randomBytes(4).toString("hex")}`, inFolder = name) {
      projects.push(name);
      const at = join(folder, randomBytes(3).toString("hex"), inFolder);
      for (const [path, text] of Object.entries(files)) {
        mkdirSync(dirname(join(at, path)), { recursive: true });
        writeFileSync(join(at, path), text);
      }
      const source: ComposeSource = composeSource.parse({ files: [join(at, "compose.yaml")] });
      return {
        name,
        folder: at,
        source,
        ref: { engine: engine.id, name, source, services: [] as string[] },
        up: (more: object = {}) => upInput.parse({ engine: engine.id, name, source, ...more }),
      };
    },
    async end(): Promise<void> {
      for (const name of projects) await removeProject(engine, name);
      await opened.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
export type TryCompose = Awaited<ReturnType<typeof tryCompose>>;

/** Removes everything on the engine that has the project's label. */
export async function removeProject(engine: EngineAccess, name: string): Promise<void> {
  const label = `label=com.docker.compose.project=${name}`;
  const ids = async (...words: string[]) =>
    (await engine.docker(...words, "--filter", label)).split("\n").filter(Boolean);
  const containers = await ids("ps", "-aq");
  if (containers.length > 0) await engine.docker("rm", "-f", "-v", ...containers);
  const networks = await ids("network", "ls", "-q");
  if (networks.length > 0) await engine.docker("network", "rm", ...networks);
  const volumes = await ids("volume", "ls", "-q");
  if (volumes.length > 0) await engine.docker("volume", "rm", ...volumes);
  const images = await ids("images", "-q");
  if (images.length > 0) await engine.docker("rmi", "-f", ...new Set(images));
}

/** All events of a run to its end, and what it threw. */
export async function followRun(
  stream: Stream<readonly ComposeRunEvent[]> | Promise<Stream<readonly ComposeRunEvent[]>>,
  onEvent: (event: ComposeRunEvent) => void = () => undefined,
): Promise<{ events: ComposeRunEvent[]; error?: unknown; end?: Extract<ComposeRunEvent, { type: "end" }> }> {
  const events: ComposeRunEvent[] = [];
  let error: unknown;
  try {
    const reader = (await stream).getReader();
    for (let step = await reader.read(); !step.done; step = await reader.read())
      for (const event of step.value) {
        events.push(event);
        onEvent(event);
      }
  } catch (thrown) {
    error = thrown;
  }
  const end = events.find((event) => event.type === "end");
  return { events, ...(error === undefined ? {} : { error }), ...(end?.type === "end" ? { end } : {}) };
}
