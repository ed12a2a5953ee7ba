import type { ReactNode } from "react";
import styles from "./drawing.module.css";

type Paint = "box" | "accent" | "warm" | "fence" | "ghost";

interface BoxProps {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly paint?: Paint;
  /** Stands in the middle, or at the top where there is `top`. */
  readonly text?: string;
  /** A second, quieter line. */
  readonly note?: string;
  readonly top?: boolean;
}

/** A rectangle with its name. */
export function Box({ x, y, width, height, paint = "box", text, note, top = false }: BoxProps) {
  const middle = top ? y + 20 : y + height / 2 + (note ? -3 : 4.5);
  return (
    <g>
      <rect x={x} y={y} width={width} height={height} rx={6} className={styles[paint]} />
      {text && (
        <text x={x + width / 2} y={middle} textAnchor="middle" className={top ? styles.strong : styles.label}>
          {text}
        </text>
      )}
      {note && (
        <text x={x + width / 2} y={middle + 16} textAnchor="middle" className={styles.soft}>
          {note}
        </text>
      )}
    </g>
  );
}

/** Words beside a shape. */
export function Note({
  x,
  y,
  end = false,
  middle = false,
  mono = false,
  children,
}: {
  readonly x: number;
  readonly y: number;
  readonly end?: boolean;
  readonly middle?: boolean;
  readonly mono?: boolean;
  readonly children: ReactNode;
}) {
  return (
    <text
      x={x}
      y={y}
      textAnchor={end ? "end" : middle ? "middle" : "start"}
      className={mono ? styles.mono : styles.soft}
    >
      {children}
    </text>
  );
}

/** A straight arrow from one point to another. */
export function Arrow({ from, to, both = false }: { from: [number, number]; to: [number, number]; both?: boolean }) {
  return (
    <g>
      <line x1={from[0]} y1={from[1]} x2={to[0]} y2={to[1]} className={styles.arrow} />
      <Head from={from} to={to} />
      {both && <Head from={to} to={from} />}
    </g>
  );
}

function Head({ from, to }: { from: [number, number]; to: [number, number] }) {
  const angle = (Math.atan2(to[1] - from[1], to[0] - from[0]) * 180) / Math.PI;
  return (
    <path d="M 0 0 L -9 -4.5 L -9 4.5 Z" className={styles.head} transform={`translate(${to}) rotate(${angle})`} />
  );
}
