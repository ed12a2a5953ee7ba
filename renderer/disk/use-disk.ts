import type { DiskUse } from "@shared/disk.ts";
import { type ErrorShape, errorShape } from "@shared/errors.ts";
import { useCallback, useEffect, useState } from "react";
import { api, readStream } from "../api.ts";

export interface DiskLook {
  /** The newest answer, complete or still being counted. */
  readonly use?: DiskUse;
  readonly counting: boolean;
  readonly error?: ErrorShape;
  look(): void;
  cancel(): void;
}

/** The last complete look, shown at once when one comes back to the page. */
let last: { readonly engine: string; readonly use: DiskUse } | undefined;

/** Looks at an engine's disk when the page is opened and when asked to; leaving the page ends it. Empty `engine` waits. */
export function useDisk(engine: string): DiskLook {
  const [turn, setTurn] = useState(0);
  const [state, setState] = useState<Omit<DiskLook, "look" | "cancel">>({ counting: false });
  const [leaving, setLeaving] = useState<AbortController>();
  useEffect(() => {
    if (engine === "") return;
    const known = last?.engine === engine ? last.use : undefined;
    if (known && turn === 0) {
      setState({ use: known, counting: false });
      return;
    }
    const now = new AbortController();
    setLeaving(now);
    setState({ counting: true, ...(known ? { use: known } : {}) });
    readStream(
      api.disk.use({ engine }),
      (use) => {
        const complete = use.waiting.length === 0;
        if (complete) last = { engine, use };
        // What was counted before is better than half of what is.
        setState({ use: known && !complete ? known : use, counting: !complete });
      },
      now.signal,
    ).catch((error) => now.signal.aborted || setState({ counting: false, error: errorShape(error) }));
    return () => now.abort();
  }, [engine, turn]);
  const look = useCallback(() => setTurn((before) => before + 1), []);
  const cancel = useCallback(() => {
    leaving?.abort();
    setState(({ use }) => ({ counting: false, ...(use ? { use } : {}) }));
  }, [leaving]);
  return { ...state, look, cancel };
}
