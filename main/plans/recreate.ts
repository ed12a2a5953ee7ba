import { DrydockError } from "@shared/errors.ts";
import { z } from "zod";
import type { DockerClient } from "../docker/client.ts";
import { path } from "../docker/path.ts";
import type { Recorder } from "../wire.ts";
import type { Intent } from "./journal.ts";

const object = z.record(z.string(), z.unknown());
const savedContainer = z.object({
  Name: z.string(),
  Id: z.string(),
  Config: object,
  HostConfig: object,
  NetworkSettings: z.object({ Networks: z.record(z.string(), object.nullable()).nullish() }).nullish(),
});
const savedNetwork = z.object({
  Name: z.string(),
  Driver: z.string(),
  EnableIPv6: z.boolean().nullish(),
  Internal: z.boolean().nullish(),
  Attachable: z.boolean().nullish(),
  IPAM: object.nullish(),
  Options: object.nullish(),
  Labels: object.nullish(),
});

/** What an endpoint keeps of its own; its addresses are given anew, unless they were asked for. */
const endpoint = ({ IPAMConfig, Links, Aliases, DriverOpts }: Record<string, unknown>, id: string) => ({
  IPAMConfig,
  Links,
  // The engine adds the short ID of the container that is gone.
  Aliases: Array.isArray(Aliases) ? Aliases.filter((alias) => !id.startsWith(String(alias))) : undefined,
  DriverOpts,
});

/** Makes a removed container (not started) or network again, under its old name. CONFLICT says who has that now. */
export async function recreate(
  client: DockerClient,
  intent: Intent,
  record: Recorder,
): Promise<{ warnings: readonly string[] }> {
  const { kind, name, engine, saved } = intent;
  if (kind !== "container" && kind !== "network")
    throw new DrydockError("UNSUPPORTED", "Only containers and networks can be made again from their configuration.");
  const told = record({ engine, command: [kind, "create", ...(kind === "network" ? [name] : ["--name", name, "…"])] });
  try {
    const answer = await (kind === "container" ? container(client, saved) : network(client, saved));
    told("done");
    return { warnings: answer?.Warnings ?? (answer?.Warning ? [answer.Warning] : []) };
  } catch (error) {
    told({ error });
    throw error;
  }
}

interface Answer {
  readonly Warnings?: readonly string[] | null;
  readonly Warning?: string;
}

function container(client: DockerClient, saved: unknown): Promise<Answer> {
  const { Name, Id, Config, HostConfig, NetworkSettings } = savedContainer.parse(saved);
  const own = Config.Hostname && Id.startsWith(String(Config.Hostname));
  const networks = Object.entries(NetworkSettings?.Networks ?? {}).map(
    ([name, at]) => [name, endpoint(at ?? {}, Id)] as const,
  );
  return client.post<Answer>(path`/containers/create`, {
    query: { name: Name.replace(/^\//, "") },
    body: {
      ...Config,
      ...(own ? { Hostname: undefined } : {}),
      HostConfig,
      NetworkingConfig: { EndpointsConfig: Object.fromEntries(networks) },
    },
    deadline: 120_000,
  });
}

function network(client: DockerClient, saved: unknown): Promise<Answer> {
  const { Name, Driver, EnableIPv6, Internal, Attachable, IPAM, Options, Labels } = savedNetwork.parse(saved);
  return client.post<Answer>(path`/networks/create`, {
    body: { Name, Driver, EnableIPv6, Internal, Attachable, IPAM, Options, Labels, CheckDuplicate: true },
  });
}
