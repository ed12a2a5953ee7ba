import { createTimeline, type Timeline } from "@shared/build-timeline.ts";
import type { BuildInput, BuildState, BuildSummary } from "@shared/builds.ts";
import { type ErrorShape, errorShape } from "@shared/errors.ts";
import { useEffect, useSyncExternalStore } from "react";
import { api, readStream } from "../api.ts";
import { notifyDone, notifyError } from "../components/notices.tsx";

/** One build, of this window or of the history. */
export interface Build extends Omit<BuildSummary, "input" | "steps" | "cached"> {
  readonly input: BuildInput;
  readonly steps: number;
  readonly cached: number;
  /** Only of builds that this window has run: everything they said so far. */
  readonly timeline?: Timeline;
  /** Bytes of the context that went to the engine. */
  readonly sent?: number;
}

interface Builds {
  /** Newest first. */
  readonly list: readonly Build[];
  /** The history was read. */
  readonly complete: boolean;
}

let state: Builds = { list: [], complete: false };
/** The build whose steps are on the screen: a notice would say the same twice. */
let watched: string | undefined;
const leaving = new Map<string, AbortController>();
const listeners = new Set<() => void>();

function set(next: Builds): void {
  state = next;
  for (const listener of listeners) listener();
}
const change = (id: string, part: Partial<Build>) =>
  set({ ...state, list: state.list.map((build) => (build.id === id ? { ...build, ...part } : build)) });
const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** Builds of this window and of the history. */
export function useBuilds(): Builds {
  useEffect(() => {
    if (!state.complete) void readHistory();
  }, []);
  return useSyncExternalStore(subscribe, () => state);
}

/** Builds that are under way. */
export const useRunningBuilds = (): readonly Build[] =>
  useSyncExternalStore(subscribe, () => state.list).filter((build) => build.state === "running");

/** Says which build is on the screen, until the returned function is called. */
export function watchBuild(id: string): () => void {
  watched = id;
  return () => {
    if (watched === id) watched = undefined;
  };
}

async function readHistory(): Promise<void> {
  try {
    const history = await api.builds.history();
    const own = state.list.filter(({ timeline }) => timeline);
    const others = history.filter(({ id }) => !own.some((build) => build.id === id));
    set({ list: [...own, ...others].sort((a, b) => b.time - a.time), complete: true });
  } catch (error) {
    notifyError(error, "The build history could not be read");
    set({ ...state, complete: true });
  }
}

/** The name of a build: its first tag, or the folder where it has none. */
export const buildName = ({ input }: Pick<Build, "input">): string =>
  input.tags[0] ?? input.folder.replace(/[\\/]+$/, "").replace(/^.*[\\/]/, "");

/** Starts a build, which goes on while its page is closed; answers with its ID. */
export function startBuild(input: BuildInput, engineName: string): string {
  const id = crypto.randomUUID();
  const timeline = createTimeline();
  const { secrets, ...rest } = input;
  const build: Build = {
    id,
    time: Date.now(),
    engineName,
    // The values of secrets go to main and nowhere else.
    input: { ...rest, secrets: secrets.map((secret) => ({ ...secret, value: "" })) },
    state: "running",
    steps: 0,
    cached: 0,
    timeline,
    sent: 0,
  };
  set({ ...state, list: [build, ...state.list] });
  void follow(build, input);
  return id;
}

async function follow({ id, time, ...build }: Build, input: BuildInput): Promise<void> {
  const { timeline } = build;
  const leave = new AbortController();
  leaving.set(id, leave);
  const told = (): Partial<Build> => {
    const steps = timeline!.steps();
    return {
      steps: steps.length,
      cached: steps.filter((step) => step.state === "cached").length,
      sent: timeline!.sent,
      image: timeline!.image,
    };
  };
  const end = (outcome: BuildState, error?: ErrorShape) =>
    change(id, { ...told(), state: outcome, duration: Date.now() - time, ...(error ? { error } : {}) });
  try {
    await readStream(
      api.builds.build({ ...input, id }),
      (events) => {
        for (const event of events) timeline!.take(event);
        change(id, told());
      },
      leave.signal,
    );
    if (leave.signal.aborted) return end("cancelled");
    end("built");
    if (watched !== id) notifyDone(`Built ${buildName(build)}.`);
  } catch (error) {
    const shape = errorShape(error);
    const cancelled = leave.signal.aborted || shape.code === "CANCELLED";
    end(cancelled ? "cancelled" : "failed", cancelled ? undefined : shape);
    if (!cancelled && watched !== id) notifyError(error, `Build ${buildName(build)}`);
  } finally {
    leaving.delete(id);
  }
}

/** Ends a build in the engine. */
export const cancelBuild = (id: string): void => leaving.get(id)?.abort();

/** Takes ended builds off the history. */
export async function forgetBuilds(ids: readonly string[]): Promise<void> {
  await api.builds.forget({ ids: [...ids] });
  set({ ...state, list: state.list.filter(({ id }) => !ids.includes(id)) });
}
