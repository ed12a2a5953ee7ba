import type { Container } from "@shared/containers.ts";
import type { Volume } from "@shared/volumes.ts";

/** A volume together with the containers that mount it, running or not. */
export interface VolumeRow extends Volume {
  readonly usedBy: readonly Container[];
}

/** Joins volumes to the containers that mount them by name. */
export function volumeRows(volumes: readonly Volume[], containers: readonly Container[]): VolumeRow[] {
  const users = new Map<string, Container[]>();
  for (const container of containers)
    for (const { type, source } of container.mounts) {
      if (type !== "volume") continue;
      const known = users.get(source);
      if (!known) users.set(source, [container]);
      else if (!known.includes(container)) known.push(container);
    }
  return volumes.map((volume) => ({ ...volume, usedBy: users.get(volume.name) ?? [] }));
}
