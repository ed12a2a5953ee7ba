import type { Plan, PlanRow } from "@shared/plans.ts";

/** What main remembers of a row beside what the page is shown: how to tell that it is still the same thing. */
export interface Pin {
  /** Of a volume, in the engine's words: its name alone may belong to another one by now. */
  readonly createdAt?: string;
  readonly driver?: string;
  /** Of a network: containers that are set to it, running or not. */
  readonly containers?: readonly string[];
  /** Of a build cache record. */
  readonly lastUsed?: number;
  /** Of an image: docker would remove the nameless images that it is built on too, unless told not to. */
  readonly parents?: true;
  /** Of a running container: those of a lower wave are stopped before it, those of the same one together. */
  readonly wave?: number;
  /** Of an image: it may go although containers use it, because only a name of it goes. */
  readonly used?: true;
}

/** A row before it is offered. */
export type Draft = Omit<PlanRow, "key" | "command"> & { readonly pin?: Pin };
/** A row as main keeps it. */
export type OfferedRow = PlanRow & { readonly pin: Pin };
/** A plan as main keeps it. */
export interface Offer extends Omit<Plan, "rows"> {
  readonly rows: readonly OfferedRow[];
  /** Milliseconds since the epoch by the engine's clock, from before anything was looked at. */
  readonly time: number;
  /** What was freed is measured. */
  readonly bulk: boolean;
}

/** The 12 digits by which docker shortens an ID. */
export const shortId = (id: string): string => id.replace(/^sha256:/, "").slice(0, 12);

/** A record is removed by a filter that docker takes for a pattern, so the pattern names all of it. */
export const wholeId = (id: string): string => `^${id}$`;

function commandOf({ kind, id, name, pin }: Draft): readonly string[] {
  switch (kind) {
    case "container":
      return ["rm", name];
    case "tag":
      return ["rmi", ...(pin?.parents ? ["--no-prune"] : []), name];
    case "image":
      return ["rmi", ...(pin?.parents ? ["--no-prune"] : []), shortId(id)];
    case "volume":
      return ["volume", "rm", name];
    case "network":
      return ["network", "rm", name];
    case "build-cache":
      return ["builder", "prune", "--all", "--filter", `id=${wholeId(id)}`];
  }
}

/** The key of a row: one thing has one row in a plan. */
export const keyOf = ({ kind, id, name }: Pick<PlanRow, "kind" | "id" | "name">): string =>
  kind === "tag" ? `tag ${name}` : `${kind} ${id}`;

/** Adds what follows from the rest: the key and the docker line. */
export const offered = (draft: Draft): OfferedRow => ({
  ...draft,
  key: keyOf(draft),
  command: commandOf(draft),
  pin: draft.pin ?? {},
});

/** The row as the page sees it. */
export const shown = ({ pin: _, ...row }: OfferedRow): PlanRow => row;
