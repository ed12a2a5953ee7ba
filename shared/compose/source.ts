import { z } from "zod";
import { engineId } from "../wire.ts";

const filePath = z.string().min(1).max(4096);

/** What Compose accepts as a project's name (compose-spec, "name"). */
export const projectName = z
  .string()
  .max(200)
  .regex(
    /^[a-z0-9][a-z0-9_-]*$/,
    "Use lower-case letters, digits, `-` and `_` for the project's name, starting with a letter or digit.",
  );

/** A service's name, as the schema of Compose has it; never one that reads as an option. */
export const serviceName = z
  .string()
  .max(200)
  .regex(/^[a-zA-Z0-9_.][a-zA-Z0-9._-]*$/, "is not a service's name");

/** A profile's name, or `*` for all of them. */
const profileName = z
  .string()
  .max(200)
  .regex(/^(?:\*|[a-zA-Z0-9][a-zA-Z0-9_.-]*)$/, "is not a profile's name");

/** Everything that decides what a project is made of: the same words as the options of `docker compose`. */
export const composeSource = z.object({
  /** `-f`, in order; empty for a project whose files are not on this computer. */
  files: z.array(filePath).max(50).default([]),
  /** `--env-file`. */
  envFiles: z.array(filePath).max(20).default([]),
  /** `--profile`. */
  profiles: z.array(profileName).max(50).default([]),
  /** `--project-directory`; empty: the folder of the first file. */
  directory: z.string().max(4096).default(""),
});
export type ComposeSource = z.output<typeof composeSource>;

/** A project pinned to its engine. */
export const projectRef = z.object({ engine: engineId, name: projectName, source: composeSource });

/** Words after `docker` that reach this project, then `rest`. */
export const composeWords = (
  { name, source }: { readonly name: string; readonly source: ComposeSource },
  ...rest: readonly string[]
): string[] => [
  "compose",
  ...source.files.flatMap((file) => ["-f", file]),
  ...source.envFiles.flatMap((file) => ["--env-file", file]),
  ...source.profiles.flatMap((profile) => ["--profile", profile]),
  ...(source.directory ? ["--project-directory", source.directory] : []),
  ...(name ? ["-p", name] : []),
  ...rest,
];

const services = z.array(serviceName).max(1000).default([]);

/** What is done to services of a project; none named means all of them. */
export const servicesRef = projectRef.extend({ services });
export type ServicesRef = z.output<typeof servicesRef>;

/** Everything the Up dialog can ask for; the same words as the options of `docker compose up`. */
export const upInput = servicesRef.extend({
  build: z.boolean().default(false),
  detach: z.boolean().default(true),
  forceRecreate: z.boolean().default(false),
  pullAlways: z.boolean().default(false),
  /** Leaves the services alone that the named ones depend on. */
  noDependencies: z.boolean().default(false),
  /** How many containers each of these services gets. */
  scale: z.record(serviceName, z.number().int().min(0).max(1000)).default({}),
  /** Takes variables that are not set as empty, as Compose itself does. */
  allowUnset: z.boolean().default(false),
});
export type UpInput = z.output<typeof upInput>;

/** `docker compose up` for these choices, word for word. */
export const upCommand = (up: UpInput): string[] =>
  composeWords(
    up,
    "up",
    ...(up.detach ? ["-d"] : []),
    ...(up.build ? ["--build"] : []),
    ...(up.forceRecreate ? ["--force-recreate"] : []),
    ...(up.pullAlways ? ["--pull", "always"] : []),
    ...(up.noDependencies ? ["--no-deps"] : []),
    ...Object.entries(up.scale).flatMap(([service, count]) => ["--scale", `${service}=${count}`]),
    ...up.services,
  );

/** Everything the Down dialog can ask for. */
export const downInput = projectRef.extend({
  removeImages: z.boolean().default(false),
  removeVolumes: z.boolean().default(false),
  removeOrphans: z.boolean().default(false),
});
export type DownInput = z.output<typeof downInput>;

/** `docker compose down` for these choices, word for word. */
export const downCommand = (down: DownInput): string[] =>
  composeWords(
    down,
    "down",
    ...(down.removeImages ? ["--rmi", "all"] : []),
    ...(down.removeVolumes ? ["--volumes"] : []),
    ...(down.removeOrphans ? ["--remove-orphans"] : []),
  );
