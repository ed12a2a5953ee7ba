import { type PointerEvent, useRef, useState } from "react";
import styles from "./log-lines.module.css";

interface LogScrollbarProps {
  readonly start: number;
  readonly end: number;
  readonly top: number;
  readonly visible: number;
  readonly controls: string;
  /** The user moved the thumb here. */
  readonly onMove: (top: number) => void;
}

const smallest = 24;

/**
 * A scrollbar of our own: a native one would need an element of 18 million pixels, which browsers cut off on dense
 * screens, and would not tell the user's scrolling from ours.
 */
export function LogScrollbar({ start, end, top, visible, controls, onMove }: LogScrollbarProps) {
  const track = useRef<HTMLDivElement>(null);
  const [held, setHeld] = useState<number | null>(null);
  const total = end - start;
  const scrollable = total - visible;
  const height = track.current?.clientHeight ?? 0;
  const size = scrollable > 0 ? Math.max(smallest, (height * visible) / total) : 0;
  const place = scrollable > 0 ? ((top - start) / scrollable) * (height - size) : 0;

  const move = (event: PointerEvent, grip: number) => {
    const box = track.current!.getBoundingClientRect();
    const fraction = (event.clientY - box.top - grip) / Math.max(1, box.height - size);
    onMove(start + Math.min(1, Math.max(0, fraction)) * scrollable);
  };
  const down = (event: PointerEvent) => {
    if (event.button !== 0 || scrollable <= 0) return;
    const offset = event.clientY - track.current!.getBoundingClientRect().top - place;
    const grip = offset >= 0 && offset <= size ? offset : size / 2;
    event.currentTarget.setPointerCapture(event.pointerId);
    setHeld(grip);
    move(event, grip);
  };
  return (
    <div
      ref={track}
      className={styles.track}
      role="scrollbar"
      aria-label="Position in the log"
      aria-controls={controls}
      aria-orientation="vertical"
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={scrollable > 0 ? Math.round(((top - start) / scrollable) * 100) : 100}
      tabIndex={-1}
      onPointerDown={down}
      onPointerMove={(event) => held !== null && move(event, held)}
      onPointerUp={() => setHeld(null)}
      onPointerCancel={() => setHeld(null)}
    >
      {size > 0 && (
        <div className={styles.thumb} data-held={held !== null || undefined} style={{ top: place, height: size }} />
      )}
    </div>
  );
}
