import { type ErrorShape, errorShape } from "@shared/errors.ts";
import type { ImageContent, ReadProgress } from "@shared/layers.ts";
import { useCallback, useEffect, useRef, useState } from "react";
import { api, readStream } from "../../api.ts";
import { refOf } from "../actions.ts";
import type { ImageRow } from "../rows.ts";

/** What is known of the files of an image, and how they are read. */
export interface Reading {
  readonly content?: ImageContent;
  /** While it is read. */
  readonly progress?: ReadProgress;
  readonly error?: ErrorShape;
  read(): void;
  cancel(): void;
  /** Main does not have it any more: it has to be read again. */
  forget(): void;
}

/** Images that were read, newest last: coming back to one shows it at once. Main keeps as many. */
const known = new Map<string, ImageContent>();
const most = 4;
function remember(id: string, content: ImageContent): void {
  known.delete(id);
  known.set(id, content);
  const [oldest] = known.keys();
  if (known.size > most && oldest) known.delete(oldest);
}

type State = Pick<Reading, "content" | "progress" | "error">;
const stateOf = (id: string): State => {
  const content = known.get(id);
  return content ? { content } : {};
};

/** Reads the files of an image when asked to; showing another image, or none, stops the reading. */
export function useReading(row: ImageRow): Reading {
  const key = `${row.engine} ${row.id}`;
  const [state, setState] = useState<State>(() => stateOf(key));
  const leaving = useRef<AbortController>(undefined);
  const ref = useRef(row);
  ref.current = row;
  useEffect(() => {
    setState(stateOf(key));
    return () => leaving.current?.abort();
  }, [key]);

  const read = useCallback(() => {
    leaving.current?.abort();
    const current = new AbortController();
    leaving.current = current;
    setState({ progress: { bytes: 0, total: ref.current.size } });
    readStream(
      api.layers.read(refOf(ref.current)),
      (progress) => {
        if (progress.content) remember(key, progress.content);
        setState(progress.content ? { content: progress.content } : { progress });
      },
      current.signal,
    ).catch((error) => current.signal.aborted || setState({ error: errorShape(error) }));
  }, [key]);
  const cancel = useCallback(() => {
    leaving.current?.abort();
    setState(stateOf(key));
  }, [key]);
  const forget = useCallback(() => {
    known.delete(key);
    setState({});
  }, [key]);
  return { ...state, read, cancel, forget };
}
