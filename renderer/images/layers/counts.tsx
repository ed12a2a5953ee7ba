import type { ChangeCounts, FileChange } from "@shared/layers.ts";
import styles from "./counts.module.css";

const signs: Readonly<Record<FileChange, string>> = { added: "+", changed: "~", removed: "−" };

/** How many files are added, changed and removed, as `+3 ~1 −2`; in words for who does not see it. */
export function Counts({ counts }: { counts: ChangeCounts }) {
  const some = (["added", "changed", "removed"] as const).filter((change) => counts[change] > 0);
  const words = some.map((change) => `${counts[change]} ${change}`).join(", ");
  if (some.length === 0) return null;
  return (
    <span className={styles.counts} title={words}>
      <span className={styles.hidden}>{words}</span>
      {some.map((change) => (
        <span key={change} data-change={change} aria-hidden="true">
          {signs[change]}
          {counts[change]}
        </span>
      ))}
    </span>
  );
}

/** One letter in the colour of the change, with its word for who does not see colours. */
export const ChangeMark = ({ change }: { change: FileChange }) => (
  <span className={styles.mark} data-change={change} title={change}>
    <span aria-hidden="true">{signs[change]}</span>
    <span className={styles.hidden}>{change}</span>
  </span>
);

/** The room of a mark where nothing changed. */
export const NoMark = () => <span className={styles.mark} />;
