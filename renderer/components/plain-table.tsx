import type { ReactNode } from "react";
import styles from "./plain-table.module.css";

interface PlainTableProps {
  readonly label: string;
  readonly head: readonly string[];
  readonly children: ReactNode;
}

/** A small table for a handful of rows; its body is plain `tr`, `th` and `td`. */
export function PlainTable({ label, head, children }: PlainTableProps) {
  return (
    <table className={styles.table} aria-label={label}>
      <thead>
        <tr>
          {head.map((name) => (
            <th key={name} scope="col">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>{children}</tbody>
    </table>
  );
}

/** A cell for paths, IDs and addresses. */
export const MonoCell = ({ children }: { children: ReactNode }) => <td className={styles.mono}>{children}</td>;
