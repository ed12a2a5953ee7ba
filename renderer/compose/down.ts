import { api } from "../api.ts";
import { askRemoval } from "../plans/removal-dialog.tsx";
import type { ProjectRow } from "./rows.ts";

const choices = [
  { id: "removeImages", label: "Remove images", description: "All that its services use" },
  { id: "removeVolumes", label: "Remove volumes", description: "With the data in them" },
  { id: "removeOrphans", label: "Remove orphans", description: "Containers of services that the files do not have" },
] as const;

/** Every option of `docker compose down` that removes more. */
export const everything: readonly string[] = choices.map(({ id }) => id);

/** Shows what `docker compose down` would remove, row by row and with its options, and removes exactly that. */
export const askDown = ({ engine, name, source }: ProjectRow, chosen: readonly string[] = []): Promise<void> =>
  askRemoval({
    title: `Down ${name}?`,
    body: "Its containers are stopped and removed, then its networks. What was written inside the containers is lost; volumes and images stay unless you choose otherwise.",
    choices,
    chosen,
    verb: "Down",
    load: (wanted) =>
      api.compose.down({
        engine,
        name,
        source,
        removeImages: wanted.has("removeImages"),
        removeVolumes: wanted.has("removeVolumes"),
        removeOrphans: wanted.has("removeOrphans"),
      }),
    done: `${name} is down.`,
  });
