import { z } from "zod";
import type { BuildEvent, BuildFile, BuildStep, Timeline } from "./build-timeline.ts";
import type { ErrorShape } from "./errors.ts";
import { imageReference } from "./images.ts";
import { action, change, engineId, nothing, query } from "./wire.ts";

/** A whole path on this computer. */
const localPath = z
  .string()
  .max(4096)
  .regex(/^(?:\/|[a-zA-Z]:[\\/]|\\\\)/, "Choose a folder by its whole path.");

/** `ARG` and label names, and what follows the first `=`. */
const pair = z.object({ name: z.string().min(1).max(1000), value: z.string().max(100_000) });

/** A secret for `RUN --mount=type=secret,id=…`: a file of this computer, or what was typed for this one build. */
const secret = z.object({
  id: z
    .string()
    .min(1)
    .max(200)
    .regex(/^[^\s,="']+$/, "The name of a secret has no spaces, commas, quotation marks or `=`."),
  file: z.string().max(4096).default(""),
  /** Used once, kept nowhere; missing in the history. */
  value: z.string().max(500_000).default(""),
});

export const platform = z
  .string()
  .regex(/^[a-z0-9]+(?:\/[a-z0-9]+){0,2}$/, "A platform is written like `linux/arm64`.");

/** What to build and how. */
export const buildInput = z.object({
  engine: engineId,
  folder: localPath,
  /** Relative to the folder, or a whole path; empty means the folder's own `Dockerfile`. */
  dockerfile: z.string().max(4096).default(""),
  tags: z
    .array(imageReference.refine((tag) => !tag.includes("@"), "A tag has no digest."))
    .max(20)
    .default([]),
  args: z.array(pair).max(500).default([]),
  labels: z.array(pair).max(500).default([]),
  secrets: z.array(secret).max(50).default([]),
  target: z.string().max(300).default(""),
  platforms: z.array(platform).max(20).default([]),
  noCache: z.boolean().default(false),
  pull: z.boolean().default(false),
  builder: z.enum(["buildkit", "classic"]).default("buildkit"),
});
export type BuildInput = z.output<typeof buildInput>;

/** The environment variable that the docker line names for a secret that was typed. */
const variableOf = (id: string): string => id.toUpperCase().replace(/[^A-Z0-9]+/g, "_");

/** The docker CLI reads `--secret` as one line of CSV. */
const csvField = (field: string): string => (/[",]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field);

/** Joins a path of the form to the folder, as docker reads `-f` here. */
export function dockerfilePath(folder: string, dockerfile: string): string {
  const base = folder.replace(/[\\/]+$/, "");
  if (dockerfile === "") return `${base}/Dockerfile`;
  return /^(?:\/|[a-zA-Z]:[\\/]|\\\\)/.test(dockerfile) ? dockerfile : `${base}/${dockerfile}`;
}

/** `docker build` for these choices, word for word; a secret that was typed is named by a variable, never by its value. */
export function buildCommand(build: Omit<BuildInput, "engine">): string[] {
  return [
    "build",
    ...build.tags.flatMap((tag) => ["-t", tag]),
    ...(build.dockerfile ? ["-f", dockerfilePath(build.folder, build.dockerfile)] : []),
    ...(build.target ? ["--target", build.target] : []),
    ...build.args.flatMap(({ name, value }) => ["--build-arg", `${name}=${value}`]),
    ...build.labels.flatMap(({ name, value }) => ["--label", `${name}=${value}`]),
    ...build.secrets.flatMap(({ id, file }) => [
      "--secret",
      file ? `id=${id},${csvField(`src=${file}`)}` : `id=${id},env=${variableOf(id)}`,
    ]),
    ...(build.platforms.length > 0 ? ["--platform", build.platforms.join(",")] : []),
    ...(build.noCache ? ["--no-cache"] : []),
    ...(build.pull ? ["--pull"] : []),
    build.folder,
  ];
}

/** Something that every builder will refuse. */
export interface DockerfileProblem {
  /** From 1. */
  readonly line: number;
  readonly message: string;
}

export interface DockerfileStage {
  readonly index: number;
  readonly name?: string;
  readonly base: string;
  readonly line: number;
}

/** What a folder holds for a build, as far as it can be told without building. */
export interface BuildFolder {
  /** Where the Dockerfile was found, and its text; null where there is none. */
  readonly dockerfile: BuildFile | null;
  /** Why there is none. */
  readonly missing?: string;
  /** Other files of the folder that look like a Dockerfile, by name. */
  readonly others: readonly string[];
  readonly stages: readonly DockerfileStage[];
  readonly args: readonly { readonly name: string; readonly value: string }[];
  readonly problems: readonly DockerfileProblem[];
  /** The .dockerignore that counts, by name. */
  readonly ignore?: string;
}

/** How much would be sent at most: what .dockerignore leaves. */
export interface ContextSize {
  readonly files: number;
  readonly bytes: number;
  /** The folders and files that hold the most, largest first. */
  readonly largest: readonly { readonly path: string; readonly bytes: number }[];
  /** There was more than could be counted in time: the numbers are what was seen. */
  readonly cut: boolean;
}

export type BuildState = "running" | "built" | "failed" | "cancelled" | "interrupted";

/** One build of the history. */
export interface BuildSummary {
  readonly id: string;
  /** When it started, milliseconds since the epoch. */
  readonly time: number;
  readonly engineName: string;
  /** What was asked for, without the values of secrets. */
  readonly input: BuildInput;
  readonly state: BuildState;
  /** Milliseconds; missing while it runs and where Drydock ended before it did. */
  readonly duration?: number;
  readonly steps: number;
  readonly cached: number;
  readonly image?: string;
  readonly error?: ErrorShape;
}

/** A build of the history with everything it said. */
export interface BuildRecord extends BuildSummary {
  readonly timeline: readonly BuildStep[];
  readonly dockerfile?: BuildFile;
  readonly failure?: Timeline["failure"];
  readonly warnings?: Timeline["warnings"];
}

const folderInput = z.object({ folder: localPath, dockerfile: z.string().max(4096).default("") });

export const buildsApi = {
  /** Which builders the engine has, the one to use first. */
  builders: query(z.object({ engine: engineId })).returns<readonly BuildInput["builder"][]>(),
  look: query(folderInput).returns<BuildFolder>(),
  measure: query(folderInput.extend({ builder: buildInput.shape.builder })).returns<ContextSize>(),
  /** `id` is new, and the one of the history. Leaving the stream cancels the build in the engine. Rejects with what failed, after everything was told. */
  build: action(buildInput.extend({ id: z.uuid() }), buildCommand).streams<readonly BuildEvent[]>(),
  history: query(nothing).returns<readonly BuildSummary[]>(),
  record: query(z.object({ id: z.uuid() })).returns<BuildRecord>(),
  /** Takes builds off the history; images stay. */
  forget: change(z.object({ ids: z.array(z.uuid()).max(200) })),
} as const;
