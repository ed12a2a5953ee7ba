import { type CSSProperties, memo } from "react";
import { type Colour, highlight, type Range, type Style, segments } from "./ansi.ts";
import type { LogLine } from "./line-buffer.ts";
import styles from "./log-lines.module.css";
import { showTime, type TimestampStyle } from "./times.ts";

/** Characters of one line that a row shows; the rest is in the selected line below. */
const longest = 4000;

const named = (colour: Colour) => (typeof colour === "number" ? `var(--ansi-${colour})` : colour);

/** Colours a program chose freely are pulled towards the theme's text or surface, so that they stay readable on both. */
function css({ foreground, background, bold, dim, italic, underline, strike, reverse }: Style): CSSProperties {
  const text =
    foreground === undefined
      ? undefined
      : typeof foreground === "number"
        ? named(foreground)
        : `color-mix(in srgb, ${foreground} 60%, var(--text))`;
  const ground =
    background === undefined ? undefined : `color-mix(in srgb, ${named(background)} 24%, var(--surface-sunken))`;
  return {
    color: reverse ? "var(--surface)" : text,
    background: reverse ? (text ?? "var(--text)") : ground,
    fontWeight: bold ? 700 : undefined,
    opacity: dim ? 0.75 : undefined,
    fontStyle: italic ? "italic" : undefined,
    textDecoration: [underline && "underline", strike && "line-through"].filter(Boolean).join(" ") || undefined,
  };
}

interface LogRowProps {
  readonly line: LogLine;
  readonly ranges: readonly Range[];
  readonly times: TimestampStyle;
  readonly selected: boolean;
  readonly current: boolean;
}

/** One line: stderr has a bar at its left, what a search found is marked. */
export const LogRow = memo(function LogRow({ line, ranges, times, selected, current }: LogRowProps) {
  const cut = line.text.length > longest;
  const pieces = highlight(segments(cut ? line.text.slice(0, longest) : line.text), ranges);
  return (
    <div
      className={styles.row}
      data-seq={line.seq}
      data-kind={line.kind}
      data-selected={selected || undefined}
      data-current={current || undefined}
      title={line.kind === "stderr" ? "stderr" : undefined}
    >
      {times !== "off" && line.kind !== "note" && <span className={styles.time}>{showTime(line, times)}</span>}
      {pieces.map((piece, index) => {
        const Tag = piece.found ? "mark" : "span";
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one line never move
          <Tag key={index} style={piece.found ? undefined : css(piece.style)}>
            {piece.text}
          </Tag>
        );
      })}
      {cut && <span className={styles.more}> … {line.text.length.toLocaleString()} characters</span>}
    </div>
  );
});
