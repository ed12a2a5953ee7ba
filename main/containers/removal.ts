import type { DockerClient } from "../docker/client.ts";
import type { Found } from "../plans/remove-one.ts";
import { inspect } from "./inspect.ts";

/** Finds a container that is about to be removed, for the journal. */
export const removal =
  (id: string) =>
  async (client: DockerClient): Promise<Found> => {
    const saved = await inspect(client, id);
    return { row: { kind: "container", id: saved.Id, name: saved.Name.replace(/^\//, "") }, saved };
  };
