import type { PlannedChange } from "@shared/compose-files.ts";
import styles from "./editor.module.css";

const words: Readonly<Record<PlannedChange["change"], string>> = {
  create: "Create",
  recreate: "Recreate",
  start: "Start",
  scale: "Scale",
  same: "Unchanged",
  off: "Off",
  orphan: "Not in the files",
};

/** What an `up` would do, one line for each service, and for each network and volume that is missing. */
export function Planned({ changes }: { changes: readonly PlannedChange[] }) {
  if (changes.length === 0) return <p className={styles.faint}>The file has no services yet.</p>;
  return (
    <ul className={styles.planned} aria-label="What Up would do">
      {changes.map(({ kind, name, change, why }) => (
        <li key={`${kind} ${name}`} data-change={change}>
          <span className={styles.change}>{words[change]}</span>
          <span className={styles.changed}>
            {kind === "service" ? "" : `${kind} `}
            <strong>{name}</strong>
            {why ? <small>{why}</small> : null}
          </span>
        </li>
      ))}
    </ul>
  );
}
