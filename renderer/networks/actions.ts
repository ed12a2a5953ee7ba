import { IconPlugConnected, IconTrash } from "@tabler/icons-react";
import type { Action, Noun } from "../actions.ts";
import { copyAction } from "../components/copy-actions.ts";
import { askRemoveObjects } from "../plans/ask-objects.ts";
import { askConnect } from "./connect-dialog.tsx";
import { builtIn, type NetworkRow } from "./rows.ts";

/** How networks are told apart and named. */
export const networkNoun: Noun<NetworkRow> = {
  one: "network",
  many: "networks",
  id: ({ id }) => id,
  name: ({ name }) => name,
};

/** Everything that can be done to a network, in the order of its menu. */
export const networkActions: readonly Action<NetworkRow>[] = [
  {
    id: "connect",
    label: "Connect",
    icon: IconPlugConnected,
    shortcut: "c",
    single: true,
    when: ({ name }) => (name === "host" || name === "none" ? "A container is on it from its start or never" : true),
    command: ({ name }) => ["network", "connect", name, "CONTAINER"],
    run: (row) => askConnect(row),
  },
  copyAction<NetworkRow>("copy-name", "Copy name", ({ name }) => name),
  copyAction<NetworkRow>("copy-id", "Copy ID", ({ id }) => id),
  {
    id: "remove",
    label: "Remove",
    doing: "Removing",
    icon: IconTrash,
    shortcut: "Delete",
    when: ({ name, members }) =>
      builtIn.has(name)
        ? "The engine's own network"
        : members.length > 0
          ? `Used by ${members.map(({ container }) => container.name).join(", ")}`
          : true,
    destructive: (rows) =>
      `${rows.length === 1 ? "This network is" : "These networks are"} removed. No container is on ${rows.length === 1 ? "it" : "them"}.`,
    together: (rows, lost) => askRemoveObjects(rows, networkNoun, lost, ({ id }) => ({ kind: "network", id })),
    command: ({ name }) => ["network", "rm", name],
    run: async () => undefined,
  },
];
