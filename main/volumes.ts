import type { Container } from "@shared/containers.ts";
import type { FileListing } from "@shared/files.ts";
import type { NewVolume, volumesApi } from "@shared/volumes.ts";
import type { Server } from "@shared/wire.ts";
import type { DockerClient } from "./docker/client.ts";
import type { EngineHub } from "./docker/hub.ts";
import { path } from "./docker/path.ts";
import { copying, plainCopy, type ReportCopy } from "./files/copying.ts";
import { type RemoveOne, removeNothing } from "./plans/remove-one.ts";
import { reported } from "./reported.ts";
import { states } from "./states.ts";
import { streamed } from "./streamed.ts";
import { exportVolume, type Flow } from "./volumes/backup.ts";
import { download, upload } from "./volumes/copy.ts";
import { listFolder } from "./volumes/files.ts";
import { like, putBack } from "./volumes/put-back.ts";
import { copyVolume, createVolume, fillVolume, intoNewVolume } from "./volumes/restore.ts";
import { volumeSizes } from "./volumes/sizes.ts";
import { openSnapshots } from "./volumes/snapshots.ts";
import { openStopped } from "./volumes/stopped.ts";
import { whileStopped, writersOf } from "./volumes/writers.ts";

type Hub = Pick<EngineHub, "use" | "containers">;

const flow = (report: ReportCopy, signal: AbortSignal): Flow => ({
  signal,
  onBytes: (bytes, total) => report({ bytes, ...(total === undefined ? {} : { total }) }),
});

/** Volumes of the engine on the screen. `dataDir` holds snapshots, and what has to be started again. */
export function volumes(
  hub: Hub,
  dataDir: string,
  stopped = openStopped(dataDir),
  removeOne: RemoveOne = removeNothing,
): Server<typeof volumesApi> {
  const snapshots = openSnapshots(dataDir);

  /** Copies out of a volume, with its writers stopped where that was asked for; says so where nothing is certain. */
  const reading = async (
    { engine, name, writers }: { engine: string; name: string; writers: "stop" | "leave" },
    report: ReportCopy,
    signal: AbortSignal,
    work: (client: DockerClient, consistent: boolean) => Promise<void>,
  ): Promise<string[]> => {
    const client = hub.use(engine);
    const running = writersOf(name, hub.containers().values());
    const toStop = writers === "stop" ? running : [];
    const notes = await whileStopped(
      { client, engine, writers: toStop, store: stopped, signal, report: (stage) => report({ stage }) },
      () => work(client, running.length === toStop.length),
    );
    return running.length > toStop.length ? [notConsistent(running), ...notes] : notes;
  };

  return {
    inspect: ({ engine, name }) => hub.use(engine).get(path`/volumes/${name}`),
    sizes: ({ engine }) =>
      streamed(async function* (signal) {
        yield await volumeSizes(hub.use(engine), signal);
      }),
    create: async (input) => ({ name: await createVolume(hub.use(input.engine), input) }),
    files: ({ engine, name, path: within }) =>
      states<FileListing>((signal) =>
        reported<FileListing>({ files: [], more: 0, read: 0, done: false }, (report) =>
          listFolder(hub.use(engine), name, within, report, signal),
        ),
      ),
    download: ({ engine, ...input }) => plainCopy((copy) => download(hub.use(engine), input, copy)),
    upload: ({ engine, ...input }) => plainCopy((copy) => upload(hub.use(engine), input, copy)),
    backup: (input) =>
      copying((report, signal) =>
        reading(input, report, signal, (client) => exportVolume(client, input.name, input.file, flow(report, signal))),
      ),
    restore: ({ file, ...volume }) =>
      copying(async (report, signal) => {
        const client = hub.use(volume.engine);
        await intoNewVolume(client, volume, signal, () => fillVolume(client, volume.name, file, flow(report, signal)));
        return [];
      }),
    clone: (input) =>
      copying((report, signal) =>
        reading(input, report, signal, async (client) => {
          const volume = await like(client, input.engine, input.name, input.to);
          await intoNewVolume(client, volume, signal, () =>
            copyVolume(client, input.name, input.to, flow(report, signal)),
          );
        }),
      ),
    snapshots: ({ engine, name }) => snapshots.list(engine, name),
    takeSnapshot: ({ title, ...input }) =>
      copying((report, signal) =>
        reading(input, report, signal, (client, consistent) =>
          snapshots.keep({ engine: input.engine, volume: input.name, name: title }, async (file) => {
            await exportVolume(client, input.name, file, flow(report, signal));
            return { consistent };
          }),
        ),
      ),
    restoreSnapshot: ({ engine, id, to }) =>
      copying(async (report, signal) => {
        const client = hub.use(engine);
        const snapshot = await snapshots.get(engine, id);
        if (to === undefined)
          return putBack(
            { client, containers: hub.containers().values(), snapshots, removeOne },
            snapshot,
            flow(report, signal),
          );
        const volume = await like(client, engine, snapshot.volume, to).catch(
          (): NewVolume => ({ engine, name: to, driver: "local", options: [], labels: [] }),
        );
        await intoNewVolume(client, volume, signal, () => fillVolume(client, to, snapshot.file, flow(report, signal)));
        return [];
      }),
    deleteSnapshot: ({ engine, id }) => snapshots.remove(engine, id),
  };
}

const notConsistent = (running: readonly Container[]): string =>
  `${running.map(({ name }) => name).join(", ")} could write meanwhile, so this copy is not crash-consistent: files may be from different moments.`;
