import { Progress } from "@mantine/core";
import type { ErrorShape } from "@shared/errors.ts";
import type { CopyProgress as Copied } from "@shared/files.ts";
import { size } from "../components/format.ts";
import { inert } from "../components/inert.ts";
import styles from "./copy-progress.module.css";

const words: Record<Copied["stage"], string> = {
  stopping: "Stopping the containers that write into it…",
  copying: "Copying…",
  starting: "Starting the containers again…",
  done: "Done.",
};

interface CopyProgressProps {
  readonly busy: boolean;
  readonly progress?: Copied | undefined;
  readonly failure?: ErrorShape | undefined;
}

/** How far a copy is, as a bar and in words; then what should be known of it, or why it failed. */
export function CopyProgress({ busy, progress, failure }: CopyProgressProps) {
  if (failure)
    return (
      <p role="alert" className={styles.failure}>
        {inert(failure.message)}
      </p>
    );
  if (!busy && !progress) return null;
  const { stage = "copying", bytes = 0, total, notes = [] } = progress ?? {};
  // The archive is a little larger than the files in it.
  const known = total !== undefined && total > 0;
  const percent = stage === "done" ? 100 : known ? Math.min(99, (bytes / total) * 100) : 0;
  return (
    <div className={styles.progress}>
      <Progress.Root size="md" className={styles.bar}>
        <Progress.Section value={percent} aria-label="Progress of the copy" animated={busy && !known} />
      </Progress.Root>
      <p role="status" className={styles.note}>
        {words[stage]} {bytes > 0 ? `${size(bytes)}${known ? ` of about ${size(Math.max(total, bytes))}` : ""}` : ""}
      </p>
      {notes.map((note) => (
        <p key={note} className={styles.warning}>
          {inert(note)}
        </p>
      ))}
    </div>
  );
}
