import { type ErrorShape, errorShape } from "@shared/errors.ts";
import type { CopyProgress } from "@shared/files.ts";
import type { Stream } from "@shared/wire.ts";
import { useEffect, useRef, useState } from "react";
import { readStream } from "../api.ts";

interface Copying {
  readonly busy: boolean;
  readonly progress?: CopyProgress;
  readonly failure?: ErrorShape;
}

/** One copy from or into a volume: how far it is, and how to leave it. It is left when its dialog or tab is. */
export function useCopying() {
  const [state, setState] = useState<Copying>({ busy: false });
  const abort = useRef<AbortController>(undefined);
  useEffect(() => () => abort.current?.abort(), []);

  /** Resolves to the last state, or to undefined when it failed or was left. */
  const start = async (source: Promise<Stream<CopyProgress>>): Promise<CopyProgress | undefined> => {
    const leaving = new AbortController();
    abort.current = leaving;
    setState({ busy: true });
    let last: CopyProgress | undefined;
    try {
      await readStream(
        source,
        (progress) => {
          last = progress;
          setState({ busy: true, progress });
        },
        leaving.signal,
      );
      setState(leaving.signal.aborted || !last ? { busy: false } : { busy: false, progress: last });
      return leaving.signal.aborted || last?.stage !== "done" ? undefined : last;
    } catch (error) {
      setState({ busy: false, ...(leaving.signal.aborted ? {} : { failure: errorShape(error) }) });
      return undefined;
    }
  };
  return {
    ...state,
    start,
    cancel: () => abort.current?.abort(),
    /** The last failure is about what was typed before. */
    forget: () => setState((before) => (before.failure ? { busy: false } : before)),
  };
}
