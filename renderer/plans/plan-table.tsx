import { Checkbox } from "@mantine/core";
import { useElementSize } from "@mantine/hooks";
import type { Plan, RowProgress } from "@shared/plans.ts";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type KeyboardEvent, useMemo, useRef, useState } from "react";
import { size } from "../components/format.ts";
import { moved } from "../table/selection.ts";
import { columnsFor, template } from "./columns.tsx";
import styles from "./plans.module.css";
import { goingRows, heldBy } from "./ticks.ts";

interface PlanTableProps {
  readonly plan: Plan;
  readonly ticked: ReadonlySet<string>;
  readonly onTick: (ticked: ReadonlySet<string>) => void;
  /** How rows are doing, once removal has begun: nothing can be ticked any more. */
  readonly progress?: ReadonlyMap<string, RowProgress>;
  /** Grows with its rows up to its place instead of filling it. */
  readonly compact?: boolean;
}

const rowHeight = 36;

/** The table `What will be removed`: every row of a plan with its tick; arrow keys move, Space ticks. */
export function PlanTable({ plan: { rows }, ticked, onTick, progress, compact }: PlanTableProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const { ref: measured, width } = useElementSize();
  const [active, setActive] = useState(0);
  const anchor = useRef(0);
  const columns = useMemo(() => columnsFor(width, rows), [width, rows]);
  const byKey = useMemo(() => new Map(rows.map((row) => [row.key, row])), [rows]);
  const going = useMemo(() => new Set(goingRows(rows, ticked).map(({ key }) => key)), [rows, ticked]);
  const free = useMemo(() => rows.filter((row) => heldBy(row, byKey, going) === undefined), [rows, byKey, going]);
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    getItemKey: (index) => rows[index]!.key,
    overscan: 8,
    scrollPaddingStart: 32,
  });

  const tick = (index: number, range: boolean) => {
    const on = !ticked.has(rows[index]!.key);
    const [from, to] = range ? [Math.min(anchor.current, index), Math.max(anchor.current, index)] : [index, index];
    const next = new Set(ticked);
    for (const { key } of rows.slice(from, to + 1))
      if (on) next.add(key);
      else next.delete(key);
    anchor.current = index;
    onTick(next);
  };
  const tickAll = (on: boolean) =>
    onTick(new Set(on ? rows.filter(({ blocked }) => !blocked).map(({ key }) => key) : []));
  const onKeyDown = (event: KeyboardEvent) => {
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / rowHeight) - 2);
    const to = event.altKey || event.ctrlKey ? undefined : moved(event.key, active, rows.length, page);
    if (to === undefined) return;
    event.preventDefault();
    setActive(to);
    virtualizer.scrollToIndex(to);
    // The row may come into the document only with the scrolling.
    requestAnimationFrame(() => scroller.current?.querySelector<HTMLElement>(`[data-index="${to}"] input`)?.focus());
  };
  const all = free.length > 0 && free.every(({ key }) => ticked.has(key));

  return (
    <div className={styles.frame} ref={measured} data-compact={compact || undefined}>
      <div ref={scroller} className={styles.scroll}>
        <table
          aria-label="What will be removed"
          aria-rowcount={rows.length + 1}
          className={styles.table}
          style={{ ["--columns" as string]: template(columns) }}
        >
          <thead className={styles.heads}>
            <tr className={styles.head} aria-rowindex={1}>
              <th scope="col" className={styles.tick}>
                <Checkbox
                  aria-label="Select all"
                  checked={all}
                  indeterminate={!all && going.size > 0}
                  disabled={progress !== undefined || free.length === 0}
                  onChange={() => tickAll(!all)}
                />
              </th>
              {columns.map(({ id, label, align }) => (
                <th key={id} scope="col" className={styles.title} data-align={align}>
                  {label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody className={styles.body} style={{ height: virtualizer.getTotalSize() }} onKeyDown={onKeyDown}>
            {virtualizer.getVirtualItems().map(({ index, start }) => {
              const row = rows[index]!;
              const held = heldBy(row, byKey, going);
              const state = progress?.get(row.key);
              return (
                <tr
                  key={row.key}
                  className={styles.row}
                  style={{ transform: `translateY(${start}px)` }}
                  aria-rowindex={index + 2}
                  aria-label={[row.name, row.size ? size(row.size.most) : "", row.why].filter(Boolean).join(", ")}
                  data-index={index}
                  data-off={!going.has(row.key) || undefined}
                  data-data={row.data || undefined}
                >
                  <td className={styles.tick}>
                    <Checkbox
                      aria-label={`Select ${row.name}`}
                      checked={going.has(row.key)}
                      disabled={progress !== undefined || held !== undefined}
                      tabIndex={index === active ? 0 : -1}
                      onFocus={() => setActive(index)}
                      onChange={() => undefined}
                      onClick={(event) => tick(index, event.shiftKey)}
                    />
                  </td>
                  {columns.map(({ id, align, cell, title }, at) => {
                    const Cell = at === 0 ? "th" : "td";
                    const about = { row, held, state };
                    return (
                      <Cell
                        key={id}
                        scope={at === 0 ? "row" : undefined}
                        className={styles.cell}
                        data-align={align}
                        title={title(about)}
                      >
                        {cell(about)}
                      </Cell>
                    );
                  })}
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </div>
  );
}
