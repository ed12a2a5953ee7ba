import type { ChapterId } from "@shared/guide.ts";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { api } from "../api.ts";
import { notifyError } from "../components/notices.tsx";
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
  return <table className={styles.table}>{children}</table>;
}

/** A link that opens in the reader's browser, after asking. */
export function SourceLink({ href = "", children }: { href?: string; children?: ReactNode }) {
  return (
    <a
      href={href}
      className={styles.link}
      onClick={(event) => {
        event.preventDefault();
        api.app.openExternal({ url: href }).catch(notifyError);
      }}
    >
      {children}
    </a>
  );
}
