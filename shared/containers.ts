import { z } from "zod";
import { imageReference } from "./images.ts";
import { action, engineId, query, stream } from "./wire.ts";

export const containerStates = ["created", "running", "paused", "restarting", "removing", "exited", "dead"] as const;
export type ContainerState = (typeof containerStates)[number];
export type Health = "starting" | "healthy" | "unhealthy";

export interface Port {
  readonly private: number;
  /** Missing where the port is exposed but not published. */
  readonly public?: number;
  readonly protocol: "tcp" | "udp" | "sctp";
  /** Host address it is bound to, for example `0.0.0.0` or `::`. */
  readonly ip?: string;
}

export interface Mount {
  readonly type: string;
  /** Volume name, or path on the host for a bind mount. */
  readonly source: string;
  readonly destination: string;
  readonly writable: boolean;
}

/** One row of `docker ps -a`. */
export interface Container {
  readonly engine: string;
  readonly id: string;
  /** Without the leading slash that the API has. */
  readonly name: string;
  /** As the engine shows it: a reference, or an ID when its tag moved on. */
  readonly image: string;
  readonly imageId: string;
  readonly command: string;
  /** Milliseconds since the epoch. */
  readonly created: number;
  readonly state: ContainerState;
  /** Docker's own words, for example `Up 3 minutes (healthy)`. */
  readonly status: string;
  readonly health?: Health;
  readonly exitCode?: number;
  readonly ports: readonly Port[];
  readonly mounts: readonly Mount[];
  /** Names of the networks it is on, with its address there. */
  readonly networks: readonly { readonly name: string; readonly id: string; readonly address: string }[];
  /** Compose labels, where it belongs to a project. */
  readonly project?: string;
  readonly service?: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** A container pinned to its engine; `name` is only what the docker line shows, the ID is what counts. */
export const containerRef = z.object({
  engine: engineId,
  id: z.string().regex(/^[0-9a-f]{64}$/, "is not a container ID"),
  name: z.string().max(300),
});
export type ContainerRef = z.infer<typeof containerRef>;

/** What the engine accepts as a container's name (moby: names.RestrictedNameChars). */
export const containerName = z
  .string()
  .trim()
  .regex(
    /^[a-zA-Z0-9][a-zA-Z0-9_.-]+$/,
    "Use letters, digits, `_`, `.` and `-`, at least two, starting with a letter or digit.",
  );

export const portMapping = z.object({
  host: z.union([z.literal(""), z.string().regex(/^\d+$/)]).default(""),
  container: z.number().int().min(1).max(65535),
  protocol: z.enum(["tcp", "udp", "sctp"]).default("tcp"),
  ip: z.string().max(64).default(""),
});
export const mountSpec = z.object({
  type: z.enum(["volume", "bind", "tmpfs"]),
  source: z.string().max(4096).default(""),
  target: z.string().min(1).max(4096).startsWith("/", "starts with /"),
  readOnly: z.boolean().default(false),
});

/** Everything the Run dialog can ask for; the same words as `docker run`'s options. */
export const runInput = z.object({
  engine: engineId,
  image: z.string().min(1).max(512),
  name: z.union([z.literal(""), containerName]).default(""),
  /** Command and arguments after the image, already split into words. */
  command: z.array(z.string()).max(1000).default([]),
  entrypoint: z.string().max(4096).default(""),
  interactive: z.boolean().default(false),
  removeOnExit: z.boolean().default(false),
  ports: z.array(portMapping).max(200).default([]),
  publishAll: z.boolean().default(false),
  mounts: z.array(mountSpec).max(200).default([]),
  environment: z
    .array(z.object({ name: z.string().min(1).max(1000), value: z.string() }))
    .max(1000)
    .default([]),
  labels: z
    .array(z.object({ name: z.string().min(1).max(1000), value: z.string() }))
    .max(1000)
    .default([]),
  network: z.string().max(300).default(""),
  restart: z.enum(["no", "on-failure", "always", "unless-stopped"]).default("no"),
  /** Bytes; 0 is unlimited. */
  memory: z.number().int().min(0).default(0),
  /** CPUs, for example 0.5; 0 is unlimited. */
  cpus: z.number().min(0).max(4096).default(0),
  user: z.string().max(300).default(""),
  workdir: z.string().max(4096).default(""),
  hostname: z.string().max(253).default(""),
  readOnly: z.boolean().default(false),
  privileged: z.boolean().default(false),
  init: z.boolean().default(false),
});
export type RunInput = z.output<typeof runInput>;

/** The docker CLI reads `--mount` as one line of CSV. */
const csvField = (field: string): string => (/[",]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field);

/** `docker run` for these choices, word for word. */
export function runCommand(run: RunInput): string[] {
  const flag = (name: string, value: string) => (value ? [name, value] : []);
  return [
    "run",
    ...(run.interactive ? ["-it"] : ["-d"]),
    ...(run.removeOnExit ? ["--rm"] : []),
    ...flag("--name", run.name),
    ...run.ports.flatMap(({ host, container, protocol, ip }) => [
      "-p",
      `${ip ? `${ip.includes(":") ? `[${ip}]` : ip}:` : ""}${host || ip ? `${host}:` : ""}${container}${protocol === "tcp" ? "" : `/${protocol}`}`,
    ]),
    ...(run.publishAll ? ["-P"] : []),
    ...run.mounts.flatMap(({ type, source, target, readOnly }) => [
      "--mount",
      [
        `type=${type}`,
        ...(source ? [csvField(`source=${source}`)] : []),
        csvField(`target=${target}`),
        ...(readOnly ? ["readonly"] : []),
      ].join(","),
    ]),
    ...run.environment.flatMap(({ name, value }) => ["-e", `${name}=${value}`]),
    ...run.labels.flatMap(({ name, value }) => ["--label", `${name}=${value}`]),
    ...flag("--network", run.network),
    ...(run.restart === "no" ? [] : ["--restart", run.restart]),
    ...(run.memory ? ["--memory", `${run.memory}b`] : []),
    ...(run.cpus ? ["--cpus", String(run.cpus)] : []),
    ...flag("--user", run.user),
    ...flag("--workdir", run.workdir),
    ...flag("--hostname", run.hostname),
    ...(run.readOnly ? ["--read-only"] : []),
    ...(run.privileged ? ["--privileged"] : []),
    ...(run.init ? ["--init"] : []),
    ...flag("--entrypoint", run.entrypoint),
    run.image,
    ...run.command,
  ];
}

/** What `docker commit` asks for. */
export const commitInput = containerRef.extend({
  reference: imageReference.refine((reference) => !reference.includes("@"), "A digest cannot be given: it is made."),
  message: z.string().max(1000).default(""),
  author: z.string().max(300).default(""),
  /** The container stands still meanwhile, so that no file is caught half-written. */
  pause: z.boolean().default(true),
});
export type CommitInput = z.output<typeof commitInput>;

/** `docker commit` for these choices. */
export const commitCommand = ({ name, reference, message, author, pause }: CommitInput): string[] => [
  "commit",
  ...(author ? ["--author", author] : []),
  ...(message ? ["--message", message] : []),
  ...(pause ? [] : ["--pause=false"]),
  name,
  reference,
];

/** What the engine's `ps` says; the numbers of processes are those of the engine's computer. */
export interface ProcessList {
  readonly titles: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** How far a `run` is: a missing image is pulled first, as docker does. */
export type RunProgress =
  | { readonly type: "pull"; readonly progress: import("./images.ts").PullProgress }
  | { readonly type: "created"; readonly id: string; readonly warnings: readonly string[] }
  | { readonly type: "started"; readonly id: string };

/** Lines in the order the engine sent them, as parallel arrays: cheaper to clone than an object a line. */
export interface LogBatch {
  readonly lines: readonly string[];
  /** RFC 3339 with nanoseconds, UTC, from the engine. */
  readonly times: readonly string[];
  readonly stderr: readonly boolean[];
}

/** One reading of one container. Rates are per second since the reading before. */
export interface StatsSample {
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly time: number;
  /** 100 is one whole CPU. */
  readonly cpu: number;
  /** Bytes, without the page cache, as `docker stats` counts. */
  readonly memory: number;
  readonly memoryLimit: number;
  /** Bytes since the container started. */
  readonly received: number;
  readonly sent: number;
  readonly read: number;
  readonly written: number;
  readonly processes: number;
}

/** How far a container is that is made again from another image. */
export type RecreateStep = "stopping" | "renaming" | "creating" | "starting" | "removing" | "done";
const recreation = containerRef.extend({ image: z.string().min(1).max(512) });

export const containersApi = {
  start: action(containerRef, ({ name }) => ["start", name]),
  stop: action(containerRef, ({ name }) => ["stop", name]),
  restart: action(containerRef, ({ name }) => ["restart", name]),
  pause: action(containerRef, ({ name }) => ["pause", name]),
  unpause: action(containerRef, ({ name }) => ["unpause", name]),
  kill: action(containerRef, ({ name }) => ["kill", name]),
  rename: action(containerRef.extend({ to: containerName }), ({ name, to }) => ["rename", name, to]),
  /** Makes an image of what the container's files are now; volumes are not in it. Answers with its ID. */
  commit: action(commitInput, commitCommand).returns<{ readonly id: string }>(),
  /** What runs in it, as `docker top` lists it: at once, then every five seconds for as long as it is read. */
  processes: stream(containerRef).of<ProcessList>(),
  /** Without force, and its anonymous volumes stay: CONFLICT while it runs. */
  remove: action(containerRef, ({ name }) => ["rm", name]),
  run: action(runInput, runCommand).streams<RunProgress>(),
  /** The docker lines of `recreate`. CONFLICT for a container that could not be put back when it fails. */
  recreateCommands: query(recreation).returns<readonly (readonly string[])[]>(),
  /**
   * Makes a container again from another image that the engine has, with the configuration that it has. When that fails
   * the old one is put back as it was, and the error says so. It goes on to its end also when its stream is left.
   */
  recreate: stream(recreation).of<RecreateStep>(),
  inspect: query(containerRef).returns<unknown>(),
  /** `tail` lines from the end first, then what follows while `follow`; `until` (RFC 3339) reads older ones on demand. */
  logs: stream(
    containerRef.extend({
      tail: z.number().int().min(0).max(1_000_000).default(2000),
      follow: z.boolean().default(true),
      since: z.string().max(64).optional(),
      until: z.string().max(64).optional(),
    }),
  ).of<LogBatch>(),
  /** A batch about every two seconds for as long as it is read; `ids` are the containers that are visible. */
  stats: stream(z.object({ engine: engineId, ids: z.array(containerRef.shape.id).max(200) })).of<
    readonly StatsSample[]
  >(),
} as const;
