import type { ContainerRef, RunInput, RunProgress } from "@shared/containers.ts";
import { type ErrorShape, errorShape } from "@shared/errors.ts";
import type { PullProgress } from "@shared/images.ts";
import { useEffect, useRef, useState } from "react";
import { api, readStream } from "../api.ts";
import { type Rate, rateAfter } from "./rate.ts";

interface Running {
  readonly busy: boolean;
  /** While the image is pulled. */
  readonly pull?: { readonly progress: PullProgress; readonly rate: Rate };
  readonly warnings: readonly string[];
  readonly failure?: ErrorShape;
  /** The container that was created and then did not start: as with docker, it stays. */
  readonly leftover?: ContainerRef;
}

const idle: Running = { busy: false, warnings: [] };

/** One `docker run` from the first byte pulled to the started container, which `onStarted` is told of. */
export function useRunning(onStarted: (id: string, interactive: boolean) => void) {
  const [running, setRunning] = useState<Running>(idle);
  const abort = useRef<AbortController>(undefined);
  const mounted = useRef(true);
  useEffect(() => {
    mounted.current = true;
    return () => {
      mounted.current = false;
      abort.current?.abort();
    };
  }, []);

  const take = (step: RunProgress) => {
    if (step.type === "pull")
      setRunning((before) => ({
        ...before,
        pull: {
          progress: step.progress,
          rate: rateAfter(before.pull?.rate, step.progress.current, performance.now()),
        },
      }));
    else if (step.type === "created") setRunning((before) => ({ ...before, pull: undefined, warnings: step.warnings }));
  };

  const start = async (run: RunInput) => {
    const leaving = new AbortController();
    abort.current = leaving;
    setRunning({ ...idle, busy: true });
    let started: string | undefined;
    let created: string | undefined;
    try {
      await readStream(
        api.containers.run(run),
        (step) => {
          take(step);
          if (step.type === "created") created = step.id;
          if (step.type === "started") started = step.id;
        },
        leaving.signal,
      );
      if (!mounted.current) return;
      if (started) onStarted(started, run.interactive);
      else setRunning(idle);
    } catch (error) {
      const failure = errorShape(error);
      if (!mounted.current) return;
      const leftover =
        created && !run.removeOnExit
          ? { engine: run.engine, id: created, name: run.name || created.slice(0, 12) }
          : undefined;
      setRunning(failure.code === "CANCELLED" ? idle : { ...idle, failure, leftover });
    }
  };

  /** Removes what a failed start left behind, so that its name is free again. */
  const removeLeftover = async () => {
    const { leftover } = running;
    if (!leftover) return;
    try {
      await api.containers.remove(leftover);
      if (mounted.current) setRunning(idle);
    } catch (error) {
      if (mounted.current) setRunning({ ...idle, failure: errorShape(error), leftover });
    }
  };

  return {
    ...running,
    start,
    removeLeftover,
    cancel: () => abort.current?.abort(),
    /** The last failure is about what was typed before. */
    forget: () => setRunning((before) => (before.failure ? { ...idle, leftover: before.leftover } : before)),
  };
}
