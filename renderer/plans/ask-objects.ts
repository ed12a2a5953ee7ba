import type { PlanObject } from "@shared/plans.ts";
import type { Noun } from "../actions.ts";
import { api } from "../api.ts";
import { counted } from "../components/format.ts";
import { askRemoval } from "./removal-dialog.tsx";

/** Asks to remove objects of one engine, all in one plan, as the action `Remove` of a table does. */
export function askRemoveObjects<Item extends { readonly engine: string }>(
  items: readonly Item[],
  noun: Noun<Item>,
  lost: string,
  object: (item: Item) => PlanObject,
): Promise<void> {
  const [first] = items;
  if (!first) return Promise.resolve();
  const what = items.length === 1 ? noun.name(first) : counted(items.length, noun.one, noun.many);
  return askRemoval({
    title: `Remove ${what}?`,
    body: lost,
    verb: "Remove",
    load: () => api.plans.previewObjects({ engine: first.engine, objects: items.map(object) }),
    done: `Removed ${what}.`,
  });
}
