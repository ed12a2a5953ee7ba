import { randomUUID } from "node:crypto";
import { DrydockError, errorShape } from "@shared/errors.ts";
import type { DockerClient } from "../docker/client.ts";
import type { Journal } from "./journal.ts";
import { pinTo } from "./pinned.ts";
import { callFor, isLost } from "./removal.ts";
import { type Draft, offered } from "./row.ts";

/** What is about to go, and its configuration for the journal. */
export interface Found {
  readonly row: Pick<Draft, "kind" | "id" | "name">;
  readonly saved: unknown;
}

/**
 * Removes one thing that is not a row of a plan, as plans do it: `look` finds it and throws when it is to stay; then it
 * is written to the journal, and removed without force over the connection that was looked through. `use` gives a client
 * of `engine`. Rejects with what the engine said.
 */
export type RemoveOne = (
  engine: string,
  use: () => DockerClient,
  look: (client: DockerClient) => Promise<Found>,
) => Promise<void>;

/** For uses that remove nothing. */
export const removeNothing: RemoveOne = () =>
  Promise.reject(new DrydockError("INTERNAL", "There is no journal here, and nothing is removed without it."));

/** Removals of one thing each. `busy` holds the plans of those that are being carried out. */
export const oneByOne =
  (journal: Journal, engineName: () => string, busy: Set<string>): RemoveOne =>
  async (engine, use, look) => {
    const pinned = pinTo(engine, use);
    const plan = randomUUID();
    busy.add(plan);
    try {
      const { value: found, client } = await pinned.read(look);
      const { kind, id: objectId, name, command } = offered({ ...found.row, why: "", ticked: true });
      const about = { plan, engine, engineName: engineName(), kind, objectId, name, command };
      const entry = await journal.begin({ ...about, saved: found.saved });
      try {
        await callFor(client, found.row);
      } catch (error) {
        // Where the answer was lost, the engine is asked later what became of it.
        if (!isLost(error)) await journal.end(entry, "failed", errorShape(error).message).catch(notWritten);
        throw error;
      }
      await journal.end(entry, "removed").catch(notWritten);
    } finally {
      busy.delete(plan);
      pinned.close();
    }
  };

const notWritten = (error: unknown): void => console.error("The journal:", error);
