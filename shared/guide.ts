import { z } from "zod";
import { imageReference } from "./images.ts";
import { change, engineId, nothing, query, stream } from "./wire.ts";

/** Chapters in reading order. */
export const chapterIds = [
  "docker",
  "images",
  "kernel",
  "namespaces",
  "cgroups",
  "virtual-machines",
  "side-by-side",
  "compose",
  "running",
  "cheat-sheet",
] as const;
export type ChapterId = (typeof chapterIds)[number];

/** One thing to try: what will run, and what the reader is asked first. */
export interface ExperimentInfo {
  readonly id: string;
  readonly chapter: ChapterId;
  readonly title: string;
  /** Each the words after `docker`, in the order in which they run. */
  readonly lines: readonly (readonly string[])[];
  /** A file that a line uses: what `docker build -` reads, or a Compose file. */
  readonly file?: { readonly name: string; readonly text: string };
  readonly question: string;
  readonly options: readonly { readonly id: string; readonly text: string }[];
  /** One thing that the reader may change before it runs. */
  readonly ask?: { readonly label: string; readonly value: string };
}

/** A step that the engine's own events show to be done. */
export interface GuideStep {
  readonly id: string;
  readonly chapter: ChapterId;
  /** What was done, as in `You ran a container`. */
  readonly title: string;
}

/** A point of a live line: milliseconds since it began, and the value. */
export type Point = readonly [time: number, value: number];

/** What was observed, in a form that can be drawn. */
export type Evidence =
  | {
      readonly kind: "facts";
      readonly title?: string;
      readonly facts: readonly { readonly name: string; readonly value: string }[];
    }
  | {
      readonly kind: "namespaces";
      readonly boxes: readonly { readonly name: string; readonly ids: Readonly<Record<string, string>> }[];
    }
  | {
      readonly kind: "series";
      readonly title: string;
      readonly unit: "bytes" | "percent";
      /** A dashed line, and what it is. */
      readonly limit: { readonly value: number; readonly name: string };
      readonly series: readonly { readonly name: string; readonly points: readonly Point[] }[];
    }
  | {
      readonly kind: "bars";
      readonly title: string;
      readonly unit: "ms" | "bytes";
      readonly bars: readonly {
        readonly name: string;
        readonly value: number;
        /** Where a figure comes from that was not measured here. */
        readonly source?: { readonly text: string; readonly url: string };
      }[];
    }
  | { readonly kind: "output"; readonly command: string; readonly text: string };

/** How an experiment ended. `expected` is what the chapter says of this kind of engine. */
export interface Outcome {
  readonly observed: string;
  readonly expected?: string;
  readonly why: string;
}

/** The whole state of a running experiment. */
export interface ExperimentProgress {
  /** Lines that are over, and the one that runs: an index, or the number of lines at the end. */
  readonly line: number;
  readonly evidence: readonly Evidence[];
  readonly outcome?: Outcome;
}

/** What kind of engine the reader has, as far as the chapters speak of it. */
export interface GuideEngine {
  readonly kernel: string;
  /** The operating system's name. */
  readonly system: string;
  readonly cgroups: 1 | 2;
  readonly cpus: number;
  /** Bytes. */
  readonly memory: number;
  /** As `uname -m` says it, for example `x86_64`. */
  readonly architecture: string;
  readonly rootless: boolean;
  /** On this computer it would be in a virtual machine, as on macOS and Windows or with Docker Desktop. */
  readonly machine: boolean;
}

/** Steps that are done, with the time (milliseconds since the epoch) when the engine showed it first. */
export type GuideProgress = Readonly<Record<string, number>>;

/** The label on everything that an experiment makes. */
export const guideLabel = "io.drydock.guide";
/** Every name that an experiment gives starts with it. */
export const guidePrefix = "guide-";
/** A step's id for an experiment that ran. */
export const experimentStep = (id: string): string => `experiment:${id}`;

const experimentId = z.string().regex(/^[a-z0-9-]{1,60}$/);

export const guideApi = {
  /** All experiments as they would run with this image, and all steps. */
  contents: query(z.object({ image: imageReference })).returns<{
    readonly experiments: readonly ExperimentInfo[];
    readonly steps: readonly GuideStep[];
  }>(),
  /**
   * Runs an experiment and tells its whole state, last with an outcome. Leaving the stream ends it and removes what it
   * made. NOT_FOUND when the image is not there, CONFLICT when a name is taken or it runs already.
   */
  run: stream(
    z.object({
      engine: engineId,
      experiment: experimentId,
      image: imageReference,
      answer: imageReference.optional(),
    }),
  ).of<ExperimentProgress>(),
  /** Removes what an experiment made, and nothing else; answers with the names. */
  cleanUp: query(z.object({ engine: engineId, experiment: experimentId })).returns<readonly string[]>(),
  engine: query(z.object({ engine: engineId })).returns<GuideEngine>(),
  progress: stream(nothing).of<GuideProgress>(),
  /** Forgets which steps are done. */
  reset: change(nothing),
} as const;
