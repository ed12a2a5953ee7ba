import { basename } from "node:path";
import type { ContainerListing, containerFilesApi } from "@shared/container-files.ts";
import { DrydockError } from "@shared/errors.ts";
import type { Server } from "@shared/wire.ts";
import { folderChanges } from "./containers/changes.ts";
import { fileText } from "./containers/file-text.ts";
import { listInside } from "./containers/list-inside.ts";
import { reach, resolve } from "./containers/place.ts";
import type { DockerClient } from "./docker/client.ts";
import type { EngineHub } from "./docker/hub.ts";
import { entriesOf, type Place, statOf } from "./files/archive.ts";
import { plainCopy } from "./files/copying.ts";
import { readFolder } from "./files/read-folder.ts";
import { receive } from "./files/receive.ts";
import { send } from "./files/send.ts";
import { reported } from "./reported.ts";
import { states } from "./states.ts";
import { streamed } from "./streamed.ts";

const placeOf = ({ id, path }: { readonly id: string; readonly path: string }): Place => ({ container: id, path });
const inFolder = (folder: string, name: string) => (folder === "/" ? `/${name}` : `${folder}/${name}`);

/** Containers whose programs cannot list a folder, so that this is tried once; more are forgotten. */
const mostRemembered = 500;

/** Files of the containers of the engine on the screen ([how](../docs/decisions/container-files.md)). */
export function containerFiles(hub: Pick<EngineHub, "use">): Server<typeof containerFilesApi> {
  const withoutPrograms = new Set<string>();

  const list = async (
    client: DockerClient,
    place: Place,
    report: (listing: ContainerListing) => void,
    signal: AbortSignal,
  ): Promise<void> => {
    const { runs, unseen } = await reach(client, place, signal);
    let refused = false;
    if (runs && !withoutPrograms.has(place.container)) {
      const inside = await listInside(client, place, (listing) => report({ ...listing, unseen }), signal);
      if (inside === "listed") return;
      refused = inside === "refused";
      if (inside === "absent") {
        if (withoutPrograms.size >= mostRemembered) withoutPrograms.clear();
        withoutPrograms.add(place.container);
      }
    }
    if (unseen) throw cannotLook(place.path, runs, refused);
    await readFolder(client, place, (listing) => report({ ...listing, unseen }), signal);
  };

  return {
    list: ({ engine, ...input }) =>
      states<ContainerListing>((signal) =>
        reported<ContainerListing>({ files: [], more: 0, read: 0, done: false, unseen: false }, (report) =>
          list(hub.use(engine), placeOf(input), report, signal),
        ),
      ),
    resolve: ({ engine, ...input }) => resolve(hub.use(engine), placeOf(input)),
    changes: ({ engine, ...input }) => streamed((signal) => folderChanges(hub.use(engine), placeOf(input), signal)),
    text: ({ engine, ...input }) =>
      streamed(async function* (signal) {
        yield await fileText(hub.use(engine), placeOf(input), signal);
      }),
    async existing({ engine, id, path, names }) {
      const found = await Promise.all(
        names.map((name) => statOf(hub.use(engine), { container: id, path: inFolder(path, name) })),
      );
      return names.filter((_, at) => found[at]);
    },
    download: ({ engine, to, ...input }) =>
      plainCopy(async (copying) => {
        const client = hub.use(engine);
        const place = placeOf(input);
        await checkSeen(client, place, copying.signal);
        return receive(place.path.split("/").at(-1)!, to, copying, async (write) => {
          for await (const entry of entriesOf(client, place, copying.signal)) await write(entry);
        });
      }),
    upload: ({ engine, from, replace, ...input }) =>
      plainCopy(async (copying) => {
        const client = hub.use(engine);
        const place = placeOf(input);
        await checkSeen(client, place, copying.signal);
        const own = basename(from);
        if (!replace && (await statOf(client, { ...place, path: inFolder(place.path, own) }, copying.signal)))
          throw new DrydockError("CONFLICT", `${own} is in ${place.path} already. Replace it, or rename yours first.`);
        return send(client, from, place, copying);
      }),
  };
}

function cannotLook(path: string, runs: boolean, refused: boolean): DrydockError {
  if (refused)
    return new DrydockError(
      "PERMISSION_DENIED",
      `The container's user may not look into ${path}, and the engine does not see it: it is in memory.`,
    );
  return new DrydockError(
    "UNSUPPORTED",
    `${path} is in memory, where only the container's own find and stat see it. ${runs ? "This container has neither." : "Unpause the container to look into it."}`,
  );
}

/** The engine would copy from or to the folder on disk that lies beneath, without a word. */
async function checkSeen(client: DockerClient, place: Place, signal: AbortSignal): Promise<void> {
  if (!(await reach(client, place, signal)).unseen) return;
  throw new DrydockError(
    "UNSUPPORTED",
    `${place.path} is in memory (tmpfs or the kernel's own), where docker cp does not reach. Use the terminal instead.`,
  );
}
