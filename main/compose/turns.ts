import { DrydockError } from "@shared/errors.ts";
import type { ComposeTask } from "./run.ts";

/** The docker lines of the runs that have not ended, by engine and project. */
const taken = new Map<string, readonly string[]>();

/**
 * Takes a project for one run of Compose and returns how to give it back. Throws CONFLICT while another run has it: Compose
 * locks nothing, and two runs would remove and create each other's containers.
 */
export function takeTurn({ ref: { engine, name }, words }: Pick<ComposeTask, "ref" | "words">): () => void {
  const key = `${engine} ${name}`;
  const other = taken.get(key);
  if (other)
    throw new DrydockError(
      "CONFLICT",
      `Compose is still at work on ${name}, so nothing was started. Wait until that run has ended, or cancel it under Progress; then try again.`,
      `It runs: docker ${other.join(" ")}`,
    );
  taken.set(key, words);
  return () => {
    taken.delete(key);
  };
}
