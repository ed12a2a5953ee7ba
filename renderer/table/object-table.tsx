import { CloseButton, TextInput } from "@mantine/core";
import { useElementSize } from "@mantine/hooks";
import { IconSearch } from "@tabler/icons-react";
import { type ReactNode, useEffect, useMemo, useRef, useState } from "react";
import type { Action, Noun } from "../actions.ts";
import { ActionBar } from "./action-bar.tsx";
import { ActionMenu, type MenuPlace } from "./action-menu.tsx";
import { arrange } from "./arrange.ts";
import type { Column, Group, Sorting } from "./column.ts";
import { rowFilter, type Searchable } from "./filter.ts";
import { useTableMemory } from "./memory.ts";
import styles from "./object-table.module.css";
import { useOfferedActions } from "./offered.ts";
import { ranged, toggled } from "./selection.ts";
import { TableHead } from "./table-head.tsx";
import { type RowEvents, TableLine } from "./table-row.tsx";
import { useLines } from "./use-lines.ts";
import { useTableKeys } from "./use-table-keys.ts";

export interface ObjectTableProps<Row> {
  /** The page's name, for example `Containers`. */
  readonly label: string;
  readonly noun: Noun<Row>;
  readonly rows: readonly Row[];
  readonly columns: readonly Column<Row>[];
  readonly actions?: readonly Action<Row>[];
  /** Whether the engine answers: actions are disabled while it does not. */
  readonly live: boolean;
  /** How the table is sorted before the user sorts it. */
  readonly sorting: Sorting;
  /** What the filter box looks at, and the fields that it knows, such as `state`. Stable functions and lists. */
  readonly searchable: (row: Row) => Searchable;
  readonly fields?: readonly string[];
  /** Rows that a control beside the filter box lets through. */
  readonly keep?: (row: Row) => boolean;
  readonly groupOf?: (row: Row) => Group | undefined;
  readonly groupSummary?: (rows: readonly Row[]) => string;
  /** ID of the row whose details are open. */
  readonly opened?: string;
  readonly onOpen?: (row: Row) => void;
  /** Moving with the arrow keys opens details too, where they are already open. */
  readonly follow?: boolean;
  /** Rows in view, told whenever scrolling or an update changes them. */
  readonly onVisible?: (rows: readonly Row[]) => void;
  /** Controls beside the filter box. */
  readonly children?: ReactNode;
}

const none: readonly never[] = [];

