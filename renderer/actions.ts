import { errorShape } from "@shared/errors.ts";
import type { Icon } from "@tabler/icons-react";
import { useSyncExternalStore } from "react";
import { confirmDestructive } from "./components/confirm.tsx";
import { notifyDone, notifyError } from "./components/notices.tsx";

/**
 * One thing that can be done to an object. The row menu, bulk bar, details header, command bar and shortcut help are
 * all read from it.
 */
export interface Action<Item> {
  readonly id: string;
  /** Docker's word for it, for example `Stop`. */
  readonly label: string;
  readonly icon: Icon;
  /** What a busy row says, for example `Stopping`. */
  readonly doing?: string;
  /** Key that runs it on the focused row, as `KeyboardEvent.key` names it. */
  readonly shortcut?: string;
  /** Set for what destroys something: it is asked for first, and these words name what is lost. */
  readonly destructive?: (items: readonly Item[]) => string;
  /** Takes all objects at once, asks by itself and shows how each is doing, with the words of `destructive`. */
  together?(items: readonly Item[], lost: string): Promise<void>;
  /** Works on one object at a time, so it is not in the bulk bar; mostly because it opens a dialog. */
  readonly single?: boolean;
  /** Changes nothing in the engine, so it works while the engine is not live. */
  readonly local?: boolean;
  /** false: has no meaning for this item and is not shown; a sentence: shown, but disabled for that reason. */
  when(item: Item): boolean | string;
  /** Words after `docker`; empty for what docker has no line for. */
  command(item: Item): readonly string[];
  run(item: Item): Promise<void>;
}

/** How the rows of one kind are told apart and named. */
export interface Noun<Item> {
  readonly one: string;
  readonly many: string;
  id(item: Item): string;
  name(item: Item): string;
}

/** Actions on several objects run this many at a time: the engine works on them one by one anyway. */
const concurrency = 4;

const busy = new Map<string, string>();
const listeners = new Set<() => void>();
function setBusy(id: string, label: string | undefined): void {
  if (label) busy.set(id, label);
  else busy.delete(id);
  for (const listener of listeners) listener();
}
const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** What is being done to this object, for example `Stopping`, or undefined. */
export const useBusy = (id: string): string | undefined => useSyncExternalStore(subscribe, () => busy.get(id));

/** Whether an action is running on any of these objects. */
export const useAnyBusy = (ids: readonly string[]): boolean =>
  useSyncExternalStore(subscribe, () => busy.size > 0 && ids.some((id) => busy.has(id)));

/** Why an action cannot run on this item now, or undefined when it can. */
export function obstacle<Item>(action: Action<Item>, item: Item, live: boolean): string | undefined {
  const when = action.when(item);
  if (when !== true) return when || `${action.label} does not apply here.`;
  return live || action.local ? undefined : "The engine is not live.";
}

const counted = (count: number, { one, many }: Noun<never>) => (count === 1 ? `1 ${one}` : `${count} ${many}`);

/**
 * Runs an action on the items it applies to, a few at a time: asks first when it destroys something, marks rows busy,
 * and says in one notice which failed and why. Never rejects.
 */
export async function perform<Item>(action: Action<Item>, items: readonly Item[], noun: Noun<Item>): Promise<void> {
  const able = items.filter((item) => action.when(item) === true && !busy.has(noun.id(item)));
  const [first] = able;
  if (first === undefined) return;
  if (action.single) {
    await action.run(first).catch(notifyError);
    return;
  }
  if (action.together) {
    await action.together(able, action.destructive?.(able) ?? "").catch(notifyError);
    return;
  }
  if (action.destructive && !(await asked(action, able, noun))) return;

  const failures: { name: string; error: unknown }[] = [];
  for (const item of able) setBusy(noun.id(item), action.doing ?? action.label);
  const waiting = [...able];
  const work = async () => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) {
      const one = item;
      await action.run(one).catch((error) => failures.push({ name: noun.name(one), error }));
      setBusy(noun.id(one), undefined);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, work));
  report(action.label, able.length, failures, noun);
}

const asked = <Item>(action: Action<Item>, items: readonly Item[], noun: Noun<Item>): Promise<boolean> =>
  confirmDestructive({
    title: `${action.label} ${items.length === 1 ? noun.name(items[0]!) : counted(items.length, noun)}?`,
    body: action.destructive?.(items) ?? "",
    items: items.length === 1 ? [] : items.map(noun.name),
    command: items.map((item) => action.command(item)),
    confirmLabel: action.label,
  });

function report<Item>(
  label: string,
  total: number,
  failures: readonly { name: string; error: unknown }[],
  noun: Noun<Item>,
): void {
  if (total === 1) {
    if (failures[0]) notifyError(failures[0].error, `${label} ${failures[0].name}`);
    return;
  }
  const done = total - failures.length;
  if (done > 0) notifyDone(`${label}: ${counted(done, noun)} done.`);
  if (failures.length === 0) return;
  const reasons = failures.map(({ name, error }) => `${name}: ${errorShape(error).message}`);
  notifyError(
    new Error(reasons.slice(0, 8).join("\n") + (reasons.length > 8 ? `\n… and ${reasons.length - 8} more` : "")),
    `${label} failed for ${counted(failures.length, noun)}`,
  );
}
