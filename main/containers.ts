import type { ContainerRef, containersApi } from "@shared/containers.ts";
import type { Server } from "@shared/wire.ts";
import { commit } from "./containers/commit.ts";
import { gather } from "./containers/gather.ts";
import { inspect } from "./containers/inspect.ts";
import { readLog } from "./containers/logs.ts";
import { portTaken } from "./containers/ports.ts";
import { processes } from "./containers/processes.ts";
import { recorded } from "./containers/recorded-recreate.ts";
import { recreateCommands } from "./containers/recreate.ts";
import { removal } from "./containers/removal.ts";
import { run } from "./containers/run.ts";
import { pollStats, type Readings } from "./containers/stats.ts";
import type { EngineHub } from "./docker/hub.ts";
import { path } from "./docker/path.ts";
import { type RemoveOne, removeNothing } from "./plans/remove-one.ts";
import { anonymous, type RegistryAuth } from "./registries.ts";
import { states } from "./states.ts";
import { streamed } from "./streamed.ts";
import type { Recorder } from "./wire.ts";

/** Milliseconds for what the engine may take long over: volumes, networks, a disk that is busy. */
const patience = 120_000;
const day = 24 * 60 * 60_000;

const unrecorded: Recorder = () => () => undefined;

/** Containers of the engine on the screen. The engine answers 304 where there is nothing to do; that is success. */
export function containers(
  hub: Pick<EngineHub, "use" | "containers">,
  auth: RegistryAuth = anonymous,
  record: Recorder = unrecorded,
  removeOne: RemoveOne = removeNothing,
): Server<typeof containersApi> {
  const readings: Readings = new Map();
  const start = ({ engine, id }: ContainerRef, verb: "start" | "restart", deadline: number) =>
    hub
      .use(engine)
      .post(path`/containers/${id}/${verb}`, { deadline })
      .catch((error: unknown) => {
        throw portTaken(error, id, hub.containers());
      });
  /** The engine answers when the container has stopped, which its own timeout decides. */
  const stopDeadline = async ({ engine, id }: ContainerRef) => {
    const { StopTimeout } = (await inspect(hub.use(engine), id)).Config;
    const seconds = StopTimeout ?? 10;
    return seconds < 0 ? day : Math.min(day, seconds * 1000 + patience);
  };

  return {
    start: (ref) => start(ref, "start", patience),
    stop: async (ref) =>
      hub.use(ref.engine).post(path`/containers/${ref.id}/stop`, { deadline: await stopDeadline(ref) }),
    restart: async (ref) => start(ref, "restart", patience + (await stopDeadline(ref))),
    pause: ({ engine, id }) => hub.use(engine).post(path`/containers/${id}/pause`),
    unpause: ({ engine, id }) => hub.use(engine).post(path`/containers/${id}/unpause`),
    kill: ({ engine, id }) => hub.use(engine).post(path`/containers/${id}/kill`),
    rename: ({ engine, id, to }) => hub.use(engine).post(path`/containers/${id}/rename`, { query: { name: to } }),
    remove: ({ engine, id }) => removeOne(engine, () => hub.use(engine), removal(id)),
    recreateCommands: ({ engine, ...container }) => recreateCommands(hub.use(engine), engine, container),
    recreate({ engine, ...container }) {
      const client = hub.use(engine);
      return states(() => recorded(client, engine, container, record, removeOne));
    },
    commit: (input) => commit(hub.use(input.engine), input),
    processes: ({ engine, id }) => streamed((signal) => processes(() => hub.use(engine), id, signal)),
    inspect: ({ engine, id }) => hub.use(engine).get(path`/containers/${id}/json`),
    run: (input) => streamed((signal) => run(hub, input, signal, auth)),
    logs(input) {
      const client = hub.use(input.engine);
      return gather((signal) => readLog(client, input, signal));
    },
    stats: ({ engine, ids }) => streamed((signal) => pollStats(() => hub.use(engine), ids, readings, signal)),
  };
}
