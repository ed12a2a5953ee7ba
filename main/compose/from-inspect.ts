import { z } from "zod";

const text = z
  .string()
  .nullish()
  .transform((value) => value ?? "");
const count = z
  .number()
  .nullish()
  .transform((value) => value ?? 0);
const flag = z
  .boolean()
  .nullish()
  .transform((value) => value ?? false);
const texts = z
  .array(z.string())
  .nullish()
  .transform((list) => list ?? []);
const map = z
  .record(z.string(), z.string())
  .nullish()
  .transform((value) => value ?? {});
const list = <T extends z.ZodType>(item: T) =>
  z
    .array(item)
    .nullish()
    .transform((value) => value ?? []);

const health = z.object({ Test: texts, Interval: count, Timeout: count, StartPeriod: count, Retries: count }).nullish();
const config = z.object({
  Env: texts,
  Cmd: texts,
  Entrypoint: texts,
  Labels: map,
  User: text,
  WorkingDir: text,
  StopSignal: text,
  Healthcheck: health,
});

const container = z.object({
  Id: z.string(),
  Name: z.string(),
  Config: config.extend({
    Image: z.string(),
    Hostname: text,
    Domainname: text,
    Tty: flag,
    OpenStdin: flag,
    StopTimeout: count,
  }),
  HostConfig: z.object({
    PortBindings: z.record(z.string(), list(z.object({ HostIp: text, HostPort: text }))).nullish(),
    NetworkMode: text,
    RestartPolicy: z.object({ Name: text, MaximumRetryCount: count }).nullish(),
    Memory: count,
    MemoryReservation: count,
    NanoCpus: count,
    CpuShares: count,
    CpusetCpus: text,
    PidsLimit: count,
    ShmSize: count,
    Privileged: flag,
    ReadonlyRootfs: flag,
    Init: flag,
    CapAdd: texts,
    CapDrop: texts,
    Dns: texts,
    DnsSearch: texts,
    DnsOptions: texts,
    ExtraHosts: texts,
    GroupAdd: texts,
    SecurityOpt: texts,
    Sysctls: map,
    Tmpfs: map,
    IpcMode: text,
    PidMode: text,
    UTSMode: text,
    UsernsMode: text,
    Runtime: text,
    OomScoreAdj: count,
    Devices: list(z.object({ PathOnHost: text, PathInContainer: text, CgroupPermissions: text })),
    Ulimits: list(z.object({ Name: text, Soft: count, Hard: count })),
    LogConfig: z.object({ Type: text, Config: map }).nullish(),
  }),
  Mounts: list(
    z.object({ Type: text, Name: text, Source: text, Destination: z.string(), RW: flag, Propagation: text }),
  ),
  NetworkSettings: z.object({
    Networks: z
      .record(z.string(), z.object({ Aliases: texts, IPAMConfig: z.object({ IPv4Address: text }).nullish() }))
      .nullish(),
  }),
});
const image = z.object({ Config: config.nullish() });

/** One service of a Compose file, and what it needs from elsewhere. */
export interface ComposedService {
  readonly name: string;
  /** The project it came from, where it had one. */
  readonly project: string;
  readonly service: Readonly<Record<string, unknown>>;
  readonly volumes: readonly string[];
  readonly networks: readonly string[];
  /** Sentences on what is not in it. */
  readonly notes: readonly string[];
}

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);
const anonymous = /^[0-9a-f]{64}$/;
/** The engine's own, which depend on it and not on the container. */
const usualShm = 64 * 1024 * 1024;
/** Compose takes `$` for a variable. */
const plain = (value: string): string => value.replaceAll("$", "$$$$");
const seconds = (nanoseconds: number): string =>
  nanoseconds % 1e9 === 0 ? `${nanoseconds / 1e9}s` : `${nanoseconds / 1e6}ms`;
const bytes = (value: number): string =>
  value % 1024 ** 3 === 0 ? `${value / 1024 ** 3}g` : value % 1024 ** 2 === 0 ? `${value / 1024 ** 2}m` : `${value}b`;

