import { wantsAllCache } from "@shared/clean-up.ts";
import type { CleanUpChoices } from "@shared/plans.ts";
import { labelsMatch, untilTime } from "./filters.ts";
import type { Inventory, InventoryCache, InventoryImage } from "./inventory.ts";
import type { Draft } from "./row.ts";
import {
  cacheDraft,
  containerDraft,
  imageDrafts,
  isAnonymous,
  isBuiltIn,
  isStopped,
  nameOf,
  namesOf,
  networkDraft,
  some,
  usersOfImage,
  usersOfNetwork,
  usersOfVolume,
  volumeDraft,
} from "./rows.ts";

/**
 * Rows for what the choices ask for, in the order in which they can be removed: containers, images (what is built on
 * others first), networks, volumes, build cache. Nothing that would go with them is left out.
 */
export function presetDrafts(inventory: Inventory, choices: CleanUpChoices): Draft[] {
  const limit = untilTime(choices.until, inventory.time) ?? Number.POSITIVE_INFINITY;
  const takes = (created: number | undefined, labels: Readonly<Record<string, string>> = {}) =>
    (created ?? 0) <= limit && labelsMatch(labels, choices.labels);

  const stopped = choices.stoppedContainers
    ? inventory.containers
        .filter((one) => isStopped(one) && takes(one.Created, one.Labels))
        .sort((a, b) => a.Created - b.Created)
    : [];
  const going = new Set(stopped.map(({ Id }) => Id));
  const all = (users: readonly { readonly Id: string }[]) => users.every(({ Id }) => going.has(Id));

  const images =
    choices.unusedImages || choices.danglingImages
      ? unusedImages(inventory, (image) => {
          if (!all(usersOfImage(inventory, image.Id)) || !takes(image.Created, image.Labels)) return false;
          return !choices.danglingImages || namesOf(image).length === 0;
        })
      : [];
  const networks = choices.unusedNetworks
    ? inventory.networks.filter(
        (one) =>
          !isBuiltIn(one) &&
          takes(one.Created, one.Labels) &&
          usersOfNetwork(inventory, one).every((user) => isStopped(user)),
      )
    : [];
  const volumes = choices.unusedVolumes
    ? inventory.volumes.filter(
        (one) => all(usersOfVolume(inventory, one.Name)) && takes(Date.parse(one.CreatedAt) || 0, one.Labels),
      )
    : [];
  const cache = choices.buildCache ? inventory.cache.filter((one) => takes(one.LastUsedAt ?? one.CreatedAt)) : [];

  return [
    ...stopped.map(containerDraft),
    ...images,
    ...networks.map((one) => {
      const draft = networkDraft(inventory, one);
      const left = usersOfNetwork(inventory, one).filter(({ Id }) => !going.has(Id));
      if (left.length === 0) return draft;
      // docker takes it, and those containers then cannot start: never without being asked.
      const why = `Nothing that runs is connected, but ${some(left.map(nameOf))} could not start again without it.`;
      return { ...draft, ticked: false, why };
    }),
    // Named ones first: they are what is asked about.
    ...[...volumes]
      .sort((a, b) => Number(isAnonymous(a)) - Number(isAnonymous(b)))
      .map((one) => volumeDraft(inventory, one)),
    ...cacheDrafts(cache, wantsAllCache(choices)),
  ];
}

/** Rows of the images that `candidate` takes; one without a name only when everything built on it goes too. */
function unusedImages(inventory: Inventory, candidate: (image: InventoryImage) => boolean): Draft[] {
  const children = childrenOf(inventory.images);
  const taken = new Map(inventory.images.filter(candidate).map((image) => [image.Id, image]));
  for (let changed = true; changed; ) {
    changed = false;
    for (const image of taken.values()) {
      if (namesOf(image).length > 0 || (children.get(image.Id) ?? []).every(({ Id }) => taken.has(Id))) continue;
      changed = taken.delete(image.Id);
    }
  }
  return childrenFirst(
    [...taken.values()],
    ({ Id }) => Id,
    ({ ParentId }) => [ParentId],
  ).flatMap((image) => {
    const own = children.get(image.Id) ?? [];
    const gone = own.filter(({ Id }) => taken.has(Id));
    return imageDrafts(inventory, image, { gone, left: own.length - gone.length });
  });
}

/** Images by the one they are built on, as far as the engine says so (its classic builder does). */
export function childrenOf(images: readonly InventoryImage[]): ReadonlyMap<string, readonly InventoryImage[]> {
  const children = new Map<string, InventoryImage[]>();
  for (const image of images) {
    if (!image.ParentId) continue;
    const list = children.get(image.ParentId);
    if (list) list.push(image);
    else children.set(image.ParentId, [image]);
  }
  return children;
}

/** The same items, each before those that it is built on. */
export function childrenFirst<T>(
  items: readonly T[],
  id: (item: T) => string,
  parents: (item: T) => readonly string[],
): T[] {
  const byId = new Map(items.map((item) => [id(item), item]));
  const depths = new Map<string, number>();
  const depth = (item: T): number => {
    const known = depths.get(id(item));
    if (known !== undefined) return known;
    // Against a circle, which no engine should have.
    depths.set(id(item), 0);
    const above = parents(item).flatMap((parent) => byId.get(parent) ?? []);
    const found = above.length === 0 ? 0 : 1 + Math.max(...above.map(depth));
    depths.set(id(item), found);
    return found;
  };
  return [...items].sort((a, b) => depth(b) - depth(a));
}

/** `docker builder prune` leaves out what only `--all` takes; so do the ticks. */
function cacheDrafts(records: readonly InventoryCache[], everything: boolean): Draft[] {
  const parents = (record: InventoryCache) => [
    ...record.Parents,
    ...record[" Parents"],
    ...(record.Parent ? [record.Parent] : []),
  ];
  return childrenFirst(records, ({ ID }) => ID, parents).map((record) => {
    const children = records.filter((other) => parents(other).includes(record.ID));
    const draft = cacheDraft(record, children);
    const kept = !everything && (record.Shared || record.Type === "internal" || record.Type === "frontend");
    return kept ? { ...draft, ticked: false } : draft;
  });
}
