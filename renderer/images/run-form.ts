import { quote } from "@shared/command.ts";
import { type Container, type RunInput, runInput } from "@shared/containers.ts";
import { imageReference } from "@shared/images.ts";
import { commandWords } from "./command-words.ts";

/** What stands in the Run dialog, as it was typed. */
export interface RunForm {
  readonly image: string;
  readonly name: string;
  readonly command: string;
  readonly interactive: boolean;
  readonly removeOnExit: boolean;
  readonly ports: readonly {
    readonly host: string;
    readonly container: string;
    readonly protocol: string;
    /** The host's address, where it is not every one. */
    readonly ip?: string;
  }[];
  readonly publishAll: boolean;
  readonly mounts: readonly {
    readonly type: string;
    readonly source: string;
    readonly target: string;
    readonly readOnly: boolean;
  }[];
  readonly environment: readonly { readonly name: string; readonly value: string }[];
  readonly labels: readonly { readonly name: string; readonly value: string }[];
  readonly network: string;
  readonly restart: string;
  readonly memory: string;
  readonly cpus: string;
  readonly user: string;
  readonly workdir: string;
  readonly hostname: string;
  readonly entrypoint: string;
  readonly readOnly: boolean;
  readonly privileged: boolean;
  readonly init: boolean;
}

export const emptyRun: RunForm = {
  image: "",
  name: "",
  command: "",
  interactive: false,
  removeOnExit: false,
  ports: [],
  publishAll: false,
  mounts: [],
  environment: [],
  labels: [],
  network: "",
  restart: "no",
  memory: "",
  cpus: "",
  user: "",
  workdir: "",
  hostname: "",
  entrypoint: "",
  readOnly: false,
  privileged: false,
  init: false,
};

/** A form that says what `run` says. */
export const formOf = (run: RunInput): RunForm => ({
  ...run,
  command: run.command.map(quote).join(" "),
  ports: run.ports.map(({ host, container, protocol, ip }) => ({ host, container: String(container), protocol, ip })),
  memory: run.memory === 0 ? "" : run.memory % 1024 ** 2 === 0 ? `${run.memory / 1024 ** 2}m` : `${run.memory}`,
  cpus: run.cpus === 0 ? "" : String(run.cpus),
});

const units: Readonly<Record<string, number>> = { "": 1, b: 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3, t: 1024 ** 4 };

/** Bytes of `512m`, `1.5g` or `1024`, in docker's binary units; undefined for what docker would not read. */
export function memoryBytes(text: string): number | undefined {
  const [, number, unit] = /^(\d+(?:\.\d+)?)\s*([bkmgt]?)(?:i?b)?$/i.exec(text.trim()) ?? [];
  return number === undefined ? undefined : Math.floor(Number(number) * units[unit!.toLowerCase()]!);
}

/** The engine refuses less. */
const leastMemory = 6 * 1024 ** 2;

const port = (text: string) => /^\d{1,5}$/.test(text.trim()) && Number(text) >= 1 && Number(text) <= 65535;

/** Problems by field, such as `ports.0.host`; the sentence says what to type instead. */
export type Problems = Readonly<Record<string, string>>;

function portProblems({ ports }: RunForm, containers: readonly Container[]): [string, string][] {
  return ports.flatMap(({ host, container, protocol }, at): [string, string][] => {
    if (!container.trim() && !host.trim()) return [];
    if (!port(container)) return [[`ports.${at}.container`, "Type a port from 1 to 65535."]];
    if (!host.trim()) return [];
    if (!port(host)) return [[`ports.${at}.host`, "Type a port from 1 to 65535, or nothing for any free one."]];
    const same = ports.findIndex((other) => other.host.trim() === host.trim() && other.protocol === protocol);
    if (same < at) return [[`ports.${at}.host`, `Port ${host.trim()} is in this list already.`]];
    const holder = containers.find((one) =>
      one.ports.some((held) => held.public === Number(host) && held.protocol === protocol),
    );
    return holder
      ? [[`ports.${at}.host`, `Port ${host.trim()} is used by ${holder.name}. Choose another, or stop it.`]]
      : [];
  });
}

