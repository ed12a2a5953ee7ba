import type { RecreateStep } from "@shared/containers.ts";
import type { DockerClient } from "../docker/client.ts";
import type { RemoveOne } from "../plans/remove-one.ts";
import { reported } from "../reported.ts";
import type { Recorder } from "../wire.ts";
import { type Recreation, recreate, recreateCommands } from "./recreate.ts";
import { removal } from "./removal.ts";

/** The docker line that each step is. */
const verbs: Partial<Record<RecreateStep, string>> = {
  stopping: "stop",
  renaming: "rename",
  creating: "create",
  starting: "start",
  removing: "rm",
};

/** `recreate` with each of its docker lines in the activity log; the one during which it failed carries the error. */
export const recorded = (
  client: DockerClient,
  engine: string,
  container: Recreation,
  record: Recorder,
  removeOne: RemoveOne,
): AsyncGenerator<RecreateStep, void, undefined> =>
  reported<RecreateStep>("stopping", async (report) => {
    const commands = await recreateCommands(client, engine, container);
    let ended: ReturnType<Recorder> | undefined;
    try {
      const onStep = (step: RecreateStep) => {
        ended?.("done");
        const command = commands.find(([verb]) => verb === verbs[step]);
        ended = command && record({ engine, command });
        report(step);
      };
      // By the client of all the other steps: it is not to be left halfway.
      await recreate(client, container, onStep, () => removeOne(engine, () => client, removal(container.id)));
      ended?.("done");
      report("done");
    } catch (error) {
      ended?.({ error });
      throw error;
    }
  });
