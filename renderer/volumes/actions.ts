import { volumesApi } from "@shared/volumes.ts";
import { IconArchive, IconCamera, IconCopyPlus, IconTrash } from "@tabler/icons-react";
import type { Action, Noun } from "../actions.ts";
import { copyAction } from "../components/copy-actions.ts";
import { askRemoveObjects } from "../plans/ask-objects.ts";
import { askCopy } from "./copy-dialog.tsx";
import type { VolumeRow } from "./rows.ts";

/** How volumes are told apart and named. */
export const volumeNoun: Noun<VolumeRow> = {
  one: "volume",
  many: "volumes",
  id: ({ name }) => name,
  name: ({ name }) => name,
};

const users = ({ usedBy }: VolumeRow) => usedBy.map(({ name }) => name).join(", ");

/** Everything that can be done to a volume, in the order of its menu. */
export const volumeActions: readonly Action<VolumeRow>[] = [
  {
    id: "backup",
    label: "Back up",
    icon: IconArchive,
    shortcut: "b",
    single: true,
    when: () => true,
    command: ({ engine, name }) =>
      volumesApi.backup.command?.({ engine, name, file: `${name}.tar.zst`, writers: "stop" }) ?? [],
    run: ({ engine, name }) => askCopy({ kind: "backup", engine, name }),
  },
  {
    id: "snapshot",
    label: "Take snapshot",
    icon: IconCamera,
    single: true,
    when: () => true,
    command: ({ engine, name }) =>
      volumesApi.takeSnapshot.command?.({ engine, name, title: "", writers: "stop" }) ?? [],
    run: ({ engine, name }) => askCopy({ kind: "snapshot", engine, name }),
  },
  {
    id: "clone",
    label: "Clone",
    icon: IconCopyPlus,
    single: true,
    when: () => true,
    command: ({ engine, name }) =>
      volumesApi.clone.command?.({ engine, name, to: `${name}-copy`, writers: "stop" }) ?? [],
    run: ({ engine, name }) => askCopy({ kind: "clone", engine, name }),
  },
  copyAction<VolumeRow>("copy-name", "Copy name", ({ name }) => name),
  copyAction<VolumeRow>("copy-mountpoint", "Copy mountpoint", ({ mountpoint }) => mountpoint),
  {
    id: "remove",
    label: "Remove",
    doing: "Removing",
    icon: IconTrash,
    shortcut: "Delete",
    when: (row) => (row.usedBy.length > 0 ? `Used by ${users(row)}` : true),
    destructive: (rows) => `Everything in ${rows.length === 1 ? "this volume" : "these volumes"} is lost for good.`,
    together: (rows, lost) => askRemoveObjects(rows, volumeNoun, lost, ({ name }) => ({ kind: "volume", id: name })),
    command: ({ name }) => ["volume", "rm", name],
    run: async () => undefined,
  },
];
