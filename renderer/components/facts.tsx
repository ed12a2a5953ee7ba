import { ActionIcon } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useCopy } from "./copy.ts";
import styles from "./facts.module.css";

/** Pairs of a name and a value, one under the other. */
export const Facts = ({ children }: { children: ReactNode }) => <dl className={styles.facts}>{children}</dl>;

interface FactProps {
  readonly name: string;
  /** Text that the button beside the value copies; none without it. */
  readonly copy?: string;
  /** For paths, IDs and addresses. */
  readonly mono?: boolean;
  readonly children: ReactNode;
}

/** One pair of a list of facts. */
export function Fact({ name, copy: text, mono, children }: FactProps) {
  const { copied, copy } = useCopy();
  return (
    <div className={styles.fact}>
      <dt className={styles.name}>{name}</dt>
      <dd className={styles.value}>
        <span className={mono ? styles.mono : undefined}>{children}</span>
        {text && (
          <ActionIcon size={22} aria-label={`Copy ${name}`} onClick={() => copy(text)}>
            {copied ? <IconCheck size={14} /> : <IconCopy size={14} />}
          </ActionIcon>
        )}
      </dd>
    </div>
  );
}

/** A heading with what stands under it, inside details or on a text page. */
export function Section({ title, note, children }: { title: string; note?: ReactNode; children: ReactNode }) {
  return (
    <section className={styles.section} aria-label={title}>
      <h3 className={styles.heading}>
        {title}
        {note !== undefined && <span className={styles.note}>{note}</span>}
      </h3>
      {children}
    </section>
  );
}

/** The scrolling inside of a details tab that shows facts. */
export const FactsView = ({ children }: { children: ReactNode }) => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling part must be reachable by keyboard
  <div className={styles.view} tabIndex={0}>
    {children}
  </div>
);

/** Labels of an object as facts; says so when there are none. */
export function Labels({ labels }: { labels: Readonly<Record<string, string>> }) {
  const entries = Object.entries(labels).sort(([a], [b]) => a.localeCompare(b));
  return (
    <Section title="Labels" note={entries.length || undefined}>
      {entries.length === 0 ? (
        <p className={styles.nothing}>No labels.</p>
      ) : (
        <dl className={styles.labels}>
          {entries.map(([name, value]) => (
            <div key={name} className={styles.fact}>
              <dt className={styles.mono}>{name}</dt>
              <dd className={styles.mono}>{value}</dd>
            </div>
          ))}
        </dl>
      )}
    </Section>
  );
}
