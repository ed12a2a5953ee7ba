import { Button, Loader } from "@mantine/core";
import { type Icon, IconPlugConnectedX } from "@tabler/icons-react";
import { type ReactNode, useEffect, useState } from "react";
import { api } from "../api.ts";
import { type Rows, useEngine } from "../inventory.ts";
import { notifyError } from "./notices.tsx";
import styles from "./state.module.css";

interface MessageProps {
  readonly icon?: Icon;
  readonly title: string;
  /** What is going on, and what to do next. */
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
}

/** Fills the place of a list or view that has nothing to show, with the reason and the next step. */
export function Message({ icon: Picture, title, children, actions }: MessageProps) {
  return (
    <div className={styles.message}>
      {Picture && <Picture size={28} stroke={1.5} className={styles.icon} aria-hidden="true" />}
      <p className={styles.title}>{title}</p>
      {children && <div className={styles.body}>{children}</div>}
      {actions && <div className={styles.actions}>{actions}</div>}
    </div>
  );
}

/** Grey bars in the place of rows that are still loading; they appear only when loading takes long enough to notice. */
export function Skeletons({ label, rows = 12 }: { label: string; rows?: number }) {
  const [visible, setVisible] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setVisible(true), 150);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div role="status" aria-label={label} className={styles.skeletons} data-visible={visible || undefined}>
      {Array.from({ length: rows }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they are all alike
        <div key={index} className={styles.skeleton} />
      ))}
    </div>
  );
}

/** A small turning circle with its words, for a view inside a page. */
export function Loading({ children }: { children: string }) {
  return (
    <div role="status" className={styles.loading}>
      <Loader />
      {children}
    </div>
  );
}

/** Tries the engine on the screen again, at once. */
export const retryEngine = () => void api.engine.retry().catch(notifyError);

interface ListStateProps {
  readonly list: Rows<unknown>;
  /** Plural, for example `containers`. */
  readonly noun: string;
  /** Shown when the engine says that there is none. */
  readonly empty: ReactNode;
  /** Shows the list even when it is empty: details that stand beside it are being read. */
  readonly keep?: boolean;
  readonly children: ReactNode;
}

/** Shows the list, or why there is none: still loading, engine not reachable, or truly empty. */
export function ListState({ list, noun, empty, keep = false, children }: ListStateProps) {
  const engine = useEngine();
  if (list.complete) return list.rows.length > 0 || keep ? children : empty;
  if (engine && (engine.state === "gone" || engine.state === "absent"))
    return (
      <Message
        icon={IconPlugConnectedX}
        title={`${engine.name} is not reachable`}
        actions={<Button onClick={retryEngine}>Try again</Button>}
      >
        {engine.problem ?? `Nothing answers at ${engine.host}.`}
      </Message>
    );
  return <Skeletons label={`Loading ${noun}`} />;
}
