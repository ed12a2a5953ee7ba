import type { ChapterId, ExperimentInfo, ExperimentProgress, GuideProgress, GuideStep } from "@shared/guide.ts";
import { imageReference } from "@shared/images.ts";
import { useEffect, useState, useSyncExternalStore } from "react";
import { api, readStream } from "../api.ts";
import { notifyError } from "../components/notices.tsx";

/** What one experiment is doing: kept outside React, so that it goes on while another page is shown. */
export interface Trial {
  readonly picked?: string;
  readonly answer?: string;
  readonly running: boolean;
  readonly progress?: ExperimentProgress;
  readonly error?: unknown;
  /** What Clean up removed last. */
  readonly removed?: readonly string[];
}

function kept(name: string): string | undefined {
  return localStorage.getItem(`guide.${name}`) ?? undefined;
}
function keep(name: string, value: string): void {
  localStorage.setItem(`guide.${name}`, value);
}

const idle: Trial = { running: false };
let trials: Readonly<Record<string, Trial>> = {};
let image = kept("image") ?? "busybox:latest";
let progress: GuideProgress = {};
let following = false;
const stops = new Map<string, AbortController>();
const listeners = new Set<() => void>();
const tell = () => {
  for (const listener of listeners) listener();
};
const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => void listeners.delete(listener);
};

/** One experiment's state. */
export const useTrial = (id: string): Trial => useSyncExternalStore(subscribe, () => trials[id] ?? idle);
/** The image that experiments use. */
export const useGuideImage = (): string => useSyncExternalStore(subscribe, () => image);

/** Chooses the image that experiments use, also for the next start. */
export function chooseImage(next: string): void {
  image = next;
  keep("image", next);
  tell();
}

/** The chapter that was read last, also before the last start; the guide opens there again. */
export const lastChapter = (): string | undefined => kept("chapter");
/** Remembers the chapter that is read. */
export const keepChapter = (id: ChapterId): void => keep("chapter", id);

/** Changes one experiment's state. */
export function setTrial(id: string, change: Partial<Trial>): void {
  trials = { ...trials, [id]: { ...idle, ...trials[id], ...change } };
  tell();
}

/** Runs an experiment to its end; what came of it stands in its trial. */
export async function runExperiment(engine: string, { id }: ExperimentInfo): Promise<void> {
  const { answer } = trials[id] ?? idle;
  const stop = new AbortController();
  stops.set(id, stop);
  setTrial(id, { running: true, progress: undefined, error: undefined, removed: undefined });
  try {
    await readStream(
      api.guide.run({ engine, experiment: id, image, ...(answer ? { answer } : {}) }),
      (now) => setTrial(id, { progress: now }),
      stop.signal,
    );
  } catch (error) {
    setTrial(id, { error });
  } finally {
    stops.delete(id);
    setTrial(id, { running: false });
  }
}

/** Ends a running experiment; main removes what it made. */
export const stopExperiment = (id: string): void => stops.get(id)?.abort();

/** Removes what an experiment made. */
export async function cleanExperiment(engine: string, id: string): Promise<void> {
  try {
    const removed = await api.guide.cleanUp({ engine, experiment: id });
    setTrial(id, { removed, error: undefined });
  } catch (error) {
    notifyError(error);
  }
}

/** Which steps are done. */
export function useProgress(): GuideProgress {
  useEffect(() => {
    if (following) return;
    following = true;
    void readStream(api.guide.progress(), (now) => {
      progress = now;
      tell();
    }).catch(notifyError);
  }, []);
  return useSyncExternalStore(subscribe, () => progress);
}

interface Contents {
  readonly experiments: readonly ExperimentInfo[];
  readonly steps: readonly GuideStep[];
}

/** All experiments with the lines that they run with the chosen image; null until main has answered. */
export function useContents(): Contents | null {
  const chosen = useGuideImage();
  const [contents, setContents] = useState<Contents | null>(null);
  useEffect(() => {
    let left = false;
    // While a name is being typed, the lines are those of the last whole one.
    const parsed = imageReference.safeParse(chosen);
    if (parsed.success) api.guide.contents({ image: parsed.data }).then((now) => left || setContents(now), notifyError);
    return () => {
      left = true;
    };
  }, [chosen]);
  return contents;
}
