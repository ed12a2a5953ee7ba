import type { ChapterId, Evidence, ExperimentInfo } from "@shared/guide.ts";
import type { Kit } from "./box.ts";
import type { EngineFacts, Need } from "./facts.ts";
import type { Lab } from "./lab.ts";

/** One experiment: its lines are what `run` does, `judge` sees nothing but the evidence. */
export interface Experiment<Found> {
  readonly id: string;
  readonly chapter: ChapterId;
  readonly title: string;
  readonly question: string;
  /** What the reader can pick, by id. */
  readonly options: Readonly<Record<string, string>>;
  readonly ask?: { readonly label: string; readonly value: string };
  /** What it is about; an engine without it says so in place of running it. */
  readonly needs?: Need;
  lines(kit: Kit): readonly (readonly string[])[];
  /** A file that a line uses. */
  file?(kit: Kit): NonNullable<ExperimentInfo["file"]>;
  /** Does the lines and reads what came of them. */
  run(lab: Lab): Promise<Found>;
  /** Which option was observed. */
  judge(found: Found): string;
  /** Which option the chapter says this kind of engine shows; undefined where that differs from machine to machine. */
  expected(facts: EngineFacts): string | undefined;
  show(found: Found): readonly Evidence[];
  /** Why it came out as it did, in one or two sentences. */
  why(found: Found): string;
}

/** An experiment whose evidence has any shape. */
// biome-ignore lint/suspicious/noExplicitAny: what `run` finds goes to its own `judge`, `show` and `why` only
export type AnyExperiment = Experiment<any>;

/** Lets the compiler infer what an experiment finds. */
export const experiment = <Found>(made: Experiment<Found>): AnyExperiment => made;
