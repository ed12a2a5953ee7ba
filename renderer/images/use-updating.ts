import type { Container, ContainerRef, RecreateStep } from "@shared/containers.ts";
import { type ErrorShape, errorShape } from "@shared/errors.ts";
import { useEffect, useRef, useState } from "react";
import { api, readStream } from "../api.ts";
import type { ImageRow } from "./rows.ts";
import { startPull } from "./transfers.ts";

/** One container that uses the image, and how its recreation goes. */
export interface Recreation {
  readonly container: Container;
  readonly chosen: boolean;
  /** Docker lines; undefined until they are known. */
  readonly commands?: readonly (readonly string[])[];
  /** Why it cannot be made again. */
  readonly problem?: string;
  readonly step?: RecreateStep;
  readonly failure?: ErrorShape;
}

/** `current`: the registry had nothing newer. */
export type UpdatePhase = "asking" | "pulling" | "recreating" | "current" | "done" | "failed";

const refOf = ({ engine, id, name }: Container): ContainerRef => ({ engine, id, name });

/** One update of an image: its pull, then its containers one after the other. */
export function useUpdating(row: ImageRow) {
  // As they are when the dialog opens: once the image is pulled they use one without a name.
  const [containers, setContainers] = useState<readonly Recreation[]>(() =>
    row.usedBy.map((container) => ({ container, chosen: true })),
  );
  const [phase, setPhase] = useState<UpdatePhase>("asking");
  const asked = useRef(false);
  const change = (id: string, part: Partial<Recreation>) =>
    setContainers((before) => before.map((each) => (each.container.id === id ? { ...each, ...part } : each)));

  useEffect(() => {
    if (asked.current) return;
    asked.current = true;
    for (const container of row.usedBy)
      api.containers.recreateCommands({ ...refOf(container), image: row.reference }).then(
        (commands) => change(container.id, { commands }),
        (error) => change(container.id, { problem: errorShape(error).message, chosen: false }),
      );
  });

  const start = async () => {
    setPhase("pulling");
    const pulled = await startPull(row.engine, row.reference);
    if (pulled?.state !== "done") return setPhase(pulled ? "failed" : "asking");
    // Docker's own last line; an engine without it is believed to have pulled something.
    if (pulled.progress?.messages.some((line) => /^Status: Image is up to date/.test(line))) return setPhase("current");
    setPhase("recreating");
    for (const { container, chosen } of containers) {
      if (!chosen) continue;
      change(container.id, { step: "stopping" });
      try {
        await readStream(api.containers.recreate({ ...refOf(container), image: row.reference }), (step) =>
          change(container.id, { step }),
        );
      } catch (error) {
        change(container.id, { failure: errorShape(error), step: undefined });
      }
    }
    setPhase("done");
  };

  return {
    containers,
    phase,
    start,
    toggle: (id: string) =>
      setContainers((before) =>
        before.map((each) => (each.container.id === id ? { ...each, chosen: !each.chosen } : each)),
      ),
  };
}
