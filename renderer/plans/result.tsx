import { Progress } from "@mantine/core";
import { counted, size } from "../components/format.ts";
import { sizeText } from "./columns.tsx";
import styles from "./plans.module.css";
import type { RemovalEnd, RemovalState } from "./removal.ts";

const bytes = (amount: number) => (amount < 0 ? `${size(-amount)} more than before` : size(amount));

/** What was freed, in words: by the rows, by what the engine counts, and on its disk. */
function freedText({ freed, removed }: RemovalEnd): string {
  if (removed === 0) return "Nothing was freed.";
  const engine =
    freed.engine === undefined
      ? `The engine gave their size as ${sizeText(freed.rows)}.`
      : `Freed in the engine: ${bytes(freed.engine)}.`;
  const disk =
    freed.disk === undefined
      ? "What that means for its disk is not known from here."
      : `Free space on its disk: ${freed.disk < 0 ? `${size(-freed.disk)} less` : `${size(freed.disk)} more`}.`;
  return `${engine} ${disk}`;
}

/** How a removal is going, and what it did once it is over; nothing before it begins. */
export function RemovalResult({ removal, brief }: { removal: RemovalState; brief?: boolean }) {
  const { state, total, over, pause, stopping, end, error } = removal;
  if (state === "idle") return null;
  if (state === "running")
    return (
      <div className={styles.result} role="status">
        <p>{pause ?? (stopping ? "Stopping after this row…" : `Removing ${Math.min(total, over + 1)} of ${total}…`)}</p>
        <Progress value={total === 0 ? 0 : (over / total) * 100} aria-label="Removed so far" />
      </div>
    );
  const problem = error ?? end?.error;
  return (
    <div className={styles.result} role={problem || (end?.failed ?? 0) > 0 ? "alert" : "status"}>
      {end && (
        <p>
          <strong>{counted(end.removed, "item")} removed</strong>
          {end.skipped > 0 ? `, ${end.skipped} left as they were` : ""}
          {end.failed > 0 ? `, ${end.failed} failed` : ""}. {brief ? "" : freedText(end)}
        </p>
      )}
      {problem && problem.code !== "CANCELLED" && <p className={styles.problem}>{problem.message}</p>}
    </div>
  );
}
