import type { ReactNode } from "react";

/** One column of an ObjectTable. Keep columns at module scope or memoised: a new list renders every row again. */
export interface Column<Row> {
  readonly id: string;
  readonly label: string;
  /** A CSS grid track, for example `minmax(8rem, 2fr)`. */
  readonly width: string;
  readonly align?: "end";
  /** Hidden while the table is narrower than this many pixels. */
  readonly from?: number;
  cell(row: Row): ReactNode;
  /** Whole text of the cell, shown as its tooltip where the cell cuts it off. */
  title?(row: Row): string;
  /** Makes the column sortable; texts are compared as people read them (`web-2` before `web-10`). */
  sort?(row: Row): string | number;
  /** First click sorts downwards: for sizes and dates, where the largest is what one looks for. */
  readonly descendingFirst?: boolean;
}

export interface Sorting {
  readonly column: string;
  readonly descending: boolean;
}

/** The heading that rows stand under, for example their Compose project. */
export interface Group {
  readonly key: string;
  readonly label: string;
}
