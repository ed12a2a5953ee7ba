import type { ComposeProgramInfo, KnownProject } from "@shared/compose.ts";
import { useSyncExternalStore } from "react";
import { api, readStream } from "../api.ts";

/** Projects whose files were opened before; undefined until main has told of them. */
let known: readonly KnownProject[] | undefined;
let reading = false;
const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  if (!reading) {
    reading = true;
    void readStream(api.compose.known(), (projects) => {
      known = projects;
      for (const each of listeners) each();
    }).catch((error) => {
      reading = false;
      console.error("The list of Compose projects ended.", error);
    });
  }
  return () => listeners.delete(listener);
}

/** Projects whose files were opened before, kept up to date. */
export const useKnown = (): readonly KnownProject[] | undefined => useSyncExternalStore(subscribe, () => known);

let program: ComposeProgramInfo | undefined;
const programListeners = new Set<() => void>();
const subscribeProgram = (listener: () => void): (() => void) => {
  programListeners.add(listener);
  lookForProgram();
  return () => programListeners.delete(listener);
};

/** Asks main where Compose is, again while it is missing. */
export function lookForProgram(): void {
  if (program && program.kind !== "missing") return;
  api.compose.program().then(
    (found) => {
      program = found;
      for (const each of programListeners) each();
    },
    (error) => console.error("Compose could not be looked for.", error),
  );
}

/** How Compose is run on this computer; undefined until that is known. */
export const useComposeProgram = (): ComposeProgramInfo | undefined =>
  useSyncExternalStore(subscribeProgram, () => program);

/** What kind of Compose there is, for code outside React. */
export const composeKind = (): ComposeProgramInfo["kind"] | undefined => program?.kind;
