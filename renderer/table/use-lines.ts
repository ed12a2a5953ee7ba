import { defaultRangeExtractor, useVirtualizer } from "@tanstack/react-virtual";
import { type RefObject, useEffect, useLayoutEffect, useRef } from "react";
import type { Item } from "./arrange.ts";

/** Pixels; the same as --row-height and the heading line in theme and style sheet. */
export const rowHeight = 36;
const headHeight = 32;

interface Lines<Row> {
  readonly items: readonly Item<Row>[];
  readonly scroller: RefObject<HTMLDivElement | null>;
  /** Line that the keyboard is on; it stays in the document wherever one scrolls, so that focus is never lost. */
  readonly activeIndex: number;
  readonly scroll: number;
  /** Pixels of a line, where it is not `rowHeight`. */
  readonly height?: number;
}

/** The lines in view, and `focusLine`, which brings a line into view and gives it the keyboard. */
export function useLines<Row>({ items, scroller, activeIndex, scroll, height = rowHeight }: Lines<Row>) {
  const virtualizer = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    getItemKey: (index) => items[index]?.key ?? index,
    initialOffset: scroll,
    overscan: 8,
    scrollPaddingStart: headHeight,
    rangeExtractor: (range) => {
      const shown = defaultRangeExtractor(range);
      if (activeIndex < 0 || activeIndex >= range.count || shown.includes(activeIndex)) return shown;
      return activeIndex < (shown[0] ?? 0) ? [activeIndex, ...shown] : [...shown, activeIndex];
    },
  });

  const wanted = useRef<number | null>(null);
  const line = (index: number) => scroller.current?.querySelector<HTMLElement>(`[data-index="${index}"]`);
  const focusLine = (index: number) => {
    wanted.current = index;
    virtualizer.scrollToIndex(index);
    line(index)?.focus({ preventScroll: true });
  };
  // The line may only come into the document with the render that the scrolling causes.
  useLayoutEffect(() => {
    if (wanted.current === null || wanted.current !== activeIndex) return;
    const element = line(wanted.current);
    if (!element) return;
    element.focus({ preventScroll: true });
    wanted.current = null;
  });

  // When the focused row goes (it was removed), the one that took its place has the keyboard next.
  const inside = useRef(false);
  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const enter = () => {
      inside.current = true;
    };
    const leave = ({ relatedTarget }: FocusEvent) => {
      // A removed element blurs with no successor while focus falls to the body.
      if (relatedTarget instanceof Node && !element.contains(relatedTarget)) inside.current = false;
    };
    element.addEventListener("focusin", enter);
    element.addEventListener("focusout", leave);
    return () => {
      element.removeEventListener("focusin", enter);
      element.removeEventListener("focusout", leave);
    };
  }, [scroller]);
  useLayoutEffect(() => {
    if (inside.current && document.activeElement === document.body && activeIndex >= 0) line(activeIndex)?.focus();
  });

  return { virtualizer, focusLine };
}
