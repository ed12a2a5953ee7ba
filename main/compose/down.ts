import { type ComposeModel, type DownInput, downCommand, enabledServices } from "@shared/compose.ts";
import type { Plan, PlanObject } from "@shared/plans.ts";
import type { Inventory, InventoryContainer } from "../plans/inventory.ts";
import { objectDrafts } from "../plans/objects.ts";
import { type Draft, keyOf } from "../plans/row.ts";
import { isStopped, nameOf, usersOfImage, usersOfNetwork } from "../plans/rows.ts";
import type { Plans } from "../plans.ts";
import { activeProfiles } from "./model.ts";
import type { ComposeWork, Opened } from "./work.ts";

const label = ({ Labels }: Pick<InventoryContainer, "Labels">, key: string) =>
  Labels[`com.docker.compose.${key}`] ?? "";
const belongs = (project: string) => (one: { readonly Labels: Readonly<Record<string, string>> }) =>
  one.Labels["com.docker.compose.project"] === project;

/** Offers what `docker compose down` with these options would remove, as rows that go exactly as they are shown. */
export async function offerDown(work: ComposeWork, plans: Plans, input: DownInput): Promise<Plan> {
  const opened = input.source.files.length > 0 ? await work.open(input) : undefined;
  const model = opened?.model;
  const down = { ...input, source: { ...input.source, profiles: profilesInUse(work, input, opened) } };
  const references = imageReferences(work, down, model);
  return plans.offer(input.engine, (inventory) => downDrafts(inventory, down, model, references), {
    bulk: true,
    equivalent: {
      command: downCommand(down),
      differences: [
        "Drydock stops the containers and then removes these rows one by one; Compose removes what it finds at that moment.",
      ],
    },
  });
}

/** Profiles that are on, and those of services that have containers: Compose leaves services alone whose profile is off. */
function profilesInUse(work: ComposeWork, input: DownInput, opened: Opened | undefined): string[] {
  const own = [...work.hub.containers().values()].filter((one) => one.project === input.name);
  const active = opened ? activeProfiles(input.source, opened.loaded) : input.source.profiles;
  const more = (opened?.model?.services ?? [])
    .filter((service) => service.profiles.length > 0 && !service.profiles.some((one) => active.includes(one)))
    .filter((service) => own.some((container) => container.service === service.name))
    .flatMap(({ profiles }) => profiles.slice(0, 1));
  return [...new Set([...input.source.profiles, ...more])];
}

/** `busybox` means `busybox:latest`, as everywhere in Docker. */
const withTag = (reference: string): string =>
  reference.includes("@") || /:[^/]*$/.test(reference) ? reference : `${reference}:latest`;

/** Names of the images that the project's services use: those of the files, and those its containers were made from. */
function imageReferences(
  work: ComposeWork,
  { name, engine, source }: DownInput,
  model: ComposeModel | undefined,
): Set<string> {
  const services = model && enabledServices(model, source.profiles);
  const own = [...work.hub.containers().values()].filter(
    (one) =>
      one.engine === engine && one.project === name && (services?.some((each) => each.name === one.service) ?? true),
  );
  const named = (services ?? []).map((service) => service.image ?? `${name}-${service.name}`);
  return new Set(
    [...named, ...own.map(({ image }) => image)]
      .filter((one) => !/^(?:sha256:)?[0-9a-f]{12,64}$/.test(one))
      .map(withTag),
  );
}

/** Containers so that what depends on others comes before them, as Compose stops them. */
function dependentsFirst(containers: readonly InventoryContainer[]): { container: InventoryContainer; wave: number }[] {
  const needs = new Map<string, Set<string>>();
  for (const container of containers) {
    const service = label(container, "service");
    const own = needs.get(service) ?? new Set();
    for (const part of label(container, "depends_on").split(",")) if (part) own.add(part.split(":")[0]!);
    needs.set(service, own);
  }
  const waves = new Map<string, number>();
  const waveOf = (service: string, way: readonly string[] = []): number => {
    const known = waves.get(service);
    if (known !== undefined) return known;
    if (way.includes(service)) return 0;
    const dependents = [...needs].filter(([, own]) => own.has(service)).map(([name]) => name);
    const wave = Math.max(0, ...dependents.map((one) => 1 + waveOf(one, [...way, service])));
    waves.set(service, wave);
    return wave;
  };
  return containers
    .map((container) => ({ container, wave: waveOf(label(container, "service")) }))
    .sort((a, b) => a.wave - b.wave || nameOf(a.container).localeCompare(nameOf(b.container)));
}

