import { Checkbox } from "@mantine/core";
import { IconChevronRight, IconDots } from "@tabler/icons-react";
import { memo, type ReactElement } from "react";
import { type Noun, useBusy } from "../actions.ts";
import type { Item } from "./arrange.ts";
import type { Column } from "./column.ts";
import styles from "./object-table.module.css";

/** What rows ask of their table; one stable object, so that it never makes a row render. */
export interface RowEvents<Row> {
  onOpen(row: Row, key: string): void;
  onToggle(keys: readonly string[], at: number, range: boolean): void;
  onMenu(row: Row, key: string, place: { x: number; y: number; alignEnd?: boolean }): void;
  onFold(group: string): void;
}

interface LineProps<Row> {
  readonly item: Item<Row>;
  readonly index: number;
  readonly top: number;
  readonly columns: readonly Column<Row>[];
  readonly noun: Noun<Row>;
  readonly active: boolean;
  readonly opened: boolean;
  /** For a group: all, some or none of its rows. */
  readonly selected: boolean | "some";
  readonly events: RowEvents<Row>;
  /** What a group's heading says beside its name. */
  readonly summary?: string;
}

function RowLine<Row>({ item, row, ...props }: LineProps<Row> & { row: Row }) {
  const { index, top, columns, noun, active, opened, selected, events } = props;
  const name = noun.name(row);
  const busy = useBusy(noun.id(row));
  const tabIndex = active ? 0 : -1;
  return (
    <tr
      className={styles.row}
      style={{ transform: `translateY(${top}px)` }}
      tabIndex={tabIndex}
      aria-rowindex={index + 2}
      aria-label={[name, ...columns.slice(1).map((column) => column.title?.(row) ?? "")].filter(Boolean).join(", ")}
      aria-selected={selected === true}
      aria-busy={busy !== undefined}
      data-index={index}
      data-opened={opened || undefined}
      data-grouped={(item.type === "row" && item.grouped) || undefined}
      onClick={(event) => {
        if (event.ctrlKey || event.metaKey) events.onToggle([item.key], index, false);
        else if (event.shiftKey) events.onToggle([item.key], index, true);
        else events.onOpen(row, item.key);
      }}
      onContextMenu={(event) => {
        event.preventDefault();
        // The context-menu key has no pointer: the menu then opens at the row.
        const box = event.currentTarget.getBoundingClientRect();
        const pointed = event.clientX !== 0 || event.clientY !== 0;
        const within = pointed && event.clientY >= box.top && event.clientY <= box.bottom;
        events.onMenu(
          row,
          item.key,
          within ? { x: event.clientX, y: event.clientY } : { x: box.left + 48, y: box.bottom },
        );
      }}
    >
      <td className={styles.tick}>
        <Checkbox
          aria-label={`Select ${name}`}
          checked={selected === true}
          tabIndex={tabIndex}
          onChange={() => {}}
          onClick={(event) => {
            event.stopPropagation();
            events.onToggle([item.key], index, event.shiftKey);
          }}
        />
      </td>
      {columns.map((column, at) => {
        const Cell = at === 0 ? "th" : "td";
        return (
          <Cell
            key={column.id}
            scope={at === 0 ? "row" : undefined}
            className={styles.cell}
            data-align={column.align}
            title={column.title?.(row)}
          >
            {column.cell(row)}
          </Cell>
        );
      })}
      <td className={styles.more}>
        <button
          type="button"
          className={styles.icon}
          tabIndex={tabIndex}
          aria-label={`Actions for ${name}`}
          aria-haspopup="menu"
          onClick={(event) => {
            event.stopPropagation();
            const box = event.currentTarget.getBoundingClientRect();
            events.onMenu(row, item.key, { x: box.right, y: box.bottom + 4, alignEnd: true });
          }}
        >
          <IconDots size={16} aria-hidden />
        </button>
      </td>
    </tr>
  );
}

function GroupLine<Row>({ item, ...props }: LineProps<Row> & { item: Item<Row> & { type: "group" } }) {
  const { index, top, columns, noun, active, selected, events, summary } = props;
  const { group, rows, open } = item;
  const keys = rows.map(noun.id);
  const tabIndex = active ? 0 : -1;
  return (
    <tr
      className={styles.group}
      style={{ transform: `translateY(${top}px)` }}
      tabIndex={tabIndex}
      aria-rowindex={index + 2}
      aria-label={[group.label, summary].filter(Boolean).join(", ")}
      data-index={index}
    >
      <td className={styles.tick}>
        <Checkbox
          aria-label={`Select all of ${group.label}`}
          checked={selected === true}
          indeterminate={selected === "some"}
          tabIndex={tabIndex}
          onChange={() => events.onToggle(keys, index, false)}
        />
      </td>
      <td colSpan={columns.length + 1} className={styles.heading}>
        <button
          type="button"
          className={styles.fold}
          tabIndex={tabIndex}
          aria-expanded={open}
          onClick={() => events.onFold(group.key)}
        >
          <IconChevronRight size={14} aria-hidden data-open={open} />
          {group.label}
        </button>
        <span className={styles.summary}>{summary}</span>
      </td>
    </tr>
  );
}

/** One line of the table; it renders again only when its own row, place or selection changes. */
export const TableLine = memo(function TableLine<Row>(props: LineProps<Row>) {
  const { item } = props;
  return item.type === "group" ? <GroupLine {...props} item={item} /> : <RowLine {...props} row={item.row} />;
}, sameLine) as <Row>(props: LineProps<Row>) => ReactElement;

/** Items are arranged anew on every update: what counts is the identity of the rows in them. */
function sameLine<Row>(before: LineProps<Row>, after: LineProps<Row>): boolean {
  const { item: a, ...one } = before;
  const { item: b, ...two } = after;
  const sameItem =
    a.type === "row"
      ? b.type === "row" && a.row === b.row && a.grouped === b.grouped
      : b.type === "group" &&
        a.open === b.open &&
        a.group.label === b.group.label &&
        a.rows.length === b.rows.length &&
        a.rows.every((row, at) => row === b.rows[at]);
  return sameItem && (Object.keys(one) as (keyof typeof one)[]).every((key) => one[key] === two[key]);
}
