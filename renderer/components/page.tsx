import type { ChapterId } from "@shared/guide.ts";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import styles from "./page.module.css";

interface PageProps {
  readonly title: string;
  /** Small text beside the title, for example how many rows there are. */
  readonly note?: ReactNode;
  /** Buttons at the right end of the header. */
  readonly actions?: ReactNode;
  /** The chapter of the guide that explains this page. */
  readonly chapter?: ChapterId;
  /** Text pages scroll and keep a readable width; table pages fill the window and scroll inside. */
  readonly kind?: "table" | "text";
  readonly children: ReactNode;
}

/** One page of the window: its heading, its buttons, and the rest. */
export function Page({ title, note, actions, chapter, kind = "table", children }: PageProps) {
  return (
    <div className={styles.page}>
      <header className={styles.header}>
        <h1 className={styles.title}>{title}</h1>
        {note !== undefined && <span className={styles.note}>{note}</span>}
        {chapter && (
          <Link to="/guide/{-$chapter}" params={{ chapter }} className={styles.what}>
            What is this?
          </Link>
        )}
        {actions && <div className={styles.actions}>{actions}</div>}
      </header>
      {kind === "table" ? (
        <div className={styles.fill}>{children}</div>
      ) : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling part must be reachable by keyboard
        <div className={styles.scroll} tabIndex={0}>
          <div className={styles.text}>{children}</div>
        </div>
      )}
    </div>
  );
}
