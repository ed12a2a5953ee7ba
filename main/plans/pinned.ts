import { DrydockError } from "@shared/errors.ts";
import type { DockerClient } from "../docker/client.ts";
import { identify } from "../docker/identity.ts";

/** One engine, told by its own ID, and the connection to it. */
export interface Pinned {
  /**
   * Reads over the connection; opens another one, to the same engine only, when it has ended meanwhile. What is then
   * asked of the given client goes to the engine that has answered. Throws ENGINE_CHANGED when another one is there.
   */
  read<T>(work: (client: DockerClient) => Promise<T>): Promise<{ readonly value: T; readonly client: DockerClient }>;
  close(): void;
}

/** Connects to `engine` and keeps to it. `use` gives its client, or throws when it is not on the screen any more. */
export function pinTo(engine: string, use: () => DockerClient): Pinned {
  let client: DockerClient | undefined;
  const open = async (): Promise<DockerClient> => {
    const next = use().pinned();
    try {
      const { id } = await identify(next, new AbortController().signal);
      if (id !== engine)
        throw new DrydockError("ENGINE_CHANGED", "Another engine answers there now. Nothing was asked of it.");
      return next;
    } catch (error) {
      next.close();
      throw error;
    }
  };
  return {
    read: async (work) => {
      // Also tells whether that engine is still the one on the screen.
      use();
      if (client)
        try {
          return { value: await work(client), client };
        } catch (error) {
          if (!(error instanceof DrydockError) || error.code !== "INTERRUPTED") throw error;
          client.close();
        }
      client = await open();
      return { value: await work(client), client };
    },
    close: () => client?.close(),
  };
}
