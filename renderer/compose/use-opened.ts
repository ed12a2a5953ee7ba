import type { ComposeSource, OpenedProject } from "@shared/compose.ts";
import { type ErrorShape, errorShape } from "@shared/errors.ts";
import { useEffect, useRef, useState } from "react";
import { api } from "../api.ts";

export interface Opened {
  /** As it was read last; stays while the files are read again. */
  readonly opened?: OpenedProject;
  readonly error?: ErrorShape;
  readonly reading: boolean;
  /** Reads the files again. */
  again(): void;
}

/** Reads a project's files when they are named and when that changes; null reads nothing. Nothing runs. */
export function useOpened(
  given: { readonly name?: string | undefined; readonly source: ComposeSource } | null,
): Opened {
  const [state, setState] = useState<Omit<Opened, "again">>({ reading: given !== null });
  const [turn, setTurn] = useState(0);
  const latest = useRef(given);
  latest.current = given;
  const key = given && JSON.stringify([given.name, given.source, turn]);
  useEffect(() => {
    const wanted = latest.current;
    if (key === null || wanted === null) return;
    let current = true;
    setState((before) => ({ ...before, reading: true }));
    const { name, source } = wanted;
    api.compose.open({ ...(name === undefined ? {} : { name }), source }).then(
      (opened) => current && setState({ opened, reading: false }),
      (error) => current && setState({ error: errorShape(error), reading: false }),
    );
    return () => {
      current = false;
    };
  }, [key]);
  return { ...state, again: () => setTurn((before) => before + 1) };
}
