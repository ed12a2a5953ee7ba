import { IconCopy } from "@tabler/icons-react";
import type { Action } from "../actions.ts";
import { notifyDone } from "./notices.tsx";

/** An action that puts one text of an object on the clipboard; it has no docker line and needs no engine. */
export function copyAction<Item>(id: string, label: string, text: (item: Item) => string): Action<Item> {
  return {
    id,
    label,
    icon: IconCopy,
    single: true,
    local: true,
    when: (item) => text(item) !== "",
    command: () => [],
    run: async (item) => {
      await navigator.clipboard.writeText(text(item));
      notifyDone("Copied.");
    },
  };
}
