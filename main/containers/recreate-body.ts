import { z } from "zod";

const words = z.array(z.string()).nullish();
const table = z.record(z.string(), z.unknown()).nullish();

/** What an image says its containers get; a container that has the same has it from there. */
const imageConfig = z.looseObject({
  Env: words,
  Cmd: words,
  Entrypoint: words,
  Labels: z.record(z.string(), z.string()).nullish(),
  Volumes: table,
  ExposedPorts: table,
});
const endpoint = z.looseObject({
  Aliases: words,
  IPAMConfig: z.unknown(),
  NetworkID: z.string().optional(),
  Links: words,
  DriverOpts: z.unknown(),
});
const inspected = z.object({
  Id: z.string(),
  Name: z.string(),
  Image: z.string(),
  Config: imageConfig.extend({ Hostname: z.string().default("") }),
  HostConfig: z.looseObject({
    NetworkMode: z.string().default("default"),
    AutoRemove: z.boolean().default(false),
    Binds: words,
    Mounts: z.array(z.looseObject({ Type: z.string(), Source: z.string().optional(), Target: z.string() })).nullish(),
  }),
  Mounts: z
    .array(
      z.object({
        Type: z.string(),
        Name: z.string().optional(),
        Destination: z.string(),
        RW: z.boolean().default(true),
      }),
    )
    .nullish(),
  NetworkSettings: z.object({ Networks: z.record(z.string(), endpoint).nullish() }).nullish(),
});
/** The part of `docker inspect` from which a container can be made again. */
export type Recreatable = z.output<typeof inspected>;

/** Reads `docker inspect`; throws ZodError for what is none. */
export const readRecreatable = (value: unknown): Recreatable => inspected.parse(value);

/**
 * What `POST /containers/create` needs to make this container again from another image. What the old image said is left
 * to the new one to say; volumes stay the same, also those without a name.
 */
export function recreateBody(old: Recreatable, oldImage: unknown, image: string, imageId: string) {
  const said = imageConfig.safeParse((oldImage as { Config?: unknown } | undefined)?.Config).data ?? {};
  const { Config, HostConfig } = old;
  const isDefaultName = Config.Hostname !== "" && old.Id.startsWith(Config.Hostname);
  const volumes = new Map(
    (old.Mounts ?? []).flatMap(({ Type, Name, Destination, RW }) =>
      Type === "volume" && Name ? [[Destination, { name: Name, writable: RW }] as const] : [],
    ),
  );
  const mounts = (HostConfig.Mounts ?? []).map((mount) =>
    mount.Type === "volume" && !mount.Source ? { ...mount, Source: volumes.get(mount.Target)?.name ?? "" } : mount,
  );
  const bound = new Set([
    ...mounts.map(({ Target }) => Target),
    ...(HostConfig.Binds ?? []).map((bind) => destinationOf(bind)),
  ]);
  // Volumes that the image declared, or `-v /path` made: without this the new container would get empty ones.
  const kept = [...volumes].filter(([destination]) => !bound.has(destination));
  const { primary, others } = endpointsOf(old);
  return {
    body: {
      ...Config,
      Image: image,
      Hostname: isDefaultName ? "" : Config.Hostname,
      Env: (Config.Env ?? []).filter((variable) => !(said.Env ?? []).includes(variable)),
      ...startOf(Config, said),
      Labels: labelsOf(Config, said, imageId),
      Volumes: without(Config.Volumes, said.Volumes),
      ExposedPorts: without(Config.ExposedPorts, said.ExposedPorts),
      ...unsaid(Config, said, ["User", "WorkingDir", "StopSignal"], ""),
      ...unsaid(Config, said, ["Healthcheck"], undefined),
      // The engine fills these in from the image.
      OnBuild: undefined,
      HostConfig: {
        ...HostConfig,
        Mounts: mounts,
        Binds: [
          ...(HostConfig.Binds ?? []),
          ...kept.map(([destination, { name, writable }]) => `${name}:${destination}${writable ? "" : ":ro"}`),
        ],
      },
      NetworkingConfig: { EndpointsConfig: primary ? { [primary.network]: primary.config } : {} },
    },
    /** An older engine takes one network at `create`. */
    networks: others,
  };
}

/** `source:destination[:options]`; on Windows both may start with a drive letter. */
const destinationOf = (bind: string): string =>
  /^(?:[a-zA-Z]:[\\/][^:]*|[^:]*):((?:[a-zA-Z]:[\\/])?[^:]*)/.exec(bind)?.[1] ?? bind;

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a ?? null) === JSON.stringify(b ?? null);

/** An entrypoint that was given resets the image's command, as with `docker run --entrypoint`. */
function startOf(config: Recreatable["Config"], said: Partial<z.output<typeof imageConfig>>) {
  const ownEntrypoint = !same(config.Entrypoint, said.Entrypoint);
  return {
    Entrypoint: ownEntrypoint ? config.Entrypoint : undefined,
    Cmd: ownEntrypoint || !same(config.Cmd, said.Cmd) ? config.Cmd : undefined,
  };
}

function labelsOf(config: Recreatable["Config"], said: Partial<z.output<typeof imageConfig>>, imageId: string) {
  const own = Object.entries(config.Labels ?? {}).filter(([name, value]) => said.Labels?.[name] !== value);
  // Compose compares it with the image its file names, and would make the container again.
  return Object.fromEntries(own.map(([name, value]) => [name, name === "com.docker.compose.image" ? imageId : value]));
}

const without = (own: Record<string, unknown> | null | undefined, said: Record<string, unknown> | null | undefined) =>
  Object.fromEntries(Object.entries(own ?? {}).filter(([name]) => !(name in (said ?? {}))));

const unsaid = (
  config: Record<string, unknown>,
  said: Record<string, unknown>,
  names: readonly string[],
  empty: unknown,
): Record<string, unknown> =>
  Object.fromEntries(names.map((name) => [name, same(config[name], said[name]) ? empty : config[name]]));

/** The network of `--network`, which `create` makes, and the others. Nothing can be chosen on the default bridge. */
function endpointsOf({ Id, HostConfig: { NetworkMode }, NetworkSettings }: Recreatable) {
  if (/^(?:container:|host$|none$)/.test(NetworkMode)) return { others: [] };
  const all = Object.entries(NetworkSettings?.Networks ?? {})
    .filter(([network]) => network !== "bridge")
    .map(([network, { Aliases, IPAMConfig, Links, DriverOpts, NetworkID }]) => ({
      network,
      isPrimary: network === NetworkMode || NetworkID === NetworkMode,
      config: {
        // Engines up to 24 name the short ID of the old container among them.
        Aliases: (Aliases ?? []).filter((alias) => !Id.startsWith(alias)),
        IPAMConfig,
        Links,
        DriverOpts,
      },
    }));
  return { primary: all.find(({ isPrimary }) => isPrimary), others: all.filter(({ isPrimary }) => !isPrimary) };
}
