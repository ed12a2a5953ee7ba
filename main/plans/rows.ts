import type { PlanSize } from "@shared/plans.ts";
import type {
  Inventory,
  InventoryCache,
  InventoryContainer,
  InventoryImage,
  InventoryNetwork,
  InventoryVolume,
} from "./inventory.ts";
import { type Draft, keyOf, shortId } from "./row.ts";

const busy: ReadonlySet<string> = new Set(["running", "paused", "restarting", "removing", "stopping"]);

/** Whether a container is at rest: only then can it be removed without force. */
export const isStopped = ({ State }: Pick<InventoryContainer, "State">): boolean => !busy.has(State.toLowerCase());

/** The name without the slash in front; names with a second slash are aliases from `--link`. */
export function nameOf({ Id, Names }: Pick<InventoryContainer, "Id" | "Names">): string {
  const names = Names.map((name) => name.replace(/^\//, ""));
  return names.find((name) => !name.includes("/")) ?? names[0] ?? shortId(Id);
}

/** Names, shortened to the first few of many. */
export const some = (names: readonly string[], most = 3): string =>
  names.slice(0, most).join(", ") + (names.length > most ? ` and ${names.length - most} more` : "");

const projectOf = (labels: Readonly<Record<string, string>>) => {
  const project = labels["com.docker.compose.project"];
  return project ? { project } : {};
};
const exactly = (bytes: number | undefined): { size?: PlanSize } =>
  bytes === undefined || bytes < 0 ? {} : { size: { least: bytes, most: bytes } };

/** Volumes that docker named itself: 64 hexadecimal digits, or (from API 1.42) a label. */
export const isAnonymous = ({ Name, Labels }: InventoryVolume): boolean =>
  /^[0-9a-f]{64}$/.test(Name) || "com.docker.volume.anonymous" in Labels;

/** Networks that the engine makes for itself. */
export const isBuiltIn = ({ Name, Ingress, ConfigOnly }: InventoryNetwork): boolean =>
  ["bridge", "host", "none", "nat", "docker_gwbridge", "podman"].includes(Name) || Ingress || ConfigOnly;

export const usersOfVolume = (inventory: Inventory, name: string): InventoryContainer[] =>
  inventory.containers.filter(({ Mounts }) => Mounts.some((mount) => mount.Type === "volume" && mount.Name === name));
export const usersOfImage = (inventory: Inventory, id: string): InventoryContainer[] =>
  inventory.containers.filter(({ ImageID }) => ImageID === id);
export const usersOfNetwork = (inventory: Inventory, { Id, Name }: InventoryNetwork): InventoryContainer[] =>
  inventory.containers.filter(({ NetworkSettings }) =>
    Object.entries(NetworkSettings?.Networks ?? {}).some(([name, at]) =>
      at?.NetworkID ? at.NetworkID === Id : name === Name,
    ),
  );

const newest = (containers: readonly InventoryContainer[]): { lastContainer?: string } => {
  const [last] = [...containers].sort((a, b) => b.Created - a.Created);
  return last ? { lastContainer: nameOf(last) } : {};
};
/** The rows that must go first: the containers that still use it. */
const after = (containers: readonly InventoryContainer[]): { needs?: readonly string[] } =>
  containers.length > 0
    ? { needs: containers.map((one) => keyOf({ kind: "container", id: one.Id, name: nameOf(one) })) }
    : {};
/** Begins the reason of a row: nothing uses it, or only what goes too. */
const only = (containers: readonly InventoryContainer[], uses: string, use: string) =>
  containers.length === 0
    ? `No container ${uses} it.`
    : `Only ${some(containers.map(nameOf))}, to be removed too, ${containers.length > 1 ? use : uses} it.`;

export function containerDraft(container: InventoryContainer): Draft {
  const status = container.Status || container.State;
  return {
    kind: "container",
    id: container.Id,
    name: nameOf(container),
    ...exactly(container.SizeRw),
    created: container.Created,
    why: container.State === "created" ? "It was created and never started." : `It is stopped: ${status}.`,
    ...projectOf(container.Labels),
    ticked: true,
    ...(isStopped(container) ? {} : { ticked: false, why: `It is ${container.State}.`, blocked: "Stop it first." }),
  };
}

export function volumeDraft(inventory: Inventory, volume: InventoryVolume): Draft {
  const anonymous = isAnonymous(volume);
  const users = usersOfVolume(inventory, volume.Name);
  const created = Date.parse(volume.CreatedAt);
  return {
    kind: "volume",
    id: volume.Name,
    name: volume.Name,
    ...exactly(volume.UsageData?.Size),
    ...(created ? { created } : {}),
    why: `${only(users, "mounts", "mount")}${anonymous ? " It was made without a name." : ""}`,
    ...newest(users),
    ...projectOf(volume.Labels),
    ticked: false,
    ...(anonymous ? {} : { data: true as const }),
    ...after(users),
    pin: { createdAt: volume.CreatedAt, driver: volume.Driver },
  };
}

export function networkDraft(inventory: Inventory, network: InventoryNetwork): Draft {
  const users = usersOfNetwork(inventory, network);
  return {
    kind: "network",
    id: network.Id,
    name: network.Name,
    size: { least: 0, most: 0 },
    ...(network.Created ? { created: network.Created } : {}),
    why: "No container is connected to it.",
    ...newest(users),
    ...projectOf(network.Labels),
    ticked: true,
    pin: { containers: users.map(({ Id }) => Id) },
  };
}

export function cacheDraft(record: InventoryCache, children: readonly InventoryCache[]): Draft {
  const { ID, Type, Description, Size, CreatedAt, LastUsedAt, Shared, InUse } = record;
  const key = (one: InventoryCache) => keyOf({ kind: "build-cache", id: one.ID, name: one.ID });
  return {
    kind: "build-cache",
    id: ID,
    name: Description || ID,
    // Bytes that an image has too stay with the image.
    size: Shared ? { least: 0, most: 0 } : { least: Size, most: Size },
    ...(CreatedAt ? { created: CreatedAt } : {}),
    why: `${Type || "regular"}${Shared ? ", shared with an image: its bytes stay" : ""}; ${
      LastUsedAt
        ? `used last ${new Date(LastUsedAt).toISOString().slice(0, 16).replace("T", " ")} UTC`
        : "not used since it was made"
    }.`,
    ticked: true,
    ...(InUse ? { ticked: false, blocked: "A build uses it at the moment." } : {}),
    ...(children.length > 0 ? { needs: children.map(key) } : {}),
    ...(LastUsedAt ? { pin: { lastUsed: LastUsedAt } } : {}),
  };
}

/** The names by which docker counts an image: its tags, and digests of repositories in which it has no tag. */
export function namesOf({ RepoTags, RepoDigests }: Pick<InventoryImage, "RepoTags" | "RepoDigests">): string[] {
  const tagged = new Set(RepoTags.map((tag) => tag.slice(0, tag.lastIndexOf(":"))));
  return [...RepoTags, ...RepoDigests.filter((digest) => !tagged.has(digest.split("@")[0]!))];
}

/** Rows of one image: one for each of its names, or one for itself. `children`: images that are built on it. */
export function imageDrafts(
  inventory: Inventory,
  image: InventoryImage,
  children: { readonly gone: readonly InventoryImage[]; readonly left: number },
): Draft[] {
  const users = usersOfImage(inventory, image.Id);
  const names = namesOf(image);
  const shared = image.SharedSize ?? -1;
  const stays = children.left > 0;
  // What is built on it counts its bytes already.
  const counted = stays || children.gone.length > 0;
  const common = {
    id: image.Id,
    size: counted
      ? { least: 0, most: 0 }
      : { least: shared < 0 ? 0 : Math.max(0, image.Size - shared), most: image.Size },
    created: image.Created,
    ...newest(users),
    ...projectOf(image.Labels),
    ticked: true,
  };
  const parent = inventory.images.find(({ Id }) => Id === image.ParentId);
  const pin = parent && namesOf(parent).length === 0 ? { pin: { parents: true as const } } : {};
  const unused = only(users, "uses", "use");
  if (names.length > 0)
    return names.map((name) => ({
      ...common,
      ...pin,
      kind: "tag" as const,
      name,
      names: names.length,
      why: stays ? `${unused} Only the name goes: other images are built on it.` : unused,
      ...after(users),
    }));
  const needs = [...(after(users).needs ?? []), ...children.gone.flatMap((child) => rowKeys(child))];
  return [
    {
      ...common,
      ...pin,
      kind: "image",
      name: shortId(image.Id),
      why:
        children.gone.length > 0
          ? "It has no name; only images that go too are built on it."
          : `It has no name. ${unused}`,
      ...(needs.length > 0 ? { needs } : {}),
    },
  ];
}

const rowKeys = (image: InventoryImage): string[] => {
  const names = namesOf(image);
  return names.length > 0
    ? names.map((name) => keyOf({ kind: "tag", id: image.Id, name }))
    : [keyOf({ kind: "image", id: image.Id, name: "" })];
};
