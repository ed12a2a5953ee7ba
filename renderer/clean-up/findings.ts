import type { Container } from "@shared/containers.ts";
import type { Image } from "@shared/images.ts";
import type { Network } from "@shared/networks.ts";
import type { Volume } from "@shared/volumes.ts";
import { counted, size } from "../components/format.ts";
import { builtIn, networkRows } from "../networks/rows.ts";
import { volumeRows } from "../volumes/rows.ts";

/** One kind of object that nothing needs at the moment. */
export interface Finding {
  readonly title: string;
  /** What counts as this kind, in a sentence. */
  readonly meaning: string;
  readonly items: readonly { readonly id: string; readonly name: string; readonly note: string }[];
  /** How much it is, for example `3 of 12`. */
  readonly amount: string;
  /** Words after `docker` that list the same objects. */
  readonly command: readonly string[];
}

interface Lists {
  readonly containers: readonly Container[];
  readonly images: readonly Image[];
  readonly volumes: readonly Volume[];
  readonly networks: readonly Network[];
}

const stopped: ReadonlySet<string> = new Set(["created", "exited", "dead"]);
const shortId = (id: string) => id.replace("sha256:", "").slice(0, 12);

/** What nothing uses, kind by kind. Only reads: an image counts as used as long as any container, even a stopped one, was made from it. */
export function findings({ containers, images, volumes, networks }: Lists): Finding[] {
  const usedImages = new Set(containers.map(({ imageId }) => imageId));
  const off = containers.filter(({ state }) => stopped.has(state));
  const unusedImages = images.filter(({ id }) => !usedImages.has(id));
  const dangling = unusedImages.filter(({ tags }) => tags.length === 0);
  const unusedVolumes = volumeRows(volumes, containers).filter(({ usedBy }) => usedBy.length === 0);
  const unusedNetworks = networkRows(networks, containers).filter(
    ({ name, members }) => members.length === 0 && !builtIn.has(name),
  );
  const bytes = (list: readonly Image[]) => list.reduce((sum, image) => sum + image.size, 0);
  const imageItem = ({ id, tags, size: itsSize }: Image) => ({
    id,
    name: tags.join(", ") || shortId(id),
    note: size(itsSize),
  });
  const sized = (list: readonly Image[]) =>
    counted(list.length, "image") + (list.length ? `, up to ${size(bytes(list))}` : "");

  return [
    {
      title: "Stopped containers",
      meaning: "Created, exited or dead. They keep their writable layer, their logs and their names.",
      items: off.map(({ id, name, status }) => ({ id, name, note: status })),
      amount: counted(off.length, "container"),
      command: ["ps", "-a", "--filter", "status=created", "--filter", "status=exited", "--filter", "status=dead"],
    },
    {
      title: "Unused images",
      meaning:
        "No container, running or stopped, was made from them. A layer that several of them share counts for each.",
      items: [...unusedImages].sort((a, b) => b.size - a.size).map(imageItem),
      amount: sized(unusedImages),
      command: ["system", "df", "-v"],
    },
    {
      title: "Dangling images",
      meaning: "Unused images without a tag, mostly left over from builds and from pulling a newer version.",
      items: dangling.map(imageItem),
      amount: sized(dangling),
      command: ["images", "--filter", "dangling=true"],
    },
    {
      title: "Unused networks",
      meaning: "No container is on them. Networks that the engine makes for itself do not count.",
      items: unusedNetworks.map(({ id, name, driver }) => ({ id, name, note: driver })),
      amount: counted(unusedNetworks.length, "network"),
      command: ["network", "ls", "--filter", "dangling=true"],
    },
    {
      title: "Unused volumes",
      meaning: "No container mounts them. They may still hold data that matters.",
      items: unusedVolumes.map(({ name, driver }) => ({ id: name, name, note: driver })),
      amount: counted(unusedVolumes.length, "volume"),
      command: ["volume", "ls", "--filter", "dangling=true"],
    },
  ];
}
