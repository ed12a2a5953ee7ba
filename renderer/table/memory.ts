import { useCallback, useState } from "react";
import type { Sorting } from "./column.ts";

/** How the user left a table: kept for as long as the window is open, so that coming back to a page finds it as it was. */
export interface TableMemory {
  readonly filter: string;
  readonly sorting: Sorting;
  readonly selected: ReadonlySet<string>;
  /** Keys of closed groups. */
  readonly closed: ReadonlySet<string>;
  /** Key of the line that the arrow keys are on. */
  readonly active: string | null;
  /** Pixels. */
  readonly scroll: number;
}

const memories = new Map<string, TableMemory>();

/** The remembered state of the table of this name, and a way to change a part of it. */
export function useTableMemory(name: string, sorting: Sorting) {
  const [memory, setMemory] = useState<TableMemory>(
    () =>
      memories.get(name) ?? { filter: "", sorting, selected: new Set(), closed: new Set(), active: null, scroll: 0 },
  );
  const change = useCallback(
    (part: Partial<TableMemory> | ((before: TableMemory) => Partial<TableMemory>)) =>
      setMemory((before) => {
        const after = { ...before, ...(typeof part === "function" ? part(before) : part) };
        memories.set(name, after);
        return after;
      }),
    [name],
  );
  /** The scroll position renders nothing, so it is kept without a state change. */
  const keepScroll = useCallback(
    (scroll: number) => {
      const before = memories.get(name);
      if (before) memories.set(name, { ...before, scroll });
    },
    [name],
  );
  return { memory, change, keepScroll };
}
