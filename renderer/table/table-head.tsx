import { Checkbox } from "@mantine/core";
import { IconArrowDown, IconArrowUp } from "@tabler/icons-react";
import type { Column, Sorting } from "./column.ts";
import styles from "./object-table.module.css";

interface TableHeadProps<Row> {
  readonly columns: readonly Column<Row>[];
  readonly sorting: Sorting;
  readonly selected: boolean | "some";
  readonly disabled: boolean;
  onSort(sorting: Sorting): void;
  onSelectAll(): void;
}

/** The heading line: select all, and a button to sort by each column that can be sorted. */
export function TableHead<Row>({ columns, sorting, selected, disabled, onSort, onSelectAll }: TableHeadProps<Row>) {
  return (
    <tr className={styles.head} aria-rowindex={1}>
      <th scope="col" className={styles.tick}>
        <Checkbox
          aria-label="Select all"
          checked={selected === true}
          indeterminate={selected === "some"}
          disabled={disabled}
          onChange={onSelectAll}
        />
      </th>
      {columns.map((column) => {
        const here = sorting.column === column.id;
        const Arrow = sorting.descending ? IconArrowDown : IconArrowUp;
        return (
          <th
            key={column.id}
            scope="col"
            className={styles.title}
            data-align={column.align}
            aria-sort={here ? (sorting.descending ? "descending" : "ascending") : column.sort ? "none" : undefined}
          >
            {column.sort ? (
              <button
                type="button"
                className={styles.sort}
                onClick={() =>
                  onSort({
                    column: column.id,
                    descending: here ? !sorting.descending : (column.descendingFirst ?? false),
                  })
                }
              >
                {column.label}
                {here ? <Arrow size={12} stroke={2.25} aria-hidden /> : null}
              </button>
            ) : (
              column.label
            )}
          </th>
        );
      })}
      <th scope="col" className={styles.more}>
        <span className={styles.hidden}>Actions</span>
      </th>
    </tr>
  );
}
