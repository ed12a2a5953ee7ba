import type { Icon } from "@tabler/icons-react";
import { useEffect, useSyncExternalStore } from "react";
import { type Action, type Noun, obstacle, perform } from "../actions.ts";

/** One action of the table on the screen, bound to the rows it would run on. */
export interface OfferedAction {
  readonly id: string;
  readonly label: string;
  readonly icon: Icon;
  readonly shortcut?: string;
  /** Whether it can run on at least one of the rows now. */
  readonly enabled: boolean;
  /** Words after `docker`, one list a line, of what it would run. */
  readonly lines: readonly (readonly string[])[];
  run(): void;
}

/** What the table on the screen offers at this moment, for the command bar and the shortcut help. */
export interface Offered {
  /** The page's name. */
  readonly label: string;
  /** What the actions run on, for example `web-1` or `3 containers`; empty while nothing is selected. */
  readonly on: string;
  readonly actions: readonly OfferedAction[];
}

let offered: Offered | null = null;
const listeners = new Set<() => void>();
function offer(next: Offered | null): void {
  offered = next;
  for (const listener of listeners) listener();
}
const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** The actions of the table on the screen, or null where there is no table. */
export const useOffered = (): Offered | null => useSyncExternalStore(subscribe, () => offered);

interface Offering<Row> {
  readonly label: string;
  readonly actions: readonly Action<Row>[];
  readonly noun: Noun<Row>;
  /** The selected rows, else the one whose details are open. */
  readonly items: readonly Row[];
  readonly live: boolean;
}

function bound<Row>({ label, actions, noun, items, live }: Offering<Row>): Offered {
  const [first] = items;
  return {
    label,
    on: first === undefined ? "" : items.length === 1 ? noun.name(first) : `${items.length} ${noun.many}`,
    actions: actions.map((action) => {
      const able = items.filter((item) => obstacle(action, item, live) === undefined);
      const { id, icon, shortcut, single } = action;
      const enabled = able.length > 0 && !(single && items.length > 1);
      const lines = able.map((item) => action.command(item)).filter(({ length }) => length > 0);
      const run = () => void perform(action, able, noun);
      return { id, label: action.label, icon, shortcut, enabled, lines, run };
    }),
  };
}

/** Says what this table offers, for as long as it is shown. */
export function useOfferedActions<Row>({ label, actions, noun, items, live }: Offering<Row>): void {
  useEffect(() => offer(bound({ label, actions, noun, items, live })), [label, actions, noun, items, live]);
  useEffect(() => () => offer(null), []);
}