/** The table of one kind of object: virtual rows, sorting, filter, groups, selection, keyboard, row menu and bulk bar. */
export function ObjectTable<Row>(props: ObjectTableProps<Row>) {
  const { label, noun, rows, actions = none, live, searchable, fields = none, keep, groupOf, opened } = props;
  const { memory, change, keepScroll } = useTableMemory(label, props.sorting);
  const { filter, sorting, selected, closed, active } = memory;
  const [menu, setMenu] = useState<{ row: Row; place: MenuPlace } | null>(null);
  const { ref: measured, width } = useElementSize();
  const scroller = useRef<HTMLDivElement>(null);
  const search = useRef<HTMLInputElement>(null);

  const columns = useMemo(
    () => props.columns.filter(({ from = 0 }) => width === 0 || width >= from),
    [props.columns, width],
  );
  const items = useMemo(() => {
    const matches = rowFilter(filter, fields);
    const passes = (row: Row) => (keep ? keep(row) : true) && matches(searchable(row));
    return arrange(rows, { columns: props.columns, rowId: noun.id, keep: passes, sorting, groupOf, closed });
  }, [rows, props.columns, noun, filter, fields, keep, searchable, sorting, groupOf, closed]);
  const shownRows = useMemo(
    () => items.flatMap((item) => (item.type === "row" ? [item.row] : item.open ? [] : item.rows)),
    [items],
  );

  // What is selected but filtered away or gone is not acted on.
  const chosen = useMemo(() => shownRows.filter((row) => selected.has(noun.id(row))), [shownRows, selected, noun]);
  const anchor = useRef(0);
  const [lastActive, setLastActive] = useState(0);
  const found = active === null ? -1 : items.findIndex(({ key }) => key === active);
  const activeIndex = found >= 0 ? found : Math.min(lastActive, items.length - 1);
  if (found >= 0 && found !== lastActive) setLastActive(found);

  const { virtualizer, focusLine } = useLines({ items, scroller, activeIndex, scroll: memory.scroll });
  const keysOfLines = () => items.map((item) => (item.type === "row" ? item.key : null));
  const activate = (index: number) => {
    change({ active: items[index]?.key ?? null });
    focusLine(index);
  };
  const handlers: RowEvents<Row> = {
    onOpen(row, key) {
      anchor.current = items.findIndex((item) => item.key === key);
      change({ active: key });
      props.onOpen?.(row);
    },
    onToggle(keys, at, range) {
      change((before) => ({
        active: items[at]?.key ?? null,
        selected: range ? ranged(before.selected, keysOfLines(), anchor.current, at) : toggled(before.selected, keys),
      }));
      if (!range) anchor.current = at;
    },
    onMenu(row, key, place) {
      change({ active: key });
      setMenu({ row, place });
    },
    onFold: (group) => change((before) => ({ closed: toggled(before.closed, [group]) })),
  };
  const latest = useRef(handlers);
  latest.current = handlers;
  const [events] = useState<RowEvents<Row>>(() => ({
    onOpen: (...of) => latest.current.onOpen(...of),
    onToggle: (...of) => latest.current.onToggle(...of),
    onMenu: (...of) => latest.current.onMenu(...of),
    onFold: (...of) => latest.current.onFold(...of),
  }));

  const onKeyDown = useTableKeys({
    items,
    activeIndex,
    page: Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / virtualizer.options.estimateSize(0)) - 2),
    noun,
    actions,
    live,
    chosen,
    follow: props.follow && opened !== undefined,
    activate,
    events,
    extend: (index) => {
      const from = anchor.current;
      change((before) => ({ selected: ranged(before.selected, keysOfLines(), from, index) }));
    },
    setAnchor: (index) => {
      anchor.current = index;
    },
    selectAll: () => change({ selected: new Set(shownRows.map(noun.id)) }),
    selectNone: () => change({ selected: new Set() }),
  });

  const visible = virtualizer.getVirtualItems();
  const { onVisible } = props;
  const { startIndex = 0, endIndex = -1 } = virtualizer.range ?? {};
  useEffect(() => {
    const seen = items.slice(startIndex, endIndex + 1);
    onVisible?.(seen.flatMap((item) => (item.type === "row" ? [item.row] : [])));
  }, [onVisible, items, startIndex, endIndex]);

  const openedRow = opened === undefined ? undefined : rows.find((row) => noun.id(row) === opened);
  const offeredRows = useMemo(
    () => (chosen.length > 0 ? chosen : openedRow === undefined ? [] : [openedRow]),
    [chosen, openedRow],
  );
  useOfferedActions({ label, actions, noun, items: offeredRows, live });

  // `/` goes to the filter from anywhere on the page that takes no text itself.
  useEffect(() => {
    const toSearch = (event: globalThis.KeyboardEvent) => {
      const target = event.target as HTMLElement;
      if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
      if (target.closest("input:not([type=checkbox]), textarea, [contenteditable], [role=dialog], .xterm")) return;
      event.preventDefault();
      search.current?.select();
      search.current?.focus();
    };
    window.addEventListener("keydown", toSearch);
    return () => window.removeEventListener("keydown", toSearch);
  }, []);

  const allSelected =
    shownRows.length > 0 && chosen.length === shownRows.length ? true : chosen.length > 0 ? "some" : false;
  const plural = noun.many;
  return (
    <div className={styles.page} ref={measured}>
      <div className={styles.toolbar}>
        <TextInput
          ref={search}
          type="search"
          className={styles.filter}
          aria-label={`Filter ${plural}`}
          placeholder={`Filter ${plural}`}
          spellCheck={false}
          leftSection={<IconSearch size={15} aria-hidden />}
          rightSection={
            filter ? (
              <CloseButton size="sm" aria-label="Clear filter" onClick={() => change({ filter: "" })} />
            ) : (
              <kbd>/</kbd>
            )
          }
          value={filter}
          onChange={({ currentTarget }) => change({ filter: currentTarget.value })}
          onKeyDown={(event) => {
            if (event.key === "Escape" && filter) change({ filter: "" });
            else if (event.key === "ArrowDown" && items.length > 0) activate(0);
            else return;
            event.preventDefault();
          }}
        />
        {props.children}
        <span className={styles.space} />
        <span role="status" className={styles.tally}>
          {shownRows.length === rows.length ? "" : `${shownRows.length} of ${rows.length}`}
        </span>
      </div>
      <div
        ref={scroller}
        className={styles.scroll}
        onScroll={({ currentTarget }) => keepScroll(currentTarget.scrollTop)}
      >
        <table
          // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: rows are selected and moved through by keyboard
          role="grid"
          aria-label={label}
          aria-rowcount={items.length + 1}
          aria-colcount={columns.length + 2}
          aria-multiselectable="true"
          className={styles.table}
          data-stale={!live || undefined}
          style={{ ["--columns" as string]: columns.map((column) => column.width).join(" ") }}
          onKeyDown={onKeyDown}
        >
          <thead className={styles.heads}>
            <TableHead
              columns={columns}
              sorting={sorting}
              selected={allSelected}
              disabled={shownRows.length === 0}
              onSort={(next) => change({ sorting: next })}
              onSelectAll={() => change({ selected: new Set(allSelected === true ? [] : shownRows.map(noun.id)) })}
            />
          </thead>
          <tbody className={styles.body} style={{ height: virtualizer.getTotalSize() }}>
            {visible.map(({ index, start }) => {
              const item = items[index];
              if (!item) return null;
              return (
                <TableLine
                  key={item.key}
                  item={item}
                  index={index}
                  top={start}
                  columns={columns}
                  noun={noun}
                  active={index === activeIndex}
                  opened={item.type === "row" && item.key === opened}
                  selected={
                    item.type === "row"
                      ? selected.has(item.key)
                      : item.rows.every((row) => selected.has(noun.id(row)))
                        ? true
                        : item.rows.some((row) => selected.has(noun.id(row)))
                          ? "some"
                          : false
                  }
                  events={events}
                  summary={item.type === "group" ? props.groupSummary?.(item.rows) : undefined}
                />
              );
            })}
          </tbody>
        </table>
      </div>
      {items.length === 0 ? (
        <p className={styles.nothing}>{filter ? `No ${plural} match “${filter}”.` : `No ${plural} in this view.`}</p>
      ) : null}
      {chosen.length > 0 ? (
        <div className={styles.selected}>
          <ActionBar label="Selected" items={chosen} actions={actions} noun={noun} live={live} side="above">
            <span className={styles.selectedCount}>{chosen.length} selected</span>
            <CloseButton size="sm" aria-label="Clear selection" onClick={() => change({ selected: new Set() })} />
          </ActionBar>
        </div>
      ) : null}
      {menu ? (
        <ActionMenu
          key={`${noun.id(menu.row)} ${menu.place.x} ${menu.place.y}`}
          // The menu speaks of the row as it is now, not as it was when it opened.
          item={rows.find((row) => noun.id(row) === noun.id(menu.row)) ?? menu.row}
          actions={actions}
          noun={noun}
          live={live}
          place={menu.place}
          onClose={() => setMenu(null)}
        />
      ) : null}
    </div>
  );
}
