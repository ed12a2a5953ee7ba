import { type ErrorShape, errorShape } from "@shared/errors.ts";
import type { FileListing } from "@shared/files.ts";
import type { Stream } from "@shared/wire.ts";
import { useRef, useState } from "react";
import { useStream } from "../api.ts";

/** Folders whose listing is kept to come back to. */
const mostKept = 40;

interface FolderOptions<Listing> {
  /** Names the folder and whatever its content depends on. */
  readonly key: string;
  open(): Promise<Stream<Listing>>;
  /** Whether the engine answers: what was read stays on the screen while it does not. */
  readonly live: boolean;
  /** A listing that was read once stays true until `again`: nothing runs that could change it. */
  readonly still?: boolean;
}

interface Shown<Listing> {
  readonly key: string;
  readonly listing?: Listing;
  readonly failure?: ErrorShape;
}

/** One folder, as far as it was read. Going on to another leaves the engine's answer; coming back shows it at once. */
export function useFolder<Listing extends FileListing>({ key, open, live, still = false }: FolderOptions<Listing>) {
  const [round, setRound] = useState(0);
  const [stopped, setStopped] = useState<string>();
  const [shown, setShown] = useState<Shown<Listing>>();
  const kept = useRef(new Map<string, Listing>());
  const known = kept.current.get(key);
  const turn = `${key} ${round}`;
  // Whoever comes back to a folder has it read.
  if (stopped !== undefined && stopped !== turn) setStopped(undefined);
  const idle = !live || stopped === turn || (still && known !== undefined);
  useStream(idle ? null : turn, open, {
    onBatch: (listing) => {
      // What is known already is not replaced by its own beginning.
      if (known && !listing.done) return;
      setShown({ key, listing });
      if (!listing.done) return;
      kept.current.delete(key);
      kept.current.set(key, listing);
      const [oldest] = kept.current.keys();
      if (kept.current.size > mostKept && oldest !== undefined) kept.current.delete(oldest);
    },
    onEnd: (error) => {
      if (error) setShown({ key, failure: errorShape(error) });
    },
  });
  const current = shown?.key === key ? shown : undefined;
  return {
    listing: current?.failure ? undefined : (current?.listing ?? known),
    failure: current?.failure,
    /** The person has stopped the reading: what is there is not all. */
    stopped: stopped === turn,
    stop: () => setStopped(turn),
    /** Reads the folder again, and every other one when one comes back to it. */
    again: () => {
      kept.current.clear();
      setShown((before) => (before?.failure ? undefined : before));
      setRound((before) => before + 1);
    },
  };
}
