import { type Container, type ContainerState, containerStates, type Health } from "@shared/containers.ts";
import type { Image } from "@shared/images.ts";
import type { Network } from "@shared/networks.ts";
import type { Volume } from "@shared/volumes.ts";
import { z } from "zod";

/*
 * What the engine lists, read as rows. Names and labels are written by whoever wrote the image, and older engines and
 * Podman leave out or null what others send: a field that does not fit becomes empty, and only a row without an
 * identity is left out. Texts are cut, so that one container with a megabyte of labels does not slow every list.
 */

const text = (most = 1000) =>
  z
    .string()
    .transform((value) => value.slice(0, most))
    .catch("");
const identity = z.string().min(1).max(300);
const count = z.number().finite().catch(0);
const flag = z.boolean().catch(false);
/** Broken members are left out instead of breaking the list that they are in. */
const list = <T extends z.ZodType>(member: T) =>
  z
    .array(z.unknown())
    .transform((values) => values.slice(0, 1000).flatMap((value) => read(member, value)))
    .catch([]);
const members = <T extends z.ZodType>(member: T) =>
  z
    .custom<object>(isObject)
    .transform((value) =>
      Object.entries(value)
        .slice(0, 1000)
        .flatMap(([key, value]) => read(member, value).map((read) => [key.slice(0, 300), read] as const)),
    )
    .catch([]);
function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
function read<T extends z.ZodType>(schema: T, value: unknown): z.output<T>[] {
  const { success, data } = schema.safeParse(value);
  return success ? [data as z.output<T>] : [];
}

const most = { labels: 300, key: 300, value: 1000, composeValue: 4000, total: 32_000 };
const isCompose = (key: string) => key.startsWith("com.docker.compose.");

/** At most 32,000 characters of labels a row, what Compose wrote first; the whole of them is in `inspect`. */
const labels = z
  .custom<object>(isObject)
  .transform((value): Record<string, string> => {
    const kept: Record<string, string> = {};
    const entries = Object.entries(value);
    let room = most.total;
    for (const [key, label] of [
      ...entries.filter(([key]) => isCompose(key)),
      ...entries.filter(([key]) => !isCompose(key)),
    ].slice(0, most.labels)) {
      // Assigning to __proto__ would set the prototype and no label.
      if (typeof label !== "string" || key === "__proto__" || key.length > most.key) continue;
      const longest = Math.min(isCompose(key) ? most.composeValue : most.value, room - key.length);
      if (longest <= 0) break;
      kept[key] = label.length > longest ? `${label.slice(0, longest)}…` : label;
      room -= key.length + Math.min(label.length, longest);
    }
    return kept;
  })
  .catch({});

/** Podman's words for what Docker calls otherwise. */
const states: ReadonlyMap<string, ContainerState> = new Map([
  ...containerStates.map((state) => [state, state] as const),
  ["configured", "created"],
  ["initialized", "created"],
  ["stopped", "exited"],
  ["stopping", "running"],
]);

const apiContainer = z.object({
  Id: z.string().regex(/^[0-9a-f]{64}$/),
  Names: list(text(300)),
  Image: text(),
  ImageID: text(300),
  Command: text(),
  Created: count,
  State: text(50),
  Status: text(300),
  Ports: list(
    z.object({
      IP: text(64),
      PrivatePort: z.number().int().min(1).max(65535),
      PublicPort: count,
      Type: z.enum(["tcp", "udp", "sctp"]).catch("tcp"),
    }),
  ),
  Mounts: list(z.object({ Type: text(50), Name: text(300), Source: text(4096), Destination: text(4096), RW: flag })),
  NetworkSettings: z
    .object({ Networks: members(z.object({ NetworkID: text(100), IPAddress: text(64) })) })
    .catch({ Networks: [] }),
  Labels: labels,
});

/** By code points: `0.0.0.0` before `::`, and much faster than a language's order. */
const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function healthOf(status: string): Health | undefined {
  const word = /\((healthy|unhealthy|health: starting)\)/.exec(status)?.[1];
  return word === "health: starting" ? "starting" : (word as Health | undefined);
}

