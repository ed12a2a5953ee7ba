import type { EngineHub } from "../docker/hub.ts";
import { removeLeftHelpers } from "./helper.ts";
import type { openStopped } from "./stopped.ts";

/**
 * Mends what an earlier run of Drydock left on an engine because it was ended in the middle: containers that it stopped
 * for a copy are started again, and its helpers are removed. Once for each engine that comes on the screen.
 */
export async function tidyEngines(
  hub: Pick<EngineHub, "use" | "inventory">,
  stopped: ReturnType<typeof openStopped>,
): Promise<void> {
  const started = Date.now();
  const seen = new Set<string>();
  const reader = hub.inventory().getReader();
  for (let step = await reader.read(); !step.done; step = await reader.read())
    for (const message of step.value) {
      if (message.type !== "snapshot" || seen.has(message.engine)) continue;
      seen.add(message.engine);
      try {
        const client = hub.use(message.engine);
        await stopped.restart(message.engine, client);
        await removeLeftHelpers(client, started);
      } catch (error) {
        console.error("What an earlier run left could not be mended:", error);
      }
    }
}
