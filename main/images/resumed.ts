import { setTimeout as pause } from "node:timers/promises";
import { DrydockError } from "@shared/errors.ts";
import type { TransferProgress } from "@shared/images.ts";
import type { DockerClient } from "../docker/client.ts";
import { cancelled } from "../docker/errors.ts";
import type { EngineHub } from "../docker/hub.ts";

/** As much of the hub as a pull that outlives its engine's restart needs. */
export type StatusHub = Pick<EngineHub, "use"> & Partial<Pick<EngineHub, "status">>;

/** Milliseconds within which the loss of an engine is noticed elsewhere too, and for which it is waited for. */
const noticed = 3000;
const longest = 15 * 60_000;
const lostCodes: readonly string[] = ["INTERRUPTED", "ENGINE_UNREACHABLE"];

/**
 * Pulls again whenever the engine went away under a pull and came back: layers that are complete are kept by the engine.
 * While it is away, the last state is yielded with `waiting`. A pull that breaks while the engine stays live fails.
 */
export async function* resumed(
  hub: StatusHub,
  engine: string,
  pull: (client: DockerClient) => AsyncGenerator<TransferProgress, void, undefined>,
  signal: AbortSignal,
): AsyncGenerator<TransferProgress, void, undefined> {
  let last: TransferProgress | undefined;
  for (;;) {
    try {
      for await (const progress of pull(hub.use(engine))) {
        last = progress;
        yield progress;
      }
      return;
    } catch (error) {
      const lost = error instanceof DrydockError && lostCodes.includes(error.code);
      if (signal.aborted || !lost || !(await isGone(hub, engine, signal))) throw error;
      const waiting = "The engine went away. The pull goes on when it is back.";
      if (last) yield { ...last, waiting };
      await back(hub, engine, signal, error);
      if (last) yield last;
    }
  }
}

const isLive = ({ status }: StatusHub, engine: string): boolean | undefined => {
  const now = status?.();
  return now ? now.id === engine && now.state === "live" : undefined;
};

/** Whether the engine itself is gone, and not only this one connection. */
async function isGone(hub: StatusHub, engine: string, signal: AbortSignal): Promise<boolean> {
  for (const deadline = Date.now() + noticed; Date.now() < deadline && !signal.aborted; await pause(25)) {
    const live = isLive(hub, engine);
    if (live !== true) return live === false;
  }
  return false;
}

async function back(hub: StatusHub, engine: string, signal: AbortSignal, error: DrydockError): Promise<void> {
  for (const deadline = Date.now() + longest; !isLive(hub, engine); await pause(100)) {
    if (signal.aborted) throw cancelled();
    if (Date.now() > deadline) throw error;
    const now = hub.status?.();
    // Somebody chose another engine, or another one answers at the same place.
    if (now?.id && now.id !== engine) throw error;
  }
}