function mountProblems({ mounts }: RunForm): [string, string][] {
  return mounts.flatMap(({ type, source, target }, at): [string, string][] => {
    if (!source.trim() && !target.trim()) return [];
    if (!target.trim().startsWith("/"))
      return [[`mounts.${at}.target`, "Type a path in the container, starting with /."]];
    if (type === "bind" && !/^(?:\/|[a-zA-Z]:[\\/])/.test(source.trim()))
      return [[`mounts.${at}.source`, "Type the whole path of a folder or file on the engine's computer."]];
    if (type === "volume" && source.trim() && !/^[a-zA-Z0-9][a-zA-Z0-9_.-]+$/.test(source.trim()))
      return [[`mounts.${at}.source`, "A volume's name has letters, digits, `_`, `.` and `-`, at least two."]];
    return [];
  });
}

const pairProblems = (key: string, pairs: RunForm["labels"]): [string, string][] =>
  pairs.flatMap(({ name, value }, at): [string, string][] =>
    name.includes("=")
      ? [[`${key}.${at}.name`, "A name has no = in it."]]
      : !name.trim() && value
        ? [[`${key}.${at}.name`, "Type a name."]]
        : [],
  );

/** What is wrong in the form, field by field, and what docker would be asked for when nothing is. */
export function readRun(
  engine: string,
  form: RunForm,
  containers: readonly Container[],
): { readonly run: RunInput | null; readonly problems: Problems } {
  const command = commandWords(form.command);
  const bytes = form.memory.trim() ? memoryBytes(form.memory) : 0;
  const cpus = form.cpus.trim() ? Number(form.cpus) : 0;
  const image = imageReference.safeParse(form.image);
  const holder = form.name.trim() ? containers.find(({ name }) => name === form.name.trim()) : undefined;
  const mounted = form.mounts.filter(({ source, target }) => source.trim() || target.trim());
  const found: [string, string | undefined | false][] = [
    // An image without a name is run by its ID.
    ["image", !image.success && !/^[0-9a-f]{12,64}$/.test(form.image) && image.error?.issues[0]?.message],
    [
      "name",
      holder && `Another container is called ${holder.name}. Choose a different name, or remove that one first.`,
    ],
    ["command", command.problem],
    [
      "memory",
      bytes === undefined
        ? "Type a number with k, m or g, for example 512m."
        : bytes > 0 && bytes < leastMemory && "Docker needs at least 6m.",
    ],
    ["cpus", !(cpus >= 0 && cpus <= 4096) && "Type a number, for example 0.5."],
    [
      "restart",
      form.removeOnExit && form.restart !== "no" && "A container that is removed when it exits cannot restart.",
    ],
    ...portProblems(form, containers),
    ...mountProblems(form),
    ...pairProblems("environment", form.environment),
    ...pairProblems("labels", form.labels),
  ];
  const draft = runInput.safeParse({
    ...form,
    engine,
    image: form.image.trim(),
    name: form.name.trim(),
    command: command.words ?? [],
    ports: form.ports
      .filter(({ container }) => port(container))
      .map(({ host, container, protocol, ip = "" }) => ({
        ip,
        host: port(host) ? host.trim() : "",
        container: Number(container),
        protocol,
      })),
    mounts: mounted.map((mount) => ({
      ...mount,
      source: mount.type === "tmpfs" ? "" : mount.source.trim(),
      target: mount.target.trim(),
    })),
    environment: form.environment.filter(({ name }) => name.trim()),
    labels: form.labels.filter(({ name }) => name.trim()),
    memory: bytes ?? 0,
    cpus: Number.isNaN(cpus) ? 0 : Math.max(0, cpus),
    user: form.user.trim(),
    workdir: form.workdir.trim(),
    hostname: form.hostname.trim(),
  });
  const problems: Record<string, string> = {};
  for (const [field, sentence] of found) if (sentence) problems[field] ??= sentence;
  for (const { path, message } of draft.error?.issues ?? []) problems[path.join(".")] ??= message;
  return { run: draft.data ?? null, problems };
}
