import type { Container } from "@shared/containers.ts";
import { useMemo, useState } from "react";
import { api, useStream } from "../api.ts";

/**
 * Bytes by volume name, asked for when the page is shown, and again when volumes come or go or a container that mounts
 * one stops; empty until the engine has measured them. Leaving the page stops the engine's work.
 */
export function useVolumeSizes(
  engine: string | undefined,
  volumes: number,
  containers: readonly Container[],
): Readonly<Record<string, number>> {
  const [sizes, setSizes] = useState<{ engine: string; bytes: Readonly<Record<string, number>> }>();
  const mounted = useMemo(
    () => containers.filter(({ state, mounts }) => state === "running" && mounts.length > 0).length,
    [containers],
  );
  const id = engine ?? "";
  useStream(engine === undefined ? null : `${engine} ${volumes} ${mounted}`, () => api.volumes.sizes({ engine: id }), {
    onBatch: (bytes) => setSizes({ engine: id, bytes }),
  });
  return useMemo(() => (sizes?.engine === engine && sizes ? sizes.bytes : {}), [sizes, engine]);
}
