import { IconCheck, IconCopy } from "@tabler/icons-react";
import { useCopy } from "./copy.ts";
import styles from "./copy-text.module.css";

interface CopyTextProps {
  /** What is copied in full. */
  readonly text: string;
  readonly shown: string;
  /** What it is, for the button's name: `Copy ID`. */
  readonly name: string;
}

/** A short form of an ID or digest that a click copies in full. */
export function CopyText({ text, shown, name }: CopyTextProps) {
  const { copied, copy } = useCopy();
  const Icon = copied ? IconCheck : IconCopy;
  return (
    <button
      type="button"
      tabIndex={-1}
      className={styles.copy}
      aria-label={`Copy ${name} ${shown}`}
      // The click goes on to the row: wherever a row is clicked, its details open.
      onClick={() => copy(text)}
    >
      <code>{shown}</code>
      <Icon size={13} aria-hidden />
    </button>
  );
}
