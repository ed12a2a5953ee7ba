import { IconArrowDown, IconArrowUp } from "@tabler/icons-react";
import { type KeyboardEvent, type ReactNode, useLayoutEffect, useMemo, useRef, useState } from "react";
import { moved } from "../table/selection.ts";
import { useLines } from "../table/use-lines.ts";
import { FileLine, type FileLineEvents } from "./file-line.tsx";
import styles from "./file-table.module.css";
import { type FileRow, type FileSorting, sortedFiles, unnameable } from "./rows.ts";

/** Pixels; the same as in the style sheet. */
const lineHeight = 30;

interface FileTableProps extends FileLineEvents {
  /** Names the folder: in another one the keyboard starts anew. */
  readonly folder: string;
  readonly rows: readonly FileRow[];
  /** Name of the row to start on: the folder one came from, or the file one looked at. */
  readonly start?: string | undefined;
  opens(row: FileRow): boolean;
  /** Shows what stands in a row beside its name. */
  badge?(row: FileRow): ReactNode;
  /** Whether rows can be copied now. */
  readonly ready: boolean;
  readonly marks?: boolean;
  onUp(): void;
  /** Stands in the place of the rows when there are none. */
  readonly children?: ReactNode;
}

const heads = [
  { id: "name", label: "Name" },
  { id: "size", label: "Size" },
  { id: "mode", label: "Mode" },
  { id: "owner", label: "Owner" },
  { id: "modified", label: "Modified" },
] as const;

/** What is in a folder: virtual lines, folders first, sorted by a column, moved through and opened by keyboard. */
export function FileTable({ folder, rows, start, badge, ready, marks = false, children, ...events }: FileTableProps) {
  const [sorting, setSorting] = useState<FileSorting>({ column: "name", descending: false });
  const [active, setActive] = useState<{ readonly folder: string; readonly name: string }>();
  const scroller = useRef<HTMLDivElement>(null);
  const items = useMemo(
    () => sortedFiles(rows, sorting).map((row) => ({ type: "row", key: row.name, row, grouped: false }) as const),
    [rows, sorting],
  );
  const wanted = active?.folder === folder ? active.name : start;
  const activeIndex =
    items.length === 0
      ? -1
      : Math.max(
          0,
          items.findIndex(({ key }) => key === wanted),
        );
  const { virtualizer, focusLine } = useLines({ items, scroller, activeIndex, scroll: 0, height: lineHeight });
  const go = (index: number) => {
    const next = items[index];
    if (!next) return;
    setActive({ folder, name: next.key });
    focusLine(index);
  };

  // Whoever goes through folders by keyboard keeps it, also while the next one is being read and when that is empty.
  const driving = useRef(false);
  const arrived = useRef(`${folder} ${items.length > 0}`);
  useLayoutEffect(() => {
    const now = `${folder} ${items.length > 0}`;
    if (arrived.current === now) return;
    arrived.current = now;
    const focused = document.activeElement;
    if (!driving.current || (focused !== document.body && focused !== scroller.current)) return;
    if (items.length > 0) focusLine(activeIndex);
    else scroller.current?.focus();
  });

  const opens = (row: FileRow) => events.opens(row) && !unnameable(row);
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    const { key, target, altKey, ctrlKey, metaKey } = event;
    if (ctrlKey || metaKey) return;
    const row = items[activeIndex]?.row;
    const onLine = target instanceof HTMLTableRowElement || target === scroller.current;
    const to = altKey ? undefined : moved(key, activeIndex, items.length, page());
    if (to !== undefined) go(to);
    else if (key === "Backspace" || (altKey && key === "ArrowUp")) events.onUp();
    else if (onLine && key === "Enter" && row && opens(row)) events.onOpen(row);
    else return;
    driving.current = true;
    event.preventDefault();
    event.stopPropagation();
  };
  const page = () => Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / lineHeight) - 2);

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: hears the keys of the lines in it
    <div
      ref={scroller}
      className={styles.scroll}
      tabIndex={items.length === 0 ? 0 : -1}
      onKeyDown={onKeyDown}
      onPointerDown={() => {
        driving.current = false;
      }}
    >
      <table
        // biome-ignore lint/a11y/noNoninteractiveElementToInteractiveRole: rows are moved through by keyboard
        role="grid"
        aria-label="Files"
        aria-rowcount={items.length + 1}
        className={styles.table}
      >
        <thead className={styles.heads}>
          <tr className={styles.head} aria-rowindex={1}>
            {heads.map(({ id, label }) => (
              <th
                key={id}
                scope="col"
                data-column={id}
                className={styles.cell}
                aria-sort={sorting.column === id ? (sorting.descending ? "descending" : "ascending") : undefined}
              >
                {id === "mode" || id === "owner" ? (
                  label
                ) : (
                  <SortButton id={id} label={label} sorting={sorting} onSort={setSorting} />
                )}
              </th>
            ))}
            <th scope="col" data-column="copy" className={styles.cell}>
              <span className={styles.hidden}>Copy</span>
            </th>
          </tr>
        </thead>
        <tbody className={styles.body} style={{ height: virtualizer.getTotalSize() }}>
          {virtualizer.getVirtualItems().map(({ index, start: top }) => {
            const row = items[index]?.row;
            return row ? (
              <FileLine
                key={row.name}
                row={row}
                index={index}
                top={top}
                active={index === activeIndex}
                marks={marks}
                ready={ready}
                opens={opens(row)}
                badge={badge?.(row)}
                onOpen={events.onOpen}
                onDownload={events.onDownload}
                onFocus={() => setActive({ folder, name: row.name })}
              />
            ) : null;
          })}
        </tbody>
      </table>
      {items.length === 0 ? children : null}
    </div>
  );
}

interface SortButtonProps {
  readonly id: FileSorting["column"];
  readonly label: string;
  readonly sorting: FileSorting;
  onSort(sorting: FileSorting): void;
}

function SortButton({ id, label, sorting, onSort }: SortButtonProps) {
  const here = sorting.column === id;
  const Arrow = sorting.descending ? IconArrowDown : IconArrowUp;
  return (
    <button
      type="button"
      className={styles.sort}
      // What is largest or newest is what one looks for.
      onClick={() => onSort({ column: id, descending: here ? !sorting.descending : id !== "name" })}
    >
      {label}
      {here ? <Arrow size={12} stroke={2.25} aria-hidden /> : null}
    </button>
  );
}
