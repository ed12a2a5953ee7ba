import type { ChapterId } from "@shared/guide.ts";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import styles from "./guide.module.css";

/** A link from a chapter to a page of Drydock. */
export function PageLink({ to, children }: { to: string; children: ReactNode }) {
  return (
    <Link to={to} className={styles.link}>
      {children}
    </Link>
  );
}

/** A link from one chapter to another. */
export function ChapterLink({ to, children }: { to: ChapterId; children: ReactNode }) {
  return (
    <Link to="/guide/{-$chapter}" params={{ chapter: to }} className={styles.link}>
      {children}
    </Link>
  );
}

/** A table of a chapter, in the guide's style. */
export function ChapterTable({ children }: { children?: ReactNode }) {
  return <table className={styles.shared}>{children}</table>;
}
