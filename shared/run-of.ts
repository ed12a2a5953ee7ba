import { z } from "zod";
import { type RunInput, runInput } from "./containers.ts";

const words = z
  .array(z.string())
  .nullish()
  .transform((list) => list ?? []);
const labels = z
  .record(z.string(), z.string())
  .nullish()
  .transform((map) => map ?? {});
const config = z.object({
  Env: words,
  Cmd: words,
  Entrypoint: words,
  Labels: labels,
  User: z.string().default(""),
  WorkingDir: z.string().default(""),
});

/** The part of `docker inspect` of a container that `docker run` can say again. */
const containerInspect = z.object({
  Id: z.string(),
  Name: z.string(),
  Config: config.extend({
    Image: z.string(),
    Hostname: z.string().default(""),
    Tty: z.boolean().default(false),
    OpenStdin: z.boolean().default(false),
  }),
  HostConfig: z.object({
    AutoRemove: z.boolean().default(false),
    PublishAllPorts: z.boolean().default(false),
    PortBindings: z
      .record(z.string(), z.array(z.object({ HostIp: z.string(), HostPort: z.string() })).nullable())
      .nullish(),
    NetworkMode: z.string().default(""),
    RestartPolicy: z.object({ Name: z.string() }).optional(),
    Memory: z.number().default(0),
    NanoCpus: z.number().default(0),
    ReadonlyRootfs: z.boolean().default(false),
    Privileged: z.boolean().default(false),
    Init: z.boolean().nullish(),
  }),
  Mounts: z
    .array(
      z.object({
        Type: z.string(),
        Name: z.string().optional(),
        Source: z.string().optional(),
        Destination: z.string(),
        RW: z.boolean(),
      }),
    )
    .default([]),
});
const imageInspect = z.object({ Config: config.nullish() });

const same = (a: readonly string[], b: readonly string[]) =>
  a.length === b.length && a.every((word, at) => word === b[at]);
const anonymous = /^[0-9a-f]{64}$/;

/**
 * The choices that `docker run` would need to make this container again, read from `docker inspect` of it and of its
 * image; what the image already says is left out, and so is what the Run dialog does not know.
 */
export function runOf(engine: string, inspected: unknown, image: unknown): RunInput {
  const { Id, Name, Config, HostConfig, Mounts } = containerInspect.parse(inspected);
  const base = imageInspect.safeParse(image).data?.Config;
  const pairs = (map: Readonly<Record<string, string>>) =>
    Object.entries(map).map(([name, value]) => ({ name, value }));
  const ownEntrypoint = !same(Config.Entrypoint, base?.Entrypoint ?? []);
  // Only the first word fits --entrypoint; docker wants the others in front of the command.
  const [entrypoint = "", ...arguments_] = ownEntrypoint ? Config.Entrypoint : [];
  const command = ownEntrypoint || !same(Config.Cmd, base?.Cmd ?? []) ? Config.Cmd : [];
  return runInput.parse({
    engine,
    image: Config.Image,
    name: Name.replace(/^\//, ""),
    command: [...arguments_, ...command],
    entrypoint,
    interactive: Config.Tty && Config.OpenStdin,
    removeOnExit: HostConfig.AutoRemove,
    publishAll: HostConfig.PublishAllPorts,
    ports: Object.entries(HostConfig.PortBindings ?? {}).flatMap(([port, bindings]) => {
      const [number, protocol] = port.split("/");
      return (bindings ?? []).map(({ HostIp, HostPort }) => ({
        container: Number(number),
        protocol,
        host: HostPort,
        ip: HostIp === "0.0.0.0" ? "" : HostIp,
      }));
    }),
    // Older engines list them in another order each time.
    mounts: Mounts.filter(({ Type }) => ["volume", "bind", "tmpfs"].includes(Type))
      .sort((a, b) => (a.Destination < b.Destination ? -1 : 1))
      .map(({ Type, Name: volume, Source, Destination, RW }) => ({
        type: Type,
        source: Type === "volume" ? (volume && !anonymous.test(volume) ? volume : "") : (Source ?? ""),
        target: Destination,
        readOnly: !RW,
      })),
    environment: Config.Env.filter((variable) => !base?.Env.includes(variable)).map((variable) => {
      const [name = "", ...value] = variable.split("=");
      return { name, value: value.join("=") };
    }),
    labels: pairs(Config.Labels).filter(({ name, value }) => base?.Labels[name] !== value),
    network: ["default", "bridge"].includes(HostConfig.NetworkMode) ? "" : HostConfig.NetworkMode,
    restart: HostConfig.RestartPolicy?.Name || "no",
    memory: HostConfig.Memory,
    cpus: HostConfig.NanoCpus / 1e9,
    user: Config.User === base?.User ? "" : Config.User,
    workdir: Config.WorkingDir === base?.WorkingDir ? "" : Config.WorkingDir,
    hostname: Id.startsWith(Config.Hostname) ? "" : Config.Hostname,
    readOnly: HostConfig.ReadonlyRootfs,
    privileged: HostConfig.Privileged,
    init: HostConfig.Init ?? false,
  });
}
