import { z } from "zod";
import type { ComposeProblem, TrustFinding } from "./compose/document.ts";
import { composeWords, projectName, projectRef } from "./compose/source.ts";
import { containerRef } from "./containers.ts";
import { action, query, stream } from "./wire.ts";

/** Full path of a Compose file; nothing else is read or written by the editor. */
const file = z
  .string()
  .min(1)
  .max(4096)
  .regex(/\.ya?ml$/i, "is not a .yaml or .yml file");
/** As long as the files that Drydock reads. */
const text = z.string().max(1024 * 1024, "is longer than 1 MB");
const hash = z.string().max(100);

/** What stands in the editor for one file of a project; the others are as they are on the disk. */
const draft = projectRef.extend({ file, text });
export type ComposeDraft = z.output<typeof draft>;

/** A Compose file as it is on the disk. */
export interface ComposeText {
  readonly file: string;
  /** With `\n` at the end of each line, whatever the file has. */
  readonly text: string;
  /** Of the bytes on the disk: what a save says it has seen. */
  readonly hash: string;
  readonly lineEndings: "LF" | "CRLF" | "mixed";
  /** False where the file or its folder may not be written. */
  readonly writable: boolean;
}

/** A text of a file that was replaced, as Drydock kept it. */
export interface ComposeVersion {
  readonly id: string;
  /** When it was replaced, in milliseconds since the epoch. */
  readonly replaced: number;
  /** Bytes. */
  readonly size: number;
}

/** What the variables of one value come to. */
export interface ResolvedValue {
  /** From 1. */
  readonly line: number;
  /** The value with its variables filled in; a mask where it looks like a secret. */
  readonly value: string;
  readonly secret: boolean;
  /** Where each of its variables was found. */
  readonly variables: readonly {
    readonly name: string;
    readonly from: "environment" | "env file" | "default" | "nothing";
  }[];
}

/** What can be said of a draft without running anything. */
export interface DraftCheck {
  readonly problems: readonly ComposeProblem[];
  readonly findings: readonly TrustFinding[];
  /** It has no findings, or exactly these contents were agreed to. */
  readonly trusted: boolean;
  readonly hash: string;
  readonly values: readonly ResolvedValue[];
}

/** What `docker compose up` would do to one service, or to a network or volume that is missing. */
export interface PlannedChange {
  readonly kind: "service" | "network" | "volume";
  readonly name: string;
  readonly change: "create" | "recreate" | "start" | "scale" | "same" | "off" | "orphan";
  /** In a few words; empty where the change says it all. */
  readonly why: string;
}

/** A Compose file that was made from something else, and what of it could not be said in one. */
export interface NewCompose {
  /** A name for the project. */
  readonly name: string;
  readonly text: string;
  readonly notes: readonly string[];
}

export const composeFilesApi = {
  read: query(z.object({ file })).returns<ComposeText>(),
  /** The hash of the file now, and again whenever it changes; empty while there is no such file. */
  changes: stream(z.object({ file })).of<string>(),
  /** Reads the draft with the other files of its project; runs nothing. */
  check: query(draft).returns<DraftCheck>(),
  /** Agrees to what was found in the draft. CONFLICT when something has changed since it was shown. */
  trust: query(draft.extend({ hash })).returns<void>(),
  /** Compares what Compose makes of the draft with what is on the engine. PERMISSION_DENIED before it is trusted. */
  compare: query(draft).returns<readonly PlannedChange[]>(),
  /**
   * Lets Compose judge the draft, keeps what is on the disk as a version, and replaces it at once and whole. `base` is the
   * hash of what was edited: CONFLICT when the file is another one by now. `judged` is false where there is no Compose.
   */
  save: action(draft.extend({ base: hash }), (ref) => composeWords(ref, "config", "--quiet")).returns<
    ComposeText & { readonly judged: boolean }
  >(),
  /** Saves in the same way what Compose has not judged, or refuses. */
  saveUnjudged: query(z.object({ file, text, base: hash })).returns<ComposeText>(),
  /** Texts that saves have replaced, newest first. */
  versions: query(z.object({ file })).returns<readonly ComposeVersion[]>(),
  version: query(z.object({ file, id: z.string().regex(/^\d+-[0-9a-f]{8}$/) })).returns<string>(),
  /** A Compose file that does what a `docker run` line does. */
  fromRun: query(z.object({ line: z.string().max(100_000) })).returns<NewCompose>(),
  /** A Compose file that makes containers like these. */
  fromContainers: query(z.object({ containers: z.array(containerRef).min(1).max(100) })).returns<NewCompose>(),
  /** Writes a new `compose.yaml` into a folder, which is made where it is missing; CONFLICT where one is there already. */
  create: query(
    z.object({ folder: z.string().min(1).max(4096), inside: z.union([z.literal(""), projectName]), text }),
  ).returns<{ readonly file: string }>(),
} as const;
