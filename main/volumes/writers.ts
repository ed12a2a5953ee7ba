import type { Container } from "@shared/containers.ts";
import { DrydockError, errorShape } from "@shared/errors.ts";
import type { DockerClient } from "../docker/client.ts";
import { path } from "../docker/path.ts";

/** Containers that may write into a volume at this moment. */
export function writersOf(volume: string, containers: Iterable<Container>): Container[] {
  return [...containers].filter(
    ({ state, mounts }) =>
      (state === "running" || state === "paused" || state === "restarting") &&
      mounts.some(({ type, source, writable }) => type === "volume" && source === volume && writable),
  );
}

/** Remembers what was stopped, so that it is started again also when Drydock is ended in between. */
export interface StoppedStore {
  add(engine: string, ids: readonly string[]): Promise<void>;
  remove(engine: string, ids: readonly string[]): Promise<void>;
}

interface Inspected {
  readonly State: { readonly Paused: boolean };
  readonly HostConfig: { readonly AutoRemove: boolean };
  readonly Config: { readonly StopTimeout?: number | null };
}

interface Stopping {
  readonly client: DockerClient;
  readonly engine: string;
  readonly writers: readonly Container[];
  readonly store: StoppedStore;
  readonly signal: AbortSignal;
  /** Told of each stage. */
  report(stage: "stopping" | "copying" | "starting"): void;
}

/**
 * Stops these containers, runs `work`, and starts them again in the reverse order, whatever became of it. Answers with
 * sentences about those that could not be started. INVALID before anything is stopped when one of them would be gone
 * with its stop.
 */
export async function whileStopped(
  { client, engine, writers, store, signal, report }: Stopping,
  work: () => Promise<void>,
): Promise<string[]> {
  if (writers.length > 0) report("stopping");
  const inspected = await Promise.all(
    writers.map(async (container) => ({
      container,
      state: await client.get<Inspected>(path`/containers/${container.id}/json`, { signal }),
    })),
  );
  for (const { container, state } of inspected) {
    if (state.HostConfig.AutoRemove)
      throw new DrydockError(
        "INVALID",
        `${container.name} is removed when it stops (--rm), so it was not stopped. Copy while it runs, or stop it yourself first.`,
      );
    if (state.State.Paused)
      throw new DrydockError("CONFLICT", `${container.name} is paused. Unpause it first, or copy while it is paused.`);
  }
  const stopped: Container[] = [];
  const notes: string[] = [];
  let failure: { readonly error: unknown } | undefined;
  try {
    for (const { container, state } of inspected) {
      if (signal.aborted) throw new DrydockError("CANCELLED", "Cancelled.");
      await store.add(engine, [container.id]);
      stopped.push(container);
      const seconds = state.Config.StopTimeout ?? 10;
      await client.post(path`/containers/${container.id}/stop`, {
        deadline: seconds < 0 ? 24 * 60 * 60_000 : seconds * 1000 + 120_000,
      });
    }
    report("copying");
    await work();
  } catch (error) {
    failure = { error };
  }
  if (stopped.length > 0) report("starting");
  for (const { id, name } of stopped.reverse()) {
    try {
      await client.post(path`/containers/${id}/start`, { deadline: 120_000 });
    } catch (error) {
      notes.push(`${name} could not be started again: ${(error as Error).message}`);
      if (!(error instanceof DrydockError && error.code === "NOT_FOUND")) continue;
    }
    await store.remove(engine, [id]);
  }
  if (!failure) return notes;
  const { code, message, detail } = errorShape(failure.error);
  throw notes.length > 0 ? new DrydockError(code, [message, ...notes].join(" "), detail) : failure.error;
}
