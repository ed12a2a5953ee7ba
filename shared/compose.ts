import { z } from "zod";
import type { ComposeModel, ComposeProblem, TrustFinding } from "./compose/document.ts";
import type { ComposeRunEvent } from "./compose/run.ts";
import {
  type ComposeSource,
  composeSource,
  composeWords,
  downInput,
  projectName,
  projectRef,
  servicesRef,
  upCommand,
  upInput,
} from "./compose/source.ts";
import type { LogBatch } from "./containers.ts";
import type { Plan } from "./plans.ts";
import { action, change, engineId, nothing, query, stream } from "./wire.ts";

export type * from "./compose/document.ts";
export { enabledServices } from "./compose/document.ts";
export * from "./compose/projects.ts";
export type * from "./compose/run.ts";
export * from "./compose/source.ts";

/** How Compose is run on this computer. */
export interface ComposeProgramInfo {
  /** `plugin`: `docker compose`; `standalone`: the same program by itself; `v1`: the Python program of before 2021. */
  readonly kind: "plugin" | "standalone" | "v1" | "missing";
  readonly version: string;
  /** Full path of what is run; empty where there is none. */
  readonly file: string;
  /** Where none was found or it is too old: what to do, in a sentence or two. */
  readonly advice?: string;
}

/** A project whose files were opened in Drydock. */
export interface KnownProject {
  /** Stable name of these files and this project name. */
  readonly id: string;
  readonly name: string;
  readonly source: ComposeSource;
  /** Milliseconds since the epoch. */
  readonly opened: number;
  /** What the files say now; missing when they cannot be read. */
  readonly model?: ComposeModel;
  readonly problem?: string;
}

/** A Compose file as it was read, before Compose itself has seen it. */
export interface OpenedProject {
  readonly id: string;
  /** `-p` unless told otherwise. */
  readonly name: string;
  readonly source: ComposeSource;
  /** The folder that relative paths start from. */
  readonly directory: string;
  /** Missing where the files cannot be read at all. */
  readonly model?: ComposeModel;
  readonly problems: readonly ComposeProblem[];
  readonly findings: readonly TrustFinding[];
  /** Of all files that decide what is started. */
  readonly hash: string;
  /** It has no findings, or they were agreed to for exactly these contents. */
  readonly trusted: boolean;
  /** All profiles that occur. */
  readonly profiles: readonly string[];
}

export const composeApi = {
  program: query(nothing).returns<ComposeProgramInfo>(),
  /** Projects whose files were opened before, newest list whenever one comes, changes or goes. */
  known: stream(nothing).of<readonly KnownProject[]>(),
  /** Reads Compose files; runs nothing. A folder stands for the files that Compose finds in it, with its override. */
  open: query(z.object({ name: projectName.optional(), source: composeSource })).returns<OpenedProject>(),
  /** Keeps these files in the list of projects. */
  remember: change(z.object({ name: projectName, source: composeSource })),
  /** Takes a project off the list; nothing on the engine or on the disk changes. */
  forget: change(z.object({ id: z.string().max(100) })),
  /** Agrees to what was found in files with this hash. CONFLICT when they have changed since. */
  trust: change(z.object({ name: projectName, source: composeSource, hash: z.string().max(100) })),
  /** What Compose itself makes of the files (`docker compose config`). PERMISSION_DENIED before they are trusted. */
  config: query(projectRef).returns<ComposeModel>(),
  up: action(upInput, upCommand).streams<readonly ComposeRunEvent[]>(),
  start: action(servicesRef, (ref) => composeWords(ref, "start", ...ref.services)).streams<
    readonly ComposeRunEvent[]
  >(),
  stop: action(servicesRef, (ref) => composeWords(ref, "stop", ...ref.services)).streams<readonly ComposeRunEvent[]>(),
  restart: action(servicesRef, (ref) => composeWords(ref, "restart", ...ref.services)).streams<
    readonly ComposeRunEvent[]
  >(),
  pause: action(servicesRef, (ref) => composeWords(ref, "pause", ...ref.services)).streams<
    readonly ComposeRunEvent[]
  >(),
  unpause: action(servicesRef, (ref) => composeWords(ref, "unpause", ...ref.services)).streams<
    readonly ComposeRunEvent[]
  >(),
  pull: action(servicesRef, (ref) => composeWords(ref, "pull", ...ref.services)).streams<readonly ComposeRunEvent[]>(),
  build: action(servicesRef, (ref) => composeWords(ref, "build", ...ref.services)).streams<
    readonly ComposeRunEvent[]
  >(),
  /** Makes new containers for these services and leaves what they depend on alone. */
  recreate: action(servicesRef, (ref) =>
    composeWords(ref, "up", "-d", "--no-deps", "--force-recreate", ...ref.services),
  ).streams<readonly ComposeRunEvent[]>(),
  /** Asks Compose to stop what it is doing; its stream says what was reached. */
  cancel: change(z.object({ run: z.string().uuid() })),
  /** What `docker compose down` would remove, as a plan that `plans.remove` takes. */
  down: query(downInput).returns<Plan>(),
  /** Logs of all containers of the project, or of these services, merged by time; each line says whose it is. */
  logs: stream(
    z.object({
      engine: engineId,
      name: z.string().min(1).max(300),
      services: z.array(z.string().max(300)).max(1000).default([]),
      tail: z.number().int().min(0).max(200_000).default(2000),
      follow: z.boolean().default(true),
      since: z.string().max(64).optional(),
      until: z.string().max(64).optional(),
    }),
  ).of<LogBatch>(),
} as const;
