import type { Container } from "@shared/containers.ts";
import { DrydockError } from "@shared/errors.ts";
import type { ImageRef, imagesApi } from "@shared/images.ts";
import type { Server } from "@shared/wire.ts";
import type { EngineHub } from "./docker/hub.ts";
import { path } from "./docker/path.ts";
import { pull } from "./pull.ts";
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

/** Images of the engine on the screen. */
export const images = (
  hub: Pick<EngineHub, "use" | "containers">,
  auth: RegistryAuth = anonymous,
): Server<typeof imagesApi> => ({
  pull({ engine, reference, platform }) {
    const client = hub.use(engine);
    return states((signal) => pull(client, { reference, platform }, signal, auth));
  },
  async remove(image) {
    const { engine, id, reference } = image;
    const client = hub.use(engine);
    const { Id } = await client.get<{ Id: string }>(path`/images/${reference}/json`);
    if (Id !== id)
      throw new DrydockError(
        "CONFLICT",
        `${reference} has moved to another image since you looked, so nothing was removed. Look at it again first.`,
        `It was ${id} and is ${Id}.`,
      );
    try {
      await client.delete(path`/images/${reference}`, { deadline: 120_000 });
    } catch (error) {
      throw error instanceof DrydockError && error.code === "IN_USE" ? inUse(image, hub.containers(), error) : error;
    }
  },
  inspect: ({ engine, id }) => hub.use(engine).get(path`/images/${id}/json`),
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
