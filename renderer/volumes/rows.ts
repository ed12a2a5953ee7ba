import type { Container } from "@shared/containers.ts";
import type { Volume } from "@shared/volumes.ts";

/** A volume together with the containers that mount it, running or not. */
export interface VolumeRow extends Volume {
  readonly usedBy: readonly Container[];
  /** Missing until the engine has measured it, and where it cannot. */
  readonly bytes?: number;
}

/** Set by main on its own helpers (main/volumes/helper.ts), which are gone in a moment. */
const helperLabel = "io.drydock.helper";

/** Joins volumes to the containers that mount them by name, and to their sizes. */
export function volumeRows(
  volumes: readonly Volume[],
  containers: readonly Container[],
  sizes: Readonly<Record<string, number>> = {},
): VolumeRow[] {
  const users = new Map<string, Container[]>();
  for (const container of containers)
    for (const { type, source } of container.mounts) {
      if (type !== "volume" || container.labels[helperLabel] !== undefined) continue;
      const known = users.get(source);
      if (!known) users.set(source, [container]);
      else if (!known.includes(container)) known.push(container);
    }
  return volumes.map((volume) => {
    const bytes = Object.hasOwn(sizes, volume.name) ? sizes[volume.name] : undefined;
    return { ...volume, usedBy: users.get(volume.name) ?? [], ...(bytes === undefined ? {} : { bytes }) };
  });
}
