import type { ComposeModel, ComposeProgramInfo, ComposeSource, OpenedProject } from "@shared/compose.ts";
import { composeWords } from "@shared/compose.ts";
import { DrydockError } from "@shared/errors.ts";
import type { Surroundings } from "../docker/hosts.ts";
import type { EngineHub } from "../docker/hub.ts";
import { runProgram } from "../program.ts";
import type { Drafts, LoadedProject } from "./load.ts";
import { modelOf } from "./model.ts";
import { openProject } from "./opened.ts";
import {
  baseEnvironment,
  type ComposeProgram,
  composeArguments,
  composeEnvironment,
  directoryOf,
  findCompose,
  programInfo,
} from "./program.ts";
import type { RememberedStore } from "./remembered.ts";
import type { Variables } from "./variables.ts";
import { failureOf } from "./words.ts";

type Named = { readonly name?: string | undefined; readonly source: ComposeSource; readonly drafts?: Drafts };
export type Opened = OpenedProject & { readonly loaded: LoadedProject };

/** Everything that running Compose needs, put together once. */
export interface ComposeWork {
  readonly hub: Pick<EngineHub, "use" | "status" | "containers" | "images" | "volumes" | "networks">;
  /** Compose on this computer; throws UNSUPPORTED with advice where there is none. */
  program(): Promise<ComposeProgram>;
  info(): Promise<ComposeProgramInfo>;
  /** The environment that reaches the engine on the screen. */
  environment(remotes: boolean): Record<string, string>;
  /** What a Compose file's variables may be taken from, without any env file. */
  readonly variables: Variables;
  /** `drafts` stand for files that are being edited. */
  open(project: Named): Promise<Opened>;
  /** The files when nothing is wrong with them and they were agreed to; throws INVALID or PERMISSION_DENIED otherwise. */
  trusted(project: Named, allowUnset?: boolean): Promise<Opened>;
  /** What `docker compose config` makes of trusted files, all profiles included; INVALID with one sentence otherwise. */
  judge(project: Named & { readonly name: string }, remotes: boolean, signal?: AbortSignal): Promise<ComposeModel>;
}

/** Milliseconds that `config` may take; remote includes are fetched in it. */
const judgeDeadline = { local: 60_000, remote: 300_000 };
const longestConfig = 32 * 1024 * 1024;

/** Puts the work together; Compose itself is looked for when it is needed first, and again while it is missing. */
export function composeWork(hub: ComposeWork["hub"], store: RememberedStore, around: Surroundings): ComposeWork {
  let found: Promise<ComposeProgram | undefined> | undefined;
  const look = async () => {
    found ??= findCompose(around);
    const program = await found;
    if (!program) found = undefined;
    return program;
  };
  const variables = baseEnvironment(around);
  const open = (project: Named) => openProject(project, variables, around.home, store.isTrusted);
  const work: ComposeWork = {
    hub,
    variables,
    async program() {
      const program = await look();
      if (!program) throw new DrydockError("UNSUPPORTED", programInfo(undefined, around.platform).advice ?? "");
      return program;
    },
    info: async () => programInfo(await look(), around.platform),
    environment(remotes) {
      const status = hub.status();
      if (!status) throw new DrydockError("ENGINE_UNREACHABLE", "No engine is connected. Choose one first.");
      return composeEnvironment(around, status, remotes);
    },
    open,
    async trusted(project, allowUnset = false) {
      const opened = await open(project);
      const [problem] = opened.problems.filter(
        ({ severity, unset }) => severity === "error" && !(allowUnset && unset !== undefined),
      );
      if (problem) {
        const { file, line, column, message } = problem;
        const where = file ? `${file}${line ? `:${line}:${column}` : ""}: ` : "";
        throw new DrydockError("INVALID", `${where}${message}`);
      }
      if (!opened.trusted)
        throw new DrydockError(
          "PERMISSION_DENIED",
          `These Compose files reach out of their containers or their folder (${opened.findings.length === 1 ? "1 finding" : `${opened.findings.length} findings`}). Look at what they do and agree to it first.`,
        );
      return opened;
    },
    async judge(project, remotes, signal) {
      const program = await work.program();
      // Every profile, so that a service is known before it is turned on.
      const source = { ...project.source, profiles: program.kind === "v1" ? project.source.profiles : ["*"] };
      const words = composeWords(
        { name: project.name, source },
        "config",
        ...(program.kind === "v1" ? [] : ["--format", "json"]),
      );
      const { code, stdout, stderr } = await runProgram(program.file, composeArguments(program, words), {
        env: work.environment(remotes),
        cwd: directoryOf(source.files, source.directory),
        deadline: remotes ? judgeDeadline.remote : judgeDeadline.local,
        mostOutput: longestConfig,
        ...(signal ? { signal } : {}),
      });
      if (code !== 0) throw failureOf(["config"], code, stderr.split("\n"));
      const opened = program.kind === "v1" ? await open(project) : undefined;
      if (opened?.model) return opened.model;
      return modelOf(JSON.parse(stdout) as Readonly<Record<string, unknown>>, project.name);
    },
  };
  return work;
}
