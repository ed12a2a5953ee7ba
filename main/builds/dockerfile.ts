import type { DockerfileProblem, DockerfileStage } from "@shared/builds.ts";
import { Copy, DockerfileParser, type Instruction } from "dockerfile-ast";
import { type ValidationCode, validate } from "dockerfile-utils";

interface Step {
  /** From 1. */
  readonly line: number;
  readonly keyword: string;
}

/** What the text of a Dockerfile says, before anything is built. */
export interface Dockerfile {
  readonly stages: readonly DockerfileStage[];
  /** Names that `ARG` declares, with their defaults. */
  readonly args: readonly { readonly name: string; readonly value: string }[];
  /** Images that are pulled for it, where their name needs no variable. */
  readonly images: readonly string[];
  /** Files that COPY and ADD take from the context, where their name is certain. */
  readonly sources: readonly { readonly path: string; readonly line: number }[];
  readonly problems: readonly DockerfileProblem[];
  /** The line of a BuildKit step, by its name such as `[build 2/3] RUN make`; undefined for what has none. */
  lineOfVertex(name: string): number | undefined;
  /** The line of `Step 2/3` of the classic builder. */
  lineOfStep(number: number): number | undefined;
}

/** Instructions that BuildKit makes a step of. */
const worked = new Set(["FROM", "RUN", "COPY", "ADD", "WORKDIR"]);

/**
 * Findings that make every builder refuse, whatever frontend it has. What a newer frontend may allow, such as an unknown
 * flag or two stages of one name, is for the builder to say.
 */
const certain = new Set<ValidationCode>([
  2, 4, 5, 6, 7, 8, 20, 22, 24, 25, 26, 28, 29, 30, 31, 32, 33, 34, 35, 36, 38, 46,
]);

/** Reads a Dockerfile. Never throws: what cannot be read is among the problems or left to the builder. */
export function readDockerfile(text: string): Dockerfile {
  const parsed = DockerfileParser.parse(text);
  const instructions = parsed.getInstructions();
  const steps = instructions.map(
    (each): Step => ({ line: each.getRange().start.line + 1, keyword: each.getKeyword() }),
  );
  const froms = parsed.getFROMs();
  const stages = froms.map((from, index): DockerfileStage => {
    const name = from.getBuildStage()?.toLowerCase();
    return {
      index,
      ...(name ? { name } : {}),
      base: from.getImage() ?? "",
      line: from.getRange().start.line + 1,
    };
  });
  const names = new Set(stages.flatMap(({ name }) => (name ? [name] : [])));
  const stepsOf = ({ index, line }: DockerfileStage): readonly Step[] => {
    const end = stages[index + 1]?.line ?? Number.POSITIVE_INFINITY;
    return steps.filter((step) => step.line >= line && step.line < end && worked.has(step.keyword));
  };

  return {
    stages,
    args: parsed
      .getARGs()
      .concat(parsed.getInitialARGs().filter((arg) => !parsed.getARGs().includes(arg)))
      .flatMap((arg) => {
        const property = arg.getProperty();
        return property ? [{ name: property.getName(), value: property.getValue() ?? "" }] : [];
      })
      .filter(({ name }, at, all) => all.findIndex((other) => other.name === name) === at),
    images: [
      ...new Set(
        stages
          .map(({ base }) => base)
          .filter((base) => base !== "" && base !== "scratch" && !base.includes("$") && !names.has(base.toLowerCase())),
      ),
    ],
    sources: instructions.flatMap(certainSources),
    problems: validate(text)
      .filter(({ code }) => certain.has(code as ValidationCode))
      .map(({ range, message }) => ({ line: range.start.line + 1, message: sentence(String(message)) })),
    lineOfVertex(name) {
      const [, words, at, total] = /^\[(?:([^\]]*) )?(\d+)\/(\d+)\] /.exec(name) ?? [];
      if (at === undefined || total === undefined) return undefined;
      const stageName = words?.split(" ").at(-1);
      const numbered = /^stage-(\d+)$/.exec(stageName ?? "")?.[1];
      const stage =
        stages.find((each) => each.name !== undefined && each.name === stageName) ??
        (numbered === undefined ? stages.at(-1) : stages[Number(numbered)]);
      if (!stage) return undefined;
      if (at === "1" && name.includes("] FROM ")) return stage.line;
      // Counted from the end: what ONBUILD of the base image adds stands in front.
      const own = stepsOf(stage).filter(({ keyword }) => keyword !== "FROM");
      return own[own.length - 1 - (Number(total) - Number(at))]?.line ?? stage.line;
    },
    lineOfStep: (number) => steps[number - 1]?.line,
  };
}

const sentence = (text: string): string => `${text}${/[.!?]$/.test(text) ? "" : "."}`;

/** Words of COPY and ADD that name a file of the context and nothing else: no variable, wildcard, address or heredoc. */
function certainSources(instruction: Instruction): readonly { path: string; line: number }[] {
  if (!["COPY", "ADD"].includes(instruction.getKeyword())) return [];
  if (instruction instanceof Copy && instruction.getFromFlag()) return [];
  const words = instruction.getArguments().map((each) => each.getValue());
  if (words.some((word) => word.startsWith("<<") || word.startsWith("["))) return [];
  const line = instruction.getRange().start.line + 1;
  return words
    .filter((word) => !word.startsWith("--"))
    .slice(0, -1)
    .filter((word) => !/[*?[\\$<>"']|^\w+:\/\/|^git@/.test(word))
    .map((path) => ({ path, line }));
}
