import { DrydockError } from "@shared/errors.ts";
import { type Evidence, guideLabel } from "@shared/guide.ts";
import type { ComposeTask } from "../../compose/run.ts";
import type { DockerClient } from "../../docker/client.ts";
import { frames } from "../../docker/frames.ts";
import type { Kit } from "../box.ts";
import type { EngineFacts } from "../facts.ts";

/** What a lab works with: one engine, and who is told of what. */
export interface Bench {
  readonly client: DockerClient;
  /** The engine's ID. */
  readonly engine: string;
  readonly kit: Kit;
  readonly facts: EngineFacts;
  readonly signal: AbortSignal;
  /** Told of each docker line before it runs; answers with what to call when it is over. */
  readonly onLine: (line: readonly string[]) => (error?: unknown) => void;
  readonly onEvidence: (evidence: readonly Evidence[]) => void;
  /** Told of an image that was not there before. */
  readonly onPulled: (reference: string, id: string) => void;
  /** Runs the official Compose to its end. */
  readonly compose: (task: ComposeTask) => Promise<void>;
}

/** Does one docker line, and tells of it. */
export async function onLine<T>({ onLine }: Bench, words: readonly string[], work: () => Promise<T>): Promise<T> {
  const over = onLine(words);
  try {
    const result = await work();
    over();
    return result;
  } catch (error) {
    over(error);
    throw error;
  }
}

/** Output that is kept of one container; an experiment prints a few lines. */
const mostOutput = 64 * 1024;

/**
 * What a container printed, without the space at its end. UNSUPPORTED when its shell missed a program: what came of it
 * then says nothing about Docker.
 */
export async function outputOf({ kit }: Bench, source: AsyncIterable<Uint8Array>): Promise<string> {
  const kept: Buffer[] = [];
  let length = 0;
  for await (const { bytes } of frames(source)) {
    kept.push(Buffer.from(bytes));
    length += bytes.length;
    if (length > mostOutput) break;
  }
  const text = Buffer.concat(kept).toString().trimEnd();
  const lacking = missingProgram(text);
  if (lacking) throw unfit(kit.image, lacking);
  return text;
}

/** The program that a shell did not find, from its own complaint (BusyBox ash, dash, bash). */
export const missingProgram = (text: string): string | undefined =>
  /^(?:\/\S*\/)?(?:sh|ash|dash|bash): (?:line )?(?:\d+: )?([\w./-]+): (?:command )?not found$/m.exec(text)?.[1];

/** The image cannot be used for this experiment. */
export const unfit = (image: string, program: string, detail?: string): DrydockError =>
  new DrydockError(
    "UNSUPPORTED",
    `The image ${image} lacks ${program}, which this experiment needs. Choose one with a shell at the top of this page, such as busybox.`,
    detail,
  );

/** A name is somebody else's. */
export const taken = (kind: string, name: string): DrydockError =>
  new DrydockError(
    "CONFLICT",
    `There is a ${kind} named ${name} that this experiment did not make, so nothing was done. Rename or remove it, then try again.`,
  );

/** The label on everything that this run makes. */
export const labels = ({ kit }: Bench): Readonly<Record<string, string>> => ({ [guideLabel]: kit.run });
