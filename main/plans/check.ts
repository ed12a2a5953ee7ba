import { DrydockError } from "@shared/errors.ts";
import type { DockerClient } from "../docker/client.ts";
import { path } from "../docker/path.ts";
import { type InventoryCache, readCache } from "./inventory.ts";
import type { OfferedRow } from "./row.ts";
import { nameOf, namesOf, some } from "./rows.ts";

/** Why a row is left alone: it is not, or no longer, what was on the screen. */
export class Changed extends Error {}

interface ContainerFacts {
  readonly Id: string;
  readonly Name: string;
  readonly State: {
    readonly Status?: string;
    readonly Running?: boolean;
    readonly Paused?: boolean;
    readonly Restarting?: boolean;
    readonly StartedAt?: string;
  };
}
interface Listed {
  readonly Id: string;
  readonly Names: string[];
  readonly ImageID?: string;
  readonly Mounts?: readonly { readonly Type?: string; readonly Name?: string }[] | null;
}
interface ImageFacts {
  readonly Id: string;
  readonly RepoTags?: string[] | null;
  readonly RepoDigests?: string[] | null;
}

/** What is asked of the engine while rows are removed. */
export interface Checking {
  /** One connection to the engine of the plan. */
  readonly client: DockerClient;
  /** When the plan was made, by the engine's clock. */
  readonly time: number;
}

const missing = (error: unknown): never => {
  if (error instanceof DrydockError && error.code === "NOT_FOUND") throw new Changed("It is no longer there.");
  throw error;
};

/**
 * Looks at a row again right before it is removed, and gives back its configuration for the journal. Throws Changed
 * with a sentence when it is not what the plan shows, or is in use.
 */
export async function checkRow(checking: Checking, row: OfferedRow): Promise<unknown> {
  if (row.blocked) throw new Changed(row.blocked);
  switch (row.kind) {
    case "container":
      return checkContainer(checking, row);
    case "tag":
    case "image":
      return checkImage(checking, row);
    case "volume":
      return checkVolume(checking, row);
    case "network":
      return checkNetwork(checking, row);
    case "build-cache":
      return checkCache(checking, row);
  }
}

async function checkContainer({ client, time }: Checking, row: OfferedRow): Promise<ContainerFacts> {
  const found = await client.get<ContainerFacts>(path`/containers/${row.id}/json`).catch(missing);
  const { State, Name } = found;
  if (found.Id !== row.id) throw new Changed("Another container answers to this ID.");
  if (Name.replace(/^\//, "") !== row.name) throw new Changed(`It is called ${Name.replace(/^\//, "")} now.`);
  if (row.stops) return found;
  if (State.Running || State.Paused || State.Restarting) throw new Changed(`It is ${State.Status ?? "running"} now.`);
  if ((Date.parse(State.StartedAt ?? "") || 0) >= time) throw new Changed("It was started after the preview.");
  return found;
}

const using = (client: DockerClient, filters: Record<string, readonly string[]>): Promise<readonly Listed[]> =>
  client.get<readonly Listed[]>(path`/containers/json`, { query: { all: true, filters } });

async function checkImage({ client }: Checking, row: OfferedRow): Promise<ImageFacts> {
  const reference = row.kind === "tag" ? row.name : row.id;
  const found = await client.get<ImageFacts>(path`/images/${reference}/json`).catch(missing);
  if (found.Id !== row.id) throw new Changed(`${row.name} is the name of another image now.`);
  const names = namesOf({ RepoTags: found.RepoTags ?? [], RepoDigests: found.RepoDigests ?? [] });
  if (row.kind === "image" && names.length > 0) throw new Changed(`It is called ${some(names)} now.`);
  if (row.pin.used && names.length > 1) return found;
  const users = (await using(client, { ancestor: [row.id] })).filter(({ ImageID }) => ImageID === row.id);
  if (users.length > 0) throw new Changed(`The container ${some(users.map(nameOf))} uses it.`);
  return found;
}

async function checkVolume({ client }: Checking, row: OfferedRow): Promise<unknown> {
  const found = await client.get<{ CreatedAt?: string; Driver?: string }>(path`/volumes/${row.name}`).catch(missing);
  if ((found.CreatedAt ?? "") !== row.pin.createdAt || (found.Driver ?? "") !== row.pin.driver)
    throw new Changed("It is another volume of the same name now.");
  const users = (await using(client, { volume: [row.name] })).filter(({ Mounts }) =>
    Mounts?.some(({ Type, Name }) => Type === "volume" && Name === row.name),
  );
  if (users.length > 0) throw new Changed(`The container ${some(users.map(nameOf))} mounts it.`);
  return found;
}

async function checkNetwork({ client }: Checking, row: OfferedRow): Promise<unknown> {
  const found = await client
    .get<{ Id: string; Name: string; Containers?: Record<string, { Name?: string }> | null }>(path`/networks/${row.id}`)
    .catch(missing);
  if (found.Id !== row.id) throw new Changed("Another network answers to this ID.");
  if (found.Name !== row.name) throw new Changed(`It is called ${found.Name} now.`);
  const connected = Object.values(found.Containers ?? {}).map(({ Name = "" }) => Name);
  if (connected.length > 0) throw new Changed(`The container ${some(connected)} is connected to it.`);
  const added = (await using(client, { network: [row.id] })).filter(({ Id }) => !row.pin.containers?.includes(Id));
  if (added.length > 0) throw new Changed(`The container ${some(added.map(nameOf))} is set to it since the preview.`);
  return found;
}

async function checkCache({ client }: Checking, row: OfferedRow): Promise<InventoryCache> {
  const found = (await readCache(client)).find(({ ID }) => ID === row.id);
  if (!found) throw new Changed("It is no longer there.");
  if (found.InUse) throw new Changed("A build uses it.");
  if (found.LastUsedAt !== row.pin.lastUsed) throw new Changed("A build used it after the preview.");
  return found;
}
