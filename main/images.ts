import type { Container } from "@shared/containers.ts";
import { DrydockError } from "@shared/errors.ts";
import type { ImageRef, imagesApi } from "@shared/images.ts";
import type { Server } from "@shared/wire.ts";
import { batches } from "./batches.ts";
import type { EngineHub } from "./docker/hub.ts";
import { path } from "./docker/path.ts";
import { archiveKind } from "./images/archive-kind.ts";
import { importRoot, load } from "./images/load.ts";
import { newer } from "./images/newer.ts";
import { platformsOf } from "./images/platforms.ts";
import { pull } from "./images/pull.ts";
import { push } from "./images/push.ts";
import { splitReference } from "./images/reference.ts";
import { resumed } from "./images/resumed.ts";
import { save } from "./images/save.ts";
import { uses } from "./images/uses.ts";
import { type RemoveOne, removeNothing } from "./plans/remove-one.ts";
import type { Logins } from "./registries/logins.ts";
import { anonymous, type RegistryAuth } from "./registries.ts";
import { states } from "./states.ts";

interface HistoryEntry {
  readonly Id: string;
  /** Seconds since the epoch. */
  readonly Created: number;
  readonly CreatedBy: string;
  readonly Size: number;
  readonly Comment: string;
}

type ImagesHub = Pick<EngineHub, "use" | "containers"> & Partial<Pick<EngineHub, "images" | "status">>;

/** Images of the engine on the screen. */
export const images = (
  hub: ImagesHub,
  auth: RegistryAuth = anonymous,
  logins?: Pick<Logins, "credential">,
  removeOne: RemoveOne = removeNothing,
): Server<typeof imagesApi> => ({
  pull({ engine, reference, platform }) {
    hub.use(engine);
    return states((signal) =>
      resumed(hub, engine, (client) => pull(client, { reference, platform }, signal, auth), signal),
    );
  },
  push({ engine, reference }) {
    const client = hub.use(engine);
    return states((signal) => push(client, reference, auth, signal));
  },
  async tag({ engine, id, to }) {
    const { name, tag } = splitReference(to);
    await hub.use(engine).post(path`/images/${id}/tag`, { query: { repo: name, tag } });
  },
  save({ engine, images, file }) {
    const client = hub.use(engine);
    return states((signal) => save(client, images, file, signal));
  },
  archive: ({ file }) => archiveKind(file),
  load({ engine, file }) {
    const client = hub.use(engine);
    return states((signal) => load(client, file, signal));
  },
  import({ engine, file, reference }) {
    const client = hub.use(engine);
    return states((signal) => importRoot(client, file, reference || undefined, signal));
  },
  newer: ({ engine, images }) =>
    batches((signal) => newer({ hub, auth, ...(logins ? { logins } : {}) }, engine, images, signal)),
  async remove(image) {
    const { engine, id, reference } = image;
    try {
      await removeOne(
        engine,
        () => hub.use(engine),
        async (client) => {
          const saved = await client.get<{ Id: string }>(path`/images/${reference}/json`);
          if (saved.Id !== id)
            throw new DrydockError(
              "CONFLICT",
              `${reference} has moved to another image since you looked, so nothing was removed. Look at it again first.`,
              `It was ${id} and is ${saved.Id}.`,
            );
          return { row: { kind: reference === id ? "image" : "tag", id, name: reference }, saved };
        },
      );
    } catch (error) {
      throw error instanceof DrydockError && error.code === "IN_USE" ? inUse(image, hub.containers(), error) : error;
    }
  },
  // From API 1.48 on, the answer then names the platforms that are here.
  inspect: ({ engine, id }) => hub.use(engine).get(path`/images/${id}/json`, { query: { manifests: true } }),
  uses({ engine, id }) {
    const client = hub.use(engine);
    return states((signal) => uses(client, id, signal));
  },
  platforms: ({ engine, reference }) => platformsOf(hub.use(engine), reference, auth),
  async history({ engine, id }) {
    const entries = await hub.use(engine).get<readonly HistoryEntry[]>(path`/images/${id}/history`);
    return entries.map(({ Id, Created, CreatedBy, Size, Comment }) => ({
      id: Id,
      created: Created * 1000,
      createdBy: CreatedBy,
      size: Size,
      comment: Comment,
    }));
  },
});

/** Says by name which containers keep the image, where the engine gives one ID at most. */
function inUse(
  { id, reference }: ImageRef,
  containers: ReadonlyMap<string, Container>,
  error: DrydockError,
): DrydockError {
  const names = [...containers.values()].filter(({ imageId }) => imageId === id).map(({ name }) => name);
  if (names.length === 0) return error;
  const shown = names.slice(0, 5).join(", ") + (names.length > 5 ? ` and ${names.length - 5} more` : "");
  const [them, those] =
    names.length === 1 ? ["the container", "that container"] : ["the containers", "those containers"];
  return new DrydockError("IN_USE", `${reference} is in use by ${them} ${shown}. Remove ${those} first.`, error.detail);
}