function container(engine: string, raw: unknown): Container[] {
  return read(apiContainer, raw).map((from) => {
    const names = from.Names.map((name) => name.replace(/^\//, ""));
    const exit = /^(?:Exited|Restarting|Dead) \((-?\d+)\)/.exec(from.Status)?.[1];
    const health = healthOf(from.Status);
    const { "com.docker.compose.project": project, "com.docker.compose.service": service } = from.Labels;
    return {
      engine,
      id: from.Id,
      // Names with a second slash are aliases from `--link`.
      name: names.find((name) => !name.includes("/")) ?? names[0] ?? from.Id.slice(0, 12),
      image: from.Image,
      imageId: from.ImageID,
      command: from.Command,
      created: from.Created * 1000,
      state: states.get(from.State.toLowerCase()) ?? "exited",
      status: from.Status,
      ...(health ? { health } : {}),
      ...(exit === undefined ? {} : { exitCode: Number(exit) }),
      ports: from.Ports.map(({ IP, PrivatePort, PublicPort, Type }) => ({
        private: PrivatePort,
        ...(PublicPort ? { public: PublicPort } : {}),
        protocol: Type,
        ...(IP ? { ip: IP } : {}),
      }))
        // The engine lists a map's members, in another order each time.
        .sort(
          (a, b) =>
            a.private - b.private ||
            (a.public ?? 0) - (b.public ?? 0) ||
            order(a.protocol, b.protocol) ||
            order(a.ip ?? "", b.ip ?? ""),
        ),
      mounts: from.Mounts.map(({ Type, Name, Source, Destination, RW }) => ({
        type: Type,
        source: Type === "volume" ? Name : Source,
        destination: Destination,
        writable: RW,
      })).sort((a, b) => order(a.destination, b.destination)),
      networks: from.NetworkSettings.Networks.map(([name, { NetworkID, IPAddress }]) => ({
        name,
        id: NetworkID,
        address: IPAddress,
      })).sort((a, b) => order(a.name, b.name)),
      ...(project ? { project } : {}),
      ...(service ? { service } : {}),
      labels: from.Labels,
    };
  });
}

const apiImage = z.object({
  Id: z.string().regex(/^(?:sha256:)?[0-9a-f]{64}$/),
  RepoTags: list(text()),
  RepoDigests: list(text()),
  Size: count,
  Created: count,
  Labels: labels,
});
const named = (reference: string) => reference !== "" && !reference.includes("<none>");

function image(engine: string, raw: unknown): Image[] {
  return read(apiImage, raw).map((from) => ({
    engine,
    id: from.Id.startsWith("sha256:") ? from.Id : `sha256:${from.Id}`,
    tags: from.RepoTags.filter(named).sort(),
    digests: from.RepoDigests.filter(named).sort(),
    size: Math.max(0, from.Size),
    created: from.Created * 1000,
    labels: from.Labels,
  }));
}

const time = text(100).transform((value) => Date.parse(value) || 0);
const apiVolume = z.object({
  Name: identity,
  Driver: text(300),
  Scope: text(50),
  Mountpoint: text(4096),
  CreatedAt: time,
  Labels: labels,
});

function volume(engine: string, raw: unknown): Volume[] {
  return read(apiVolume, raw).map((from) => ({
    engine,
    name: from.Name,
    driver: from.Driver,
    scope: from.Scope,
    mountpoint: from.Mountpoint,
    ...(from.CreatedAt ? { created: from.CreatedAt } : {}),
    labels: from.Labels,
  }));
}

const apiNetwork = z.object({
  Id: identity,
  Name: text(300),
  Driver: text(300),
  Scope: text(50),
  Internal: flag,
  Attachable: flag,
  IPAM: z.object({ Config: list(z.object({ Subnet: text(100), Gateway: text(100) })) }).catch({ Config: [] }),
  Created: time,
  Labels: labels,
});

function network(engine: string, raw: unknown): Network[] {
  return read(apiNetwork, raw).map((from) => ({
    engine,
    id: from.Id,
    name: from.Name || from.Id,
    driver: from.Driver,
    scope: from.Scope,
    internal: from.Internal,
    attachable: from.Attachable,
    subnets: from.IPAM.Config.map(({ Subnet, Gateway }) => ({ subnet: Subnet, gateway: Gateway })),
    created: from.Created,
    labels: from.Labels,
  }));
}

const each =
  <T>(row: (engine: string, raw: unknown) => T[]) =>
  (engine: string, answer: unknown): T[] =>
    Array.isArray(answer) ? answer.flatMap((raw) => row(engine, raw)) : [];

/** Rows of `GET /containers/json`, pinned to `engine`; times are milliseconds. What has no readable ID is left out. */
export const containerRows = each(container);
/** Rows of `GET /images/json`. */
export const imageRows = each(image);
/** Rows of `GET /volumes`. */
export const volumeRows = (engine: string, answer: unknown): Volume[] =>
  each(volume)(engine, isObject(answer) ? (answer as { Volumes?: unknown }).Volumes : []);
/** Rows of `GET /networks`. */
export const networkRows = each(network);