/** The rows: containers, images, networks, volumes, each with why it goes or stays. */
function downDrafts(
  inventory: Inventory,
  input: DownInput,
  model: ComposeModel | undefined,
  references: ReadonlySet<string>,
): Draft[] {
  const { name, removeImages, removeVolumes, removeOrphans } = input;
  const mine = belongs(name);
  const all = inventory.containers.filter(mine);
  const isOrphan = (container: InventoryContainer) =>
    model !== undefined && !model.services.some((service) => service.name === label(container, "service"));
  const ordered = dependentsFirst(all.filter((one) => !isOrphan(one) || removeOrphans));
  const orphans = all.filter((one) => isOrphan(one) && !removeOrphans);
  const chosen: PlanObject[] = ordered.map(({ container }) => ({ kind: "container", id: container.Id }));
  const images = removeImages
    ? inventory.images.flatMap(({ Id, RepoTags }) =>
        RepoTags.filter((tag) => references.has(tag)).map(
          (reference): PlanObject => ({ kind: "image", id: Id, reference }),
        ),
      )
    : [];
  const networks = inventory.networks.filter(mine).map(({ Id }): PlanObject => ({ kind: "network", id: Id }));
  const volumes = removeVolumes
    ? inventory.volumes.filter(mine).map(({ Name }): PlanObject => ({ kind: "volume", id: Name }))
    : [];
  const wanted = [...chosen, ...images, ...networks, ...volumes];
  const byId = new Map(ordered.map((one) => [one.container.Id, one]));
  const drafts = (wanted.length > 0 ? objectDrafts(inventory, wanted) : [])
    // Without `--volumes` those without a name stay, as with Compose.
    .filter((draft) => removeVolumes || draft.kind !== "volume")
    .map((draft) => explained(inventory, draft, byId, model));
  const keys = new Set(drafts.map(keyOf));
  return [
    ...drafts.map((draft) => (draft.needs ? { ...draft, needs: draft.needs.filter((key) => keys.has(key)) } : draft)),
    ...staying(inventory, input, model, orphans),
  ];
}

/** Says of a row why it goes with this project. */
function explained(
  inventory: Inventory,
  draft: Draft,
  containers: ReadonlyMap<string, { readonly container: InventoryContainer; readonly wave: number }>,
  model: ComposeModel | undefined,
): Draft {
  const known = containers.get(draft.id);
  if (draft.kind === "container" && known) {
    const { container, wave } = known;
    const service = label(container, "service");
    const orphan = model && !model.services.some((one) => one.name === service);
    const of = orphan ? `Orphan: ${service} is no service of the files.` : `Service ${service}.`;
    const { blocked: _, ...free } = draft;
    const running = !isStopped(container);
    return {
      ...free,
      ticked: true,
      why: running ? `${of} It is ${container.State} and is stopped first.` : `${of} ${draft.why}`,
      ...(running ? { stops: true as const } : {}),
      pin: { ...draft.pin, wave },
    };
  }
  if (draft.kind === "network") {
    const network = inventory.networks.find(({ Id }) => Id === draft.id);
    const own = network ? usersOfNetwork(inventory, network).filter(({ Id }) => containers.has(Id)) : [];
    const needs = own.map((one) => keyOf({ kind: "container", id: one.Id, name: nameOf(one) }));
    return {
      ...draft,
      ...(needs.length > 0 ? { needs } : {}),
      why: draft.blocked ? draft.why : "Compose made it for this project.",
    };
  }
  if (draft.kind === "volume" && !draft.blocked) return { ...draft, ticked: true };
  if (draft.kind === "tag") {
    const others = usersOfImage(inventory, draft.id)
      .filter(({ Id }) => !containers.has(Id))
      .map(nameOf);
    return others.length > 0 && !draft.blocked
      ? { ...draft, why: `${draft.why} Its image stays: ${others.slice(0, 3).join(", ")} uses it.` }
      : draft;
  }
  return draft;
}

/** Rows that do not go, with why: orphans that were not asked for, and what is external. */
function staying(
  inventory: Inventory,
  { name, removeVolumes }: DownInput,
  model: ComposeModel | undefined,
  orphans: readonly InventoryContainer[],
): Draft[] {
  const stays = (kind: "network" | "volume", id: string, resource: string): Draft => ({
    kind,
    id,
    name: resource,
    size: { least: 0, most: 0 },
    why: "It is external.",
    ticked: false,
    blocked: "External: it stays.",
    project: name,
  });
  return [
    ...orphans.map(
      (container): Draft => ({
        kind: "container",
        id: container.Id,
        name: nameOf(container),
        created: container.Created,
        why: `Orphan: ${label(container, "service")} is no service of the files.`,
        ticked: false,
        blocked: "An orphan stays: tick Remove orphans.",
        project: name,
      }),
    ),
    ...(model?.networks ?? [])
      .filter(({ external }) => external)
      .flatMap((one) => inventory.networks.filter(({ Name }) => Name === one.name))
      .map(({ Id, Name }) => stays("network", Id, Name)),
    ...(removeVolumes ? (model?.volumes ?? []) : [])
      .filter(({ external }) => external)
      .flatMap((one) => inventory.volumes.filter(({ Name }) => Name === one.name))
      .map(({ Name }) => ({ ...stays("volume", Name, Name), data: true as const })),
  ];
}