/** The service that makes this container again, from `docker inspect` of it and of its image, whose own words it leaves out. */
export function composedService(inspected: unknown, ofImage: unknown): ComposedService {
  const { Id, Name, Config, HostConfig, Mounts, NetworkSettings } = container.parse(inspected);
  const base = image.safeParse(ofImage).data?.Config;
  const name = Name.replace(/^\//, "");
  const notes: string[] = [];
  const labels = Object.fromEntries(
    Object.entries(Config.Labels)
      .filter(([key, value]) => !key.startsWith("com.docker.compose.") && base?.Labels[key] !== value)
      .map(([key, value]) => [key, plain(value)]),
  );
  const mounts = Mounts.filter(({ Type }) => Type === "volume" || Type === "bind").sort((a, b) =>
    a.Destination < b.Destination ? -1 : 1,
  );
  const named = mounts.filter(({ Type, Name: volume }) => Type === "volume" && volume && !anonymous.test(volume));
  if (mounts.some(({ Type, Name: volume }) => Type === "volume" && anonymous.test(volume)))
    notes.push(`${name}: its anonymous volumes are not used again; new ones begin empty.`);
  const mode = HostConfig.NetworkMode;
  const special = mode === "host" || mode === "none" || mode.startsWith("container:");
  const networks = special
    ? []
    : Object.entries(NetworkSettings.Networks ?? {}).filter(([network]) => network !== "bridge");
  if (mode.startsWith("container:")) notes.push(`${name}: it shares another container's network, named by its ID.`);
  const restart = HostConfig.RestartPolicy?.Name ?? "";
  const entrypoint = !same(Config.Entrypoint, base?.Entrypoint ?? []);
  const environment = Config.Env.filter((entry) => !base?.Env.includes(entry));
  const check = Config.Healthcheck;
  const given: Readonly<Record<string, unknown>> = {
    image: Config.Image,
    entrypoint: entrypoint ? Config.Entrypoint.map(plain) : [],
    // A new entrypoint makes Compose forget the image's command, as the engine does.
    command: entrypoint || !same(Config.Cmd, base?.Cmd ?? []) ? Config.Cmd.map(plain) : [],
    environment: Object.fromEntries(
      environment.map((entry) => {
        const [key = "", ...value] = entry.split("=");
        return [key, plain(value.join("="))];
      }),
    ),
    ports: Object.entries(HostConfig.PortBindings ?? {}).flatMap(([port, bindings]) =>
      bindings.map(({ HostIp, HostPort }) => {
        const at = HostIp && HostIp !== "0.0.0.0" ? `${HostIp.includes(":") ? `[${HostIp}]` : HostIp}:` : "";
        return `${at}${HostPort}${HostPort || at ? ":" : ""}${port.replace(/\/tcp$/, "")}`;
      }),
    ),
    volumes: mounts
      .filter(({ Type, Name: volume }) => Type === "bind" || !anonymous.test(volume))
      .map(({ Type, Name: volume, Source, Destination, RW }) => ({
        type: Type,
        source: plain(Type === "bind" ? Source : volume),
        target: plain(Destination),
        ...(RW ? {} : { read_only: true }),
      })),
    tmpfs: Object.entries(HostConfig.Tmpfs).map(([at, options]) => (options ? `${at}:${options}` : at)),
    networks:
      networks.length === 0
        ? {}
        : Object.fromEntries(
            networks.map(([network, { Aliases, IPAMConfig }]) => {
              const aliases = Aliases.filter((alias) => alias !== name && !Id.startsWith(alias));
              const address = IPAMConfig?.IPv4Address;
              const own = { ...(aliases.length > 0 ? { aliases } : {}), ...(address ? { ipv4_address: address } : {}) };
              return [network, Object.keys(own).length > 0 ? own : null];
            }),
          ),
    network_mode: special ? mode : "",
    restart:
      restart === "no"
        ? ""
        : restart === "on-failure" && HostConfig.RestartPolicy?.MaximumRetryCount
          ? `on-failure:${HostConfig.RestartPolicy.MaximumRetryCount}`
          : restart,
    user: Config.User === (base?.User ?? "") ? "" : Config.User,
    working_dir: Config.WorkingDir === (base?.WorkingDir ?? "") ? "" : Config.WorkingDir,
    hostname: Id.startsWith(Config.Hostname) || mode === "host" ? "" : Config.Hostname,
    domainname: Config.Domainname,
    labels,
    healthcheck:
      check && check.Test.length > 0 && !same(check, base?.Healthcheck)
        ? {
            ...(check.Test[0] === "NONE" ? { disable: true } : { test: check.Test.map(plain) }),
            ...(check.Interval ? { interval: seconds(check.Interval) } : {}),
            ...(check.Timeout ? { timeout: seconds(check.Timeout) } : {}),
            ...(check.StartPeriod ? { start_period: seconds(check.StartPeriod) } : {}),
            ...(check.Retries ? { retries: check.Retries } : {}),
          }
        : {},
    tty: Config.Tty,
    stdin_open: Config.OpenStdin,
    init: HostConfig.Init,
    privileged: HostConfig.Privileged,
    read_only: HostConfig.ReadonlyRootfs,
    stop_signal: Config.StopSignal === (base?.StopSignal ?? "") ? "" : Config.StopSignal,
    stop_grace_period: Config.StopTimeout ? `${Config.StopTimeout}s` : "",
    mem_limit: HostConfig.Memory ? bytes(HostConfig.Memory) : "",
    mem_reservation: HostConfig.MemoryReservation ? bytes(HostConfig.MemoryReservation) : "",
    cpus: HostConfig.NanoCpus ? HostConfig.NanoCpus / 1e9 : 0,
    cpu_shares: HostConfig.CpuShares,
    cpuset: HostConfig.CpusetCpus,
    pids_limit: HostConfig.PidsLimit,
    shm_size: HostConfig.ShmSize === usualShm ? "" : bytes(HostConfig.ShmSize),
    oom_score_adj: HostConfig.OomScoreAdj,
    cap_add: HostConfig.CapAdd,
    cap_drop: HostConfig.CapDrop,
    security_opt: HostConfig.SecurityOpt,
    sysctls: HostConfig.Sysctls,
    devices: HostConfig.Devices.map((one) => `${one.PathOnHost}:${one.PathInContainer}:${one.CgroupPermissions}`),
    ulimits: Object.fromEntries(
      HostConfig.Ulimits.map(({ Name: limit, Soft, Hard }) => [limit, { soft: Soft, hard: Hard }]),
    ),
    dns: HostConfig.Dns,
    dns_search: HostConfig.DnsSearch,
    dns_opt: HostConfig.DnsOptions,
    extra_hosts: HostConfig.ExtraHosts,
    group_add: HostConfig.GroupAdd,
    ipc: ["private", "shareable", ""].includes(HostConfig.IpcMode) ? "" : HostConfig.IpcMode,
    pid: HostConfig.PidMode,
    uts: HostConfig.UTSMode,
    userns_mode: HostConfig.UsernsMode,
    runtime: HostConfig.Runtime === "runc" ? "" : HostConfig.Runtime,
    logging:
      HostConfig.LogConfig && (HostConfig.LogConfig.Type !== "json-file" || !same(HostConfig.LogConfig.Config, {}))
        ? { driver: HostConfig.LogConfig.Type, options: HostConfig.LogConfig.Config }
        : {},
  };
  return {
    name: (Config.Labels["com.docker.compose.service"] ?? name).replace(/[^a-zA-Z0-9._-]/g, "-"),
    project: Config.Labels["com.docker.compose.project"] ?? "",
    service: Object.fromEntries(Object.entries(given).filter(([, value]) => !empty(value))),
    volumes: named.map(({ Name: volume }) => volume),
    networks: networks.map(([network]) => network),
    notes,
  };
}

const empty = (value: unknown): boolean =>
  value === "" ||
  value === 0 ||
  value === false ||
  (typeof value === "object" && value !== null && Object.keys(value).length === 0);
