import { basename } from "node:path";
import type { ComposeModel, ComposeProblem, ComposeResource, ComposeService, ComposeSource } from "@shared/compose.ts";
import { type ComposeFile, isMapping, type LoadedProject, type Mapping } from "./load.ts";

/** Top-level keys of the compose-spec; what begins with `x-` is anybody's. */
const topLevel = ["name", "version", "services", "networks", "volumes", "configs", "secrets", "include", "models"];

/** The name Compose gives to a project in a folder of this name (compose-go, NormalizeProjectName). */
export const normalName = (folder: string): string =>
  folder
    .toLowerCase()
    .replace(/[^-_a-z0-9]/g, "")
    .replace(/^[_-]+/, "");

/** The project's name as Compose finds it without `-p`; empty where nothing gives one. */
export function nameOf({ files, variables, directory }: LoadedProject): string {
  const written = [...files]
    .reverse()
    .map(({ value }) => value.name)
    .find((name) => typeof name === "string" && name !== "");
  return variables.COMPOSE_PROJECT_NAME || (written as string | undefined) || normalName(basename(directory));
}

/** Keys whose sequences are joined when files are laid over each other; everything else of the later file wins. */
function overlay(below: unknown, above: unknown): unknown {
  if (isMapping(below) && isMapping(above)) {
    const merged: Record<string, unknown> = { ...below };
    for (const [key, value] of Object.entries(above))
      merged[key] = key in below && !replaced.has(key) ? overlay(below[key], value) : value;
    return merged;
  }
  if (Array.isArray(below) && Array.isArray(above)) return [...below, ...above];
  // `depends_on`, `networks` and the like may be a list in one file and a mapping in the other.
  if (isMapping(below) && Array.isArray(above)) return { ...below, ...named(above) };
  if (Array.isArray(below) && isMapping(above)) return { ...named(below), ...above };
  return above ?? below;
}
const replaced = new Set(["command", "entrypoint", "test"]);
const named = (list: readonly unknown[]): Mapping => Object.fromEntries(list.map((name) => [String(name), {}]));

/** All files laid over each other in their order. */
export const overlaid = (files: readonly ComposeFile[]): Mapping =>
  files.reduce<Mapping>((below, { value }) => overlay(below, value) as Mapping, {});

const section = (value: Mapping, key: string): Mapping => (isMapping(value[key]) ? (value[key] as Mapping) : {});
const text = (value: unknown): string | undefined =>
  typeof value === "string" ? value : typeof value === "number" ? String(value) : undefined;
/** Names of a list or of a mapping. */
const names = (value: unknown): string[] =>
  Array.isArray(value) ? value.map((one) => String(one)) : isMapping(value) ? Object.keys(value) : [];

/** Name of the volume of a `volumes` entry; undefined for a bind mount, a tmpfs or an anonymous one. */
export function volumeOf(entry: unknown): string | undefined {
  if (isMapping(entry)) return entry.type === undefined || entry.type === "volume" ? text(entry.source) : undefined;
  const written = text(entry);
  if (!written?.includes(":")) return undefined;
  const [source = ""] = written.split(":");
  return /^[a-zA-Z0-9][a-zA-Z0-9_.-]+$/.test(source) && !/^[a-zA-Z]$/.test(source) ? source : undefined;
}

function service(name: string, value: Mapping): ComposeService {
  const deploy = section(value, "deploy");
  const count = Number(value.scale ?? deploy.replicas ?? 1);
  const build =
    typeof value.build === "string"
      ? value.build
      : isMapping(value.build)
        ? (text(value.build.context) ?? ".")
        : undefined;
  const image = text(value.image);
  const containerName = text(value.container_name);
  const host = typeof value.network_mode === "string";
  const depends = value.depends_on;
  return {
    name,
    ...(image === undefined ? {} : { image }),
    ...(build === undefined ? {} : { build }),
    ...(containerName === undefined ? {} : { containerName }),
    replicas: Number.isInteger(count) && count >= 0 ? count : 1,
    profiles: names(value.profiles),
    dependsOn: names(depends).map((one) => {
      const how = isMapping(depends) && isMapping(depends[one]) ? depends[one] : {};
      return {
        service: one,
        condition: text(how.condition) ?? "service_started",
        required: how.required !== false,
      };
    }),
    networks: host ? [] : value.networks === undefined ? ["default"] : names(value.networks),
    volumes: (Array.isArray(value.volumes) ? value.volumes : []).flatMap((entry) => volumeOf(entry) ?? []),
  };
}

function resources(value: Mapping, key: "networks" | "volumes", project: string): ComposeResource[] {
  return Object.entries(section(value, key)).map(([name, given]) => {
    const own = isMapping(given) ? given : {};
    const external = isMapping(own.external) || own.external === true || own.external === "true";
    const other = text(own.name) ?? (isMapping(own.external) ? text(own.external.name) : undefined);
    return { key: name, name: other ?? (external ? name : `${project}_${name}`), external };
  });
}

