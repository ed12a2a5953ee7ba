import { DrydockError } from "@shared/errors.ts";
import type { PlanObject } from "@shared/plans.ts";
import type { Inventory } from "./inventory.ts";
import { childrenOf } from "./presets.ts";
import type { Draft } from "./row.ts";
import {
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

const order: readonly PlanObject["kind"][] = ["container", "image", "network", "volume"];

const gone = (object: PlanObject) =>
  new DrydockError(
    "NOT_FOUND",
    `${object.reference ?? object.id.slice(0, 19)} is no longer there. Look at the list again.`,
  );

/**
 * Rows for objects that somebody chose, in the order in which they can be removed, with what cannot go and why. The
 * anonymous volumes of chosen containers are offered too, unticked. Throws NOT_FOUND when one of them is not there.
 */
export function objectDrafts(inventory: Inventory, objects: readonly PlanObject[]): Draft[] {
  const chosen = new Set(objects.filter(({ kind }) => kind === "container").map(({ id }) => id));
  const sorted = [...objects].sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind));
  const drafts = withParents(
    inventory,
    sorted.flatMap((object) => draftsOf(inventory, object, chosen)),
  );
  const listed = new Set(drafts.map(({ kind, id }) => `${kind} ${id}`));
  const anonymous = inventory.volumes.filter((volume) => {
    const users = usersOfVolume(inventory, volume.Name);
    const only = users.length > 0 && users.every(({ Id }) => chosen.has(Id));
    return only && isAnonymous(volume) && !listed.has(`volume ${volume.Name}`);
  });
  return [...drafts, ...anonymous.map((volume) => volumeDraft(inventory, volume))];
}

function draftsOf(inventory: Inventory, object: PlanObject, chosen: ReadonlySet<string>): Draft[] {
  const left = (users: readonly { readonly Id: string }[]) => users.filter(({ Id }) => !chosen.has(Id));
  switch (object.kind) {
    case "container": {
      const container = inventory.containers.find(({ Id }) => Id === object.id);
      if (!container) throw gone(object);
      return [containerDraft(container)];
    }
    case "image":
      return imageRows(inventory, object, chosen);
    case "volume": {
      const volume = inventory.volumes.find(({ Name }) => Name === object.id);
      if (!volume) throw gone(object);
      const draft = volumeDraft(inventory, volume);
      const users = usersOfVolume(inventory, volume.Name).filter(({ Id }) => !chosen.has(Id));
      // Chosen by name: the tick is not what asks about it, typing is.
      if (users.length === 0) return [{ ...draft, ticked: true }];
      return [{ ...draft, why: mounts(users.map(nameOf)), blocked: "Remove what uses it first." }];
    }
    case "network": {
      const network = inventory.networks.find(({ Id }) => Id === object.id);
      if (!network) throw gone(object);
      const draft = networkDraft(inventory, network);
      if (isBuiltIn(network))
        return [{ ...draft, ticked: false, why: "The engine made it for itself.", blocked: "It cannot be removed." }];
      const users = usersOfNetwork(inventory, network).filter((one) => !chosen.has(one.Id));
      const running = users.filter((one) => !isStopped(one)).map(nameOf);
      if (running.length > 0)
        return [
          { ...draft, ticked: false, why: `Connected: ${some(running)}.`, blocked: "Disconnect what runs first." },
        ];
      if (left(users).length === 0) return [draft];
      return [
        {
          ...draft,
          why: `Nothing that runs is connected, but ${some(users.map(nameOf))} could not start again without it.`,
        },
      ];
    }
  }
}

/** Adds the images without a name that go with the last image built on them, as `docker rmi` removes them. */
function withParents(inventory: Inventory, drafts: readonly Draft[]): Draft[] {
  const byId = new Map(inventory.images.map((image) => [image.Id, image]));
  const children = childrenOf(inventory.images);
  const going = new Set<string>();
  const parents: Draft[] = [];
  for (const { kind, id, blocked, pin } of drafts) {
    if ((kind !== "tag" && kind !== "image") || blocked || pin?.used) continue;
    going.add(id);
    for (let at = byId.get(byId.get(id)?.ParentId ?? ""); at; at = byId.get(at.ParentId)) {
      const own = children.get(at.Id) ?? [];
      const free = namesOf(at).length === 0 && usersOfImage(inventory, at.Id).length === 0 && !going.has(at.Id);
      if (!free || !own.every(({ Id }) => going.has(Id))) break;
      going.add(at.Id);
      parents.push(...imageDrafts(inventory, at, { gone: own, left: 0 }));
    }
  }
  const isLater = ({ kind }: Draft) => kind === "network" || kind === "volume";
  return [...drafts.filter((draft) => !isLater(draft)), ...parents, ...drafts.filter(isLater)];
}

const mounts = (names: readonly string[]) => `Mounted by ${some(names)}.`;

function imageRows(inventory: Inventory, object: PlanObject, chosen: ReadonlySet<string>): Draft[] {
  const image = inventory.images.find(({ Id }) => Id === object.id);
  if (!image) throw gone(object);
  const left = (childrenOf(inventory.images).get(image.Id) ?? []).length;
  const rows = imageDrafts(inventory, image, { gone: [], left });
  const wanted =
    object.reference === undefined
      ? rows
      : rows.filter(({ kind, name }) => kind === "image" || name === object.reference);
  if (wanted.length === 0) throw gone(object);
  const users = usersOfImage(inventory, image.Id).filter(({ Id }) => !chosen.has(Id));
  const untags = rows.length > wanted.length;
  return wanted.map((row) => {
    if (untags)
      return {
        ...row,
        size: { least: 0, most: 0 },
        why: `Only this name goes: the image has ${rows.length - wanted.length} more.`,
        pin: { ...row.pin, used: true },
      };
    if (users.length === 0 && (row.kind === "tag" || left === 0)) return row;
    return users.length > 0
      ? { ...row, ticked: false, why: `Used by ${some(users.map(nameOf))}.`, blocked: "Remove what uses it first." }
      : { ...row, ticked: false, why: "Other images are built on it.", blocked: "Remove those first." };
  });
}
