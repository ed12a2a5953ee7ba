import type { NewerAnswer } from "@shared/images.ts";
import { useSyncExternalStore } from "react";
import { api, readStream } from "../api.ts";
import { notifyDone, notifyError } from "../components/notices.tsx";
import { type ImageRow, nameless } from "./rows.ts";

/** What is known of one row: it is being asked for, or the answer. */
export type Newer = { readonly state: "asking" } | NewerAnswer;

/** Images in one question to main. */
const mostAtOnce = 1000;

let answers: ReadonlyMap<string, Newer> = new Map();
const listeners = new Set<() => void>();
function set(next: ReadonlyMap<string, Newer>): void {
  answers = next;
  for (const listener of listeners) listener();
}
const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};
const keyOf = (engine: string, id: string, reference: string) => `${engine} ${id} ${reference}`;

/** What is known of this row now, for code outside React. */
export const newerOf = ({ engine, id, reference }: ImageRow): Newer | undefined =>
  answers.get(keyOf(engine, id, reference));

/** What is known of this row; undefined where nobody asked. */
export const useNewer = (row: ImageRow): Newer | undefined => useSyncExternalStore(subscribe, () => newerOf(row));

/** Whether anything was asked: only then there is a column for it. */
export const useAnyNewer = (): boolean => useSyncExternalStore(subscribe, () => answers.size > 0);

/** Asks the registries of these rows whether they have another image now, and says in one notice what was found. */
export async function checkNewer(rows: readonly ImageRow[]): Promise<void> {
  const wanted = rows.filter((row) => row.tag !== nameless && newerOf(row)?.state !== "asking");
  const [first] = wanted;
  if (!first) return;
  const { engine } = first;
  const put = (found: readonly (readonly [string, Newer | undefined])[]) => {
    const next = new Map(answers);
    for (const [key, newer] of found)
      if (newer) next.set(key, newer);
      else next.delete(key);
    set(next);
  };
  put(wanted.map(({ id, reference }) => [keyOf(engine, id, reference), { state: "asking" }]));
  const count = { current: 0, newer: 0, unknown: 0 };
  try {
    const images = wanted.map(({ id, reference }) => ({ id, reference }));
    while (images.length > 0)
      await readStream(api.images.newer({ engine, images: images.splice(0, mostAtOnce) }), (batch) => {
        for (const { state } of batch) count[state]++;
        put(batch.map((answer) => [keyOf(engine, answer.id, answer.reference), answer]));
      });
    notifyDone(
      [
        count.newer > 0 ? `${count.newer} newer in the registry` : "Nothing newer",
        `${count.current} up to date`,
        ...(count.unknown > 0 ? [`${count.unknown} not known`] : []),
      ].join(", "),
    );
  } catch (error) {
    notifyError(error, "Check for newer");
  } finally {
    // What was not answered is not being asked any more.
    put(
      wanted
        .filter((row) => newerOf(row)?.state === "asking")
        .map(({ id, reference }) => [keyOf(engine, id, reference), undefined]),
    );
  }
}
