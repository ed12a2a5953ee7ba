import {
  type KeyboardEvent,
  type Ref,
  useEffect,
  useId,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
import type { Range } from "./ansi.ts";
import type { LogLine } from "./line-buffer.ts";
import styles from "./log-lines.module.css";
import { LogRow } from "./log-row.tsx";
import { LogScrollbar } from "./log-scrollbar.tsx";
import type { TimestampStyle } from "./times.ts";

export const rowHeight = 18;

/** Rows by a number that stays theirs: lines may come at either end and be dropped in front while one is looked at. */
export interface RowSource {
  readonly start: number;
  readonly end: number;
  line(index: number): LogLine | undefined;
}

export interface LogLinesHandle {
  /** Puts a row in the middle. */
  goTo(index: number): void;
  focus(): void;
}

interface LogLinesProps {
  readonly label: string;
  readonly rows: RowSource;
  readonly follow: boolean;
  readonly wrap: boolean;
  readonly times: TimestampStyle;
  readonly selected: readonly [first: number, last: number] | null;
  readonly current: number | null;
  readonly ranges: (line: LogLine) => readonly Range[];
  readonly onFollow: (follow: boolean) => void;
  readonly onSelect: (seq: number, extend: boolean) => void;
  /** The user scrolls up at the first row. */
  readonly onTop: () => void;
  readonly ref?: Ref<LogLinesHandle>;
}

/**
 * The visible rows and nothing else. Which row is on top is a number of ours and not a scroll offset: rows are painted
 * in the frame in which they change, so the view is never empty, whatever comes in.
 */
export function LogLines(props: LogLinesProps) {
  const { rows, follow, wrap, times, selected, current, onFollow, onSelect, onTop } = props;
  const id = useId();
  const viewport = useRef<HTMLDivElement>(null);
  const [height, setHeight] = useState(0);
  const [wantedTop, setTop] = useState(0);
  const seen = useRef({ line: rows.line, lines: new Map<number, LogLine>() });
  const rest = useRef(0);

  const visible = height / rowHeight;
  // Wrapped rows are higher than one line, so there the last row may go up to the top edge.
  const last = Math.max(rows.start, wrap ? rows.end - 1 : rows.end - visible);
  const bottom = Math.max(rows.start, rows.end - visible);
  const top = follow ? bottom : Math.min(Math.max(wantedTop, rows.start), last);
  const from = Math.floor(top);

  useLayoutEffect(() => {
    const observer = new ResizeObserver(([entry]) => setHeight(entry!.contentRect.height));
    observer.observe(viewport.current!);
    return () => observer.disconnect();
  }, []);

  // Rows of another list (a filter) have the same numbers for other lines.
  const known = seen.current.line === rows.line ? seen.current.lines : new Map<number, LogLine>();
  const shown = new Map<number, LogLine>();
  for (let index = from; index < Math.min(rows.end, from + Math.ceil(visible) + 1); index++) {
    const line = known.get(index) ?? rows.line(index);
    if (line) shown.set(index, line);
  }
  seen.current = { line: rows.line, lines: shown };

  /** The row at the upper edge; where rows wrap, only the page knows. */
  function edge(): number {
    if (!wrap || !follow) return top;
    const box = viewport.current!.getBoundingClientRect();
    const rowElements = viewport.current!.querySelectorAll<HTMLElement>("[data-index]");
    for (const row of rowElements)
      if (row.getBoundingClientRect().bottom > box.top + 1) return Number(row.dataset.index);
    return top;
  }
  function atEnd(): boolean {
    if (!wrap) return false;
    const box = viewport.current!.getBoundingClientRect();
    const element = viewport.current!.querySelector<HTMLElement>(`[data-index="${rows.end - 1}"]`);
    return element !== null && element.getBoundingClientRect().bottom <= box.bottom + 1;
  }
  function scrollTo(target: number): void {
    const down = target > top;
    if (target <= rows.start && !down) onTop();
    if (!wrap && rows.end - rows.start <= visible) return;
    if (down && (wrap ? atEnd() : target >= last)) {
      onFollow(true);
      return;
    }
    if (follow && !down) onFollow(false);
    if (!follow || !down) setTop(Math.min(Math.max(target, rows.start), last));
  }
  const scrollBy = (delta: number) => scrollTo(edge() + delta);

  const wheel = (event: WheelEvent) => {
    if (event.ctrlKey || Math.abs(event.deltaX) > Math.abs(event.deltaY) || event.shiftKey) return;
    event.preventDefault();
    const unit = event.deltaMode === 0 ? 1 / rowHeight : event.deltaMode === 1 ? 1 : visible;
    const delta = event.deltaY * unit + rest.current;
    const step = wrap ? Math.trunc(delta) : delta;
    rest.current = delta - step;
    if (step !== 0) scrollBy(step);
  };
  const latestWheel = useRef(wheel);
  latestWheel.current = wheel;
  useEffect(() => {
    const element = viewport.current!;
    const listener = (event: WheelEvent) => latestWheel.current(event);
    element.addEventListener("wheel", listener, { passive: false });
    return () => element.removeEventListener("wheel", listener);
  }, []);

  useImperativeHandle(props.ref, () => ({
    goTo(index) {
      onFollow(false);
      setTop(index - Math.floor(visible / 2));
    },
    focus: () => viewport.current?.focus(),
  }));

  function key(event: KeyboardEvent): void {
    const page = Math.max(1, Math.floor(visible) - 1);
    const steps = new Map<string, () => void>([
      ["ArrowUp", () => scrollBy(-1)],
      ["ArrowDown", () => scrollBy(1)],
      ["PageUp", () => scrollBy(-page)],
      ["PageDown", () => scrollBy(page)],
      ["Home", () => scrollTo(rows.start)],
      ["End", () => onFollow(true)],
    ]);
    const step = event.altKey || event.metaKey ? undefined : steps.get(event.key);
    if (!step) return;
    event.preventDefault();
    step();
  }

  return (
    <div className={styles.frame}>
      <div
        ref={viewport}
        id={id}
        className={styles.viewport}
        role="log"
        aria-live="off"
        aria-label={props.label}
        data-wrap={wrap || undefined}
        data-end={follow || undefined}
        data-follow={follow}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls
        tabIndex={0}
        onKeyDown={key}
        onClick={(event) => {
          const row = (event.target as HTMLElement).closest<HTMLElement>("[data-seq]");
          if (row && (document.getSelection()?.isCollapsed ?? true)) onSelect(Number(row.dataset.seq), event.shiftKey);
        }}
      >
        <div
          className={styles.rows}
          style={wrap ? undefined : { transform: `translateY(${Math.round((from - top) * rowHeight)}px)` }}
        >
          {[...shown].map(([index, line]) => (
            <div key={line.seq} data-index={index}>
              <LogRow
                line={line}
                ranges={props.ranges(line)}
                times={times}
                selected={selected !== null && line.seq >= selected[0] && line.seq <= selected[1]}
                current={line.seq === current}
              />
            </div>
          ))}
        </div>
      </div>
      <LogScrollbar
        start={rows.start}
        end={rows.end}
        top={Math.min(top, bottom)}
        visible={visible}
        controls={id}
        onMove={(target) => {
          onFollow(target >= bottom);
          setTop(target);
        }}
      />
    </div>
  );
}
