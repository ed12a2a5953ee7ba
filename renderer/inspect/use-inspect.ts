import { type ErrorShape, errorShape } from "@shared/errors.ts";
import { useEffect, useRef, useState } from "react";

export interface Inspected {
  /** The last answer, kept while a newer one is on its way. */
  readonly value: unknown;
  readonly error: ErrorShape | null;
  readonly reload: () => void;
}

/** What `docker inspect` says, asked again whenever `key` changes; null asks nothing. */
export function useInspect(key: string | null, load: () => Promise<unknown>): Inspected {
  const [value, setValue] = useState<unknown>(undefined);
  const [error, setError] = useState<ErrorShape | null>(null);
  const [turn, setTurn] = useState(0);
  const latest = useRef(load);
  latest.current = load;
  // biome-ignore lint/correctness/useExhaustiveDependencies: `turn` asks again.
  useEffect(() => {
    if (key === null) return;
    let left = false;
    latest.current().then(
      (answer) => {
        if (left) return;
        setValue(answer);
        setError(null);
      },
      (thrown) => left || setError(errorShape(thrown)),
    );
    return () => {
      left = true;
    };
  }, [key, turn]);
  return { value, error, reload: () => setTurn((before) => before + 1) };
}
