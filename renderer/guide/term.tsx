import { Tooltip } from "@mantine/core";
import type { ReactNode } from "react";
import { glossary } from "./glossary.ts";
import styles from "./guide.module.css";

/** A term of the glossary: its meaning comes on hover and focus. */
export function Term({ id, children }: { id: string; children: ReactNode }) {
  return (
    <Tooltip label={glossary[id]?.meaning} multiline w={280} events={{ hover: true, focus: true, touch: true }}>
      <button type="button" className={styles.term}>
        {children}
      </button>
    </Tooltip>
  );
}

/** Every term with its meaning. */
export function Glossary() {
  return (
    <details className={styles.glossary}>
      <summary>Glossary</summary>
      <dl>
        {Object.entries(glossary).map(([id, { term, meaning }]) => (
          <div key={id}>
            <dt>{term}</dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
