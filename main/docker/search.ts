import type { Candidate } from "@shared/engine.ts";
import { findPlaces, problemOf, typedPlace } from "./candidates.ts";
import type { Surroundings } from "./hosts.ts";
import { candidateOf, type Place } from "./place.ts";

export interface SearchOptions {
  readonly around: Surroundings;
  /** Host of the private engine, where there can be one. */
  readonly privateHost: string | undefined;
  /** Aborts what is being tried. */
  readonly signal: AbortSignal;
  /** Candidates or `searching` changed. */
  readonly onChange: () => void;
}

const typedKey = "address:";

/** Looks for engines, and remembers what was tried and what was typed. */
export function createSearch({ around, privateHost, signal, onChange }: SearchOptions) {
  const typed = new Map<string, Place>();
  let places: readonly Place[] = [];
  let candidates: readonly Candidate[] = [];
  let searching = false;
  let current: Promise<Place | undefined> | null = null;

  const find = async (): Promise<void> => {
    const found = await findPlaces(around, privateHost);
    places = [...found, ...[...typed.values()].filter(({ key }) => !found.some((place) => place.key === key))];
  };

  const lookAround = async (): Promise<Place | undefined> => {
    await find();
    const tried = places;
    const problems = tried.map((place) => problemOf(place, signal));
    const finished = Promise.all(problems).then((all) => {
      candidates = tried.map((place, at) =>
        candidateOf(place, place.key === "private" && all[at] ? "It is not running." : all[at]),
      );
      searching = false;
      onChange();
    });
    for (const [at, problem] of problems.entries()) if ((await problem) === undefined) return tried[at];
    await finished;
    return undefined;
  };

  return {
    candidates: () => candidates,
    searching: () => searching,
    /**
     * Tries every place, all at the same time; resolves to the first in order that answers, as soon as that is certain.
     * `quietly`, nothing on the screen says so.
     */
    look: ({ quietly = false } = {}): Promise<Place | undefined> => {
      if (!quietly && !searching) {
        searching = true;
        onChange();
      }
      current ??= lookAround().finally(() => {
        current = null;
      });
      return current;
    },
    /** The place with this key, found in files but not tried. */
    placeOf: async (key: string): Promise<Place | undefined> => {
      if (places.length === 0) await find();
      const found = places.find((place) => place.key === key) ?? typed.get(key);
      if (found || !key.startsWith(typedKey)) return found;
      try {
        const place = typedPlace(key.slice(typedKey.length), around.platform);
        typed.set(key, place);
        return place;
      } catch {
        return undefined;
      }
    },
    /** Reads and tries an address that a person typed; throws INVALID, or answers with the problem in one sentence. */
    tryTyped: async (text: string): Promise<{ place: Place; problem?: string }> => {
      const place = typedPlace(text, around.platform);
      const problem = await problemOf(place, signal);
      if (problem !== undefined) return { place, problem };
      typed.set(place.key, place);
      return { place };
    },
  };
}