/** What these values make: also for the JSON of `docker compose config`, which is the same without short forms. */
export function modelOf(value: Mapping, project: string): ComposeModel {
  const services = Object.entries(section(value, "services"))
    .map(([name, own]) => service(name, isMapping(own) ? own : {}))
    .sort((a, b) => a.name.localeCompare(b.name));
  const networks = resources(value, "networks", project);
  if (services.some((one) => one.networks.includes("default")) && !networks.some(({ key }) => key === "default"))
    networks.unshift({ key: "default", name: `${project}_default`, external: false });
  return { name: project, services, networks, volumes: resources(value, "volumes", project) };
}

type Place = (path: readonly (string | number)[]) => Partial<Pick<ComposeProblem, "file" | "line" | "column">>;

/** Where a path stands, in the last file that has it. */
const placeIn =
  (files: readonly ComposeFile[]): Place =>
  (path) => {
    const file = [...files].reverse().find(({ value }) => {
      let inner: unknown = value;
      for (const step of path) inner = isMapping(inner) ? inner[step] : undefined;
      return inner !== undefined;
    });
    return file ? { file: file.file, ...file.at(path) } : {};
  };

/** What Compose would refuse, found without running it: unknown keys, services that are not there, circles. */
export function checkModel(loaded: LoadedProject, value: Mapping, model: ComposeModel): ComposeProblem[] {
  const { files } = loaded;
  const place = placeIn(files);
  const problems: ComposeProblem[] = [];
  const fail = (message: string, path: readonly (string | number)[], severity: "error" | "warning" = "error") =>
    problems.push({ severity, message, ...place(path) });
  const hasIncludes = loaded.remotes.length > 0;

  for (const key of Object.keys(value))
    if (!topLevel.includes(key) && !key.startsWith("x-"))
      fail(`“${key}” is no key of a Compose file. Check its spelling and indentation.`, [key]);
  if (!isMapping(value.services) && !hasIncludes && problems.length === 0)
    fail("The file has no services.", ["services"]);
  for (const key of ["services", "networks", "volumes"])
    if (value[key] !== undefined && value[key] !== null && !isMapping(value[key]))
      fail(`“${key}” must be a mapping.`, [key]);
  for (const [name, own] of Object.entries(section(value, "services"))) {
    const path = ["services", name];
    if (!isMapping(own)) {
      fail(`The service ${name} is empty. Give it an image or a build.`, path);
      continue;
    }
    if ((own.image ?? null) === null && !own.build && !own.extends && !own.provider)
      fail(`The service ${name} has neither an image nor a build. Give it one of them.`, path);
    for (const other of names(own.depends_on))
      if (!hasIncludes && !model.services.some((one) => one.name === other))
        fail(`The service ${name} depends on ${other}, which does not exist.`, [...path, "depends_on"]);
    for (const other of names(own.networks))
      if (!hasIncludes && other !== "default" && !model.networks.some(({ key }) => key === other))
        fail(`The service ${name} is on the network ${other}, which is not defined under networks.`, [
          ...path,
          "networks",
        ]);
    for (const other of model.services.find((one) => one.name === name)?.volumes ?? [])
      if (!hasIncludes && !model.volumes.some(({ key }) => key === other))
        fail(`The service ${name} mounts the volume ${other}, which is not defined under volumes.`, [
          ...path,
          "volumes",
        ]);
  }
  const circle = circleIn(model);
  if (circle)
    fail(`These services depend on each other in a circle: ${circle.join(" → ")}. None of them could start first.`, [
      "services",
      circle[0]!,
      "depends_on",
    ]);
  return problems;
}

/** Services that depend on each other in a circle, the first one also last; undefined where there is none. */
export function circleIn({ services }: ComposeModel): string[] | undefined {
  const byName = new Map(services.map((one) => [one.name, one]));
  const done = new Set<string>();
  const way: string[] = [];
  const walk = (name: string): string[] | undefined => {
    if (way.includes(name)) return [...way.slice(way.indexOf(name)), name];
    if (done.has(name)) return undefined;
    way.push(name);
    for (const { service: other } of byName.get(name)?.dependsOn ?? []) {
      const circle = walk(other);
      if (circle) return circle;
    }
    way.pop();
    done.add(name);
    return undefined;
  };
  for (const { name } of services) {
    const circle = walk(name);
    if (circle) return circle;
  }
  return undefined;
}

/** All profiles that occur, in order. */
export const profilesOf = ({ services }: ComposeModel): string[] =>
  [...new Set(services.flatMap(({ profiles }) => profiles))].sort();

/** Profiles that are on: those asked for, and COMPOSE_PROFILES of the env file. */
export const activeProfiles = (source: ComposeSource, { variables }: LoadedProject): string[] => [
  ...new Set([...source.profiles, ...(variables.COMPOSE_PROFILES ?? "").split(",").filter(Boolean)]),
];
