import { imagesApi } from "@shared/images.ts";
import {
  IconCloudSearch,
  IconDeviceFloppy,
  IconPlayerPlay,
  IconRefresh,
  IconStack2,
  IconTag,
  IconTrash,
  IconUpload,
} from "@tabler/icons-react";
import type { Action, Noun } from "../actions.ts";
import { api } from "../api.ts";
import { copyAction } from "../components/copy-actions.ts";
import { askRemoveObjects } from "../plans/ask-objects.ts";
import { router } from "../router.tsx";
import { checkNewer } from "./newer.ts";
import { askPush } from "./push-dialog.tsx";
import { refOf } from "./ref-of.ts";
import { type ImageRow, nameless, shortId } from "./rows.ts";
import { askRun } from "./run-dialog.tsx";
import { askSave } from "./save-dialog.tsx";
import { askTag } from "./tag-dialog.tsx";
import { askUpdate } from "./update-dialog.tsx";

/** How the rows of the images table are told apart and named. */
export const imageNoun: Noun<ImageRow> = {
  one: "image",
  many: "images",
  id: ({ key }) => key,
  name: ({ repository, tag, reference, id }) => (tag === nameless ? `${repository} ${shortId(id)}` : reference),
};

export { refOf };

/** Names of the containers made from an image, shortened to the first of many. */
export const users = ({ usedBy }: ImageRow): string => {
  const [first, ...more] = usedBy.map(({ name }) => name);
  return first ? `${first}${more.length > 0 ? ` and ${more.length} more` : ""}` : "";
};

/** Everything that can be done to an image, in the order of its menu. */
export const imageActions: readonly Action<ImageRow>[] = [
  {
    id: "run",
    label: "Run",
    icon: IconPlayerPlay,
    shortcut: "r",
    single: true,
    when: () => true,
    command: ({ reference }) => ["run", "-d", reference],
    run: ({ reference }) => askRun({ image: reference }),
  },
  {
    id: "tag",
    label: "Tag",
    icon: IconTag,
    shortcut: "t",
    single: true,
    when: () => true,
    command: () => [],
    run: askTag,
  },
  {
    id: "push",
    label: "Push",
    icon: IconUpload,
    single: true,
    when: ({ tag }) => (tag === nameless ? "It has no name to push it under. Tag it first." : true),
    command: ({ engine, reference }) => imagesApi.push.command?.({ engine, reference }) ?? [],
    run: askPush,
  },
  {
    id: "save",
    label: "Save",
    icon: IconDeviceFloppy,
    when: () => true,
    together: askSave,
    command: () => [],
    run: (row) => askSave([row]),
  },
  {
    id: "check",
    label: "Check for newer",
    icon: IconCloudSearch,
    when: ({ tag }) => (tag === nameless ? "It has no tag, so there is nothing to compare it with." : true),
    together: checkNewer,
    command: () => [],
    run: (row) => checkNewer([row]),
  },
  {
    id: "update",
    label: "Update",
    icon: IconRefresh,
    single: true,
    when: ({ tag }) => (tag === nameless ? "It has no tag to pull." : true),
    command: ({ engine, reference }) => imagesApi.pull.command?.({ engine, reference }) ?? [],
    run: askUpdate,
  },
  {
    id: "history",
    label: "History",
    icon: IconStack2,
    single: true,
    local: true,
    when: () => true,
    command: ({ reference }) => ["history", reference],
    run: ({ key }) =>
      router.navigate({ to: "/images/{-$id}/{-$tab}", params: { id: key, tab: "layers" }, replace: true }),
  },
  copyAction("copy-reference", "Copy reference", ({ reference }) => reference),
  copyAction("copy-digest", "Copy digest", ({ digest }) => digest),
  {
    id: "remove",
    label: "Remove",
    doing: "Removing",
    icon: IconTrash,
    shortcut: "Delete",
    // Taking one of several tags away removes nothing that a container needs.
    when: (row) => (row.usedBy.length > 0 && row.tags < 2 ? `Used by ${users(row)}` : true),
    destructive: (rows) => whatGoes(rows),
    together: (rows, lost) =>
      askRemoveObjects(rows, imageNoun, lost, ({ id, reference, tag }) => ({
        kind: "image",
        id,
        ...(tag === nameless ? {} : { reference }),
      })),
    command: (row) => imagesApi.remove.command?.(refOf(row)) ?? [],
    run: (row) => api.images.remove(refOf(row)),
  },
];

function whatGoes(rows: readonly ImageRow[]): string {
  const [only] = rows;
  if (rows.length === 1 && only)
    return only.tags > 1
      ? `Only this tag is removed: the image has ${only.tags - 1} more, and its layers stay.`
      : "The image and the layers that no other image needs are removed. No container uses it.";
  return "The tags are removed, and with the last tag of an image its layers, where no other image needs them.";
}
