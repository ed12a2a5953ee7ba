import type { FileListing } from "@shared/files.ts";
import { size } from "../components/format.ts";
import styles from "./files.module.css";

interface ReadingNoteProps {
  readonly listing: FileListing;
  readonly stopped: boolean;
  onStop(): void;
}

/** Says that a folder is still being read, and why that takes as long as it does. */
export function ReadingNote({ listing, stopped, onStop }: ReadingNoteProps) {
  if (listing.done) return null;
  return (
    <p role="status" className={styles.note}>
      {stopped
        ? "Stopped: this is not all."
        : listing.read > 0
          ? "The engine sends the folder with everything in it."
          : "Reading…"}{" "}
      {listing.read > 0 ? `${size(listing.read)} read. ` : ""}
      {stopped ? null : (
        <button type="button" className={styles.link} onClick={onStop}>
          Stop reading
        </button>
      )}
    </p>
  );
}
