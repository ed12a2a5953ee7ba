import type { Container } from "@shared/containers.ts";
import type { Image } from "@shared/images.ts";
import type { Network } from "@shared/networks.ts";
import type { Volume } from "@shared/volumes.ts";
import { builtIn, networkRows } from "../networks/rows.ts";
import { volumeRows } from "../volumes/rows.ts";
import type { Choices } from "./session.ts";

interface Lists {
  readonly containers: readonly Container[];
  readonly images: readonly Image[];
  readonly volumes: readonly Volume[];
  readonly networks: readonly Network[];
}

const stopped: ReadonlySet<string> = new Set(["created", "exited", "dead"]);

/** How many there are of each kind by the lists on the screen; the preview asks the engine anew. */
export function counts({ containers, images, volumes, networks }: Lists): Partial<Record<keyof Choices, number>> {
  const used = new Set(containers.map(({ imageId }) => imageId));
  const unused = images.filter(({ id }) => !used.has(id));
  return {
    stoppedContainers: containers.filter(({ state }) => stopped.has(state)).length,
    unusedImages: unused.length,
    danglingImages: unused.filter(({ tags }) => tags.length === 0).length,
    unusedNetworks: networkRows(networks, containers).filter(
      ({ name, members }) => members.length === 0 && !builtIn.has(name),
    ).length,
    unusedVolumes: volumeRows(volumes, containers).filter(({ usedBy }) => usedBy.length === 0).length,
  };
}
