import { type KeyboardEvent, useRef } from "react";
import { type Action, type Noun, obstacle, perform } from "../actions.ts";
import type { Item } from "./arrange.ts";
import { moved } from "./selection.ts";
import type { RowEvents } from "./table-row.tsx";

interface TableKeys<Row> {
  readonly items: readonly Item<Row>[];
  readonly activeIndex: number;
  /** Lines in view. */
  readonly page: number;
  readonly noun: Noun<Row>;
  readonly actions: readonly Action<Row>[];
  readonly live: boolean;
  readonly chosen: readonly Row[];
  readonly follow?: boolean;
  readonly events: RowEvents<Row>;
  activate(index: number): void;
  extend(to: number): void;
  setAnchor(index: number): void;
  selectAll(): void;
  selectNone(): void;
}

/** Milliseconds: details follow the arrow keys once they rest, not at every row passed. */
const rest = 200;

/** The keys of the grid, for the line that has the focus; controls inside a line keep the keys they need. */
export function useTableKeys<Row>(table: TableKeys<Row>) {
  const { items, activeIndex, activate, events, noun } = table;
  const following = useRef<ReturnType<typeof setTimeout>>(undefined);
  const item = items[activeIndex];

  const move = (index: number, extend: boolean) => {
    if (extend) table.extend(index);
    else table.setAnchor(index);
    activate(index);
    const next = items[index];
    clearTimeout(following.current);
    if (table.follow && !extend && next?.type === "row")
      following.current = setTimeout(() => events.onOpen(next.row, next.key), rest);
  };

  /** Returns whether the key meant something. */
  const press = ({ key, shiftKey, ctrlKey, metaKey, altKey, target, currentTarget }: KeyboardEvent): boolean => {
    const onRow = target instanceof HTMLTableRowElement;
    const command = ctrlKey || metaKey;
    const to = altKey || command ? undefined : moved(key, activeIndex, items.length, table.page);
    if (to !== undefined) {
      move(to, shiftKey);
      return true;
    }
    if (command && key.toLowerCase() === "a") {
      table.selectAll();
      return true;
    }
    if (key === "Escape" && table.chosen.length > 0) {
      table.selectNone();
      return true;
    }
    if (!onRow || !item || command || altKey) return false;
    if (key === " ") {
      events.onToggle(item.type === "row" ? [item.key] : item.rows.map(noun.id), activeIndex, false);
      return true;
    }
    if (item.type === "group") {
      const folds = key === "Enter" || key === (item.open ? "ArrowLeft" : "ArrowRight");
      if (folds) events.onFold(item.group.key);
      return folds;
    }
    if (key === "Enter") {
      events.onOpen(item.row, item.key);
      return true;
    }
    if (key === "ContextMenu" || (key === "F10" && shiftKey)) {
      const box = currentTarget.querySelector(`[data-index="${activeIndex}"]`)?.getBoundingClientRect();
      if (box) events.onMenu(item.row, item.key, { x: box.left + 48, y: box.bottom });
      return true;
    }
    // Two actions may share a key, such as Pause and Unpause: the one that has a meaning for these rows runs.
    for (const action of shiftKey ? [] : table.actions.filter(({ shortcut }) => shortcut === key)) {
      const rows = table.chosen.length > 0 && !action.single ? table.chosen : [item.row];
      const able = rows.filter((row) => obstacle(action, row, table.live) === undefined);
      if (able.length === 0) continue;
      void perform(action, able, noun);
      return true;
    }
    return false;
  };

  return (event: KeyboardEvent) => {
    if (event.defaultPrevented || !press(event)) return;
    event.preventDefault();
    event.stopPropagation();
  };
}
