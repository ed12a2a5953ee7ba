import { memo } from "react";
import styles from "./inspect.module.css";

const token = /("(?:\\.|[^"\\])*")(\s*:)?|\b(?:true|false|null)\b|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

interface Piece {
  readonly text: string;
  readonly kind?: "key" | "string" | "word";
}

/** Splits one line of JSON text into names, strings, and numbers and words. */
function pieces(line: string): Piece[] {
  const found: Piece[] = [];
  let from = 0;
  for (const match of line.matchAll(token)) {
    if (match.index > from) found.push({ text: line.slice(from, match.index) });
    const text = match[1] ?? match[0];
    found.push({ text, kind: match[2] ? "key" : match[1] ? "string" : "word" });
    from = match.index + text.length;
  }
  if (from < line.length) found.push({ text: line.slice(from) });
  return found;
}

interface JsonLineProps {
  readonly text: string;
  readonly found: boolean;
  readonly current: boolean;
}

/** One line of JSON, coloured; marked where a search found it. */
export const JsonLine = memo(function JsonLine({ text, found, current }: JsonLineProps) {
  return (
    <span className={styles.jsonLine} data-found={found || undefined} data-current={current || undefined}>
      {pieces(text).map((piece, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: pieces of one line never move
        <span key={index} className={piece.kind && styles[piece.kind]}>
          {piece.text}
        </span>
      ))}
      {"\n"}
    </span>
  );
});
