import type { CopyProgress } from "@shared/files.ts";
import { reported } from "../reported.ts";
import { states } from "../states.ts";

/** What a copy is given: when to stop, and whom to tell how many bytes of files have gone. */
export interface Copying {
  readonly signal: AbortSignal;
  onBytes(bytes: number): void;
}

export type ReportCopy = (progress: Partial<CopyProgress>) => void;

/** A copy as a stream of whole states; `work` says what changes, and answers with the notes of the last one. */
export const copying = (work: (report: ReportCopy, signal: AbortSignal) => Promise<readonly string[]>) =>
  states<CopyProgress>((signal) => {
    let now: CopyProgress = { stage: "copying", bytes: 0, notes: [] };
    return reported(now, async (report) => {
      const tell: ReportCopy = (part) => {
        now = { ...now, ...part };
        report(now);
      };
      const notes = await work(tell, signal);
      tell({ stage: "done", notes });
    });
  });

/** `copying` for work that only counts bytes. */
export const plainCopy = (work: (copying: Copying) => Promise<readonly string[]>) =>
  copying((report, signal) => work({ signal, onBytes: (bytes) => report({ bytes }) }));
