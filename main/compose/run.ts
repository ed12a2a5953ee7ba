import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import {
  type ComposeModel,
  type ComposeRunEvent,
  type ComposeService,
  enabledServices,
  type ServiceState,
  type ServicesRef,
} from "@shared/compose.ts";
import { DrydockError } from "@shared/errors.ts";
import { identify } from "../docker/identity.ts";
import { type RunningProgram, spawnProgram } from "../program.ts";
import { refuseOtherFolder, refuseTakenNames } from "./conflicts.ts";
import { type Goal, projectContainers, serviceStates } from "./engine-state.ts";
import { activeProfiles } from "./model.ts";
import { outputLines } from "./output.ts";
import { composeArguments, directoryOf, emptyFolder } from "./program.ts";
import { progressReader } from "./progress.ts";
import { takeTurn } from "./turns.ts";
import { failureOf } from "./words.ts";
import type { ComposeWork } from "./work.ts";

/** What one run of Compose is to do. */
export interface ComposeTask {
  readonly ref: ServicesRef;
  /** Words after `docker`, as they are on the screen. */
  readonly words: readonly string[];
  readonly goal: Goal;
  /** It makes containers: names and folders are checked first, and the files are judged by Compose. */
  readonly creates: boolean;
  readonly scale?: Readonly<Record<string, number>>;
  readonly allowUnset?: boolean;
  readonly noDependencies?: boolean;
}

/** Lines of its errors that are kept to say why it failed. */
const mostSaid = 40;
/** Milliseconds that Compose gets to stop by itself, as containers have 10 s. */
const patience = 15_000;

const leaving = new Map<string, () => void>();

/** Asks a run to stop; its stream goes on until Compose has ended. */
export const cancelRun = (run: string): void => leaving.get(run)?.();

/**
 * Runs Compose on exactly the engine on the screen and tells of its steps; at the end the engine is asked what is there
 * now. Leaving stops it. Throws what keeps it from being started, such as another run of the same project; after `end`,
 * why it failed.
 */
export async function* runCompose(
  work: ComposeWork,
  task: ComposeTask,
  signal: AbortSignal,
): AsyncGenerator<ComposeRunEvent, void, undefined> {
  const release = takeTurn(task);
  let running: RunningProgram | undefined;
  let over = false;
  try {
    yield* follow(work, task, signal, (program) => {
      running = program;
      const end = () => {
        over = true;
      };
      program.ended.then(end, end);
    });
  } finally {
    // Whoever leaves does not wait for Compose to stop; the next run does.
    if (running && !over) running.ended.then(release, release);
    else release();
  }
}

async function* follow(
  work: ComposeWork,
  task: ComposeTask,
  signal: AbortSignal,
  started: (program: RunningProgram) => void,
): AsyncGenerator<ComposeRunEvent, void, undefined> {
  const { ref } = task;
  const client = work.hub.use(ref.engine);
  const { id } = await identify(client, signal);
  if (id !== ref.engine)
    throw new DrydockError(
      "ENGINE_CHANGED",
      "Another engine answers now than the one on the screen. Nothing was started; look at the current list and try again.",
    );
  const program = await work.program();
  const { model, remotes } = await prepared(work, task, signal);
  const before = await projectContainers(client, ref.engine, ref.name, signal);
  const services = wantedServices(task, model, before);
  if (task.creates) {
    refuseOtherFolder(ref.name, directoryOf(ref.source.files, ref.source.directory), before);
    refuseTakenNames(ref.name, services, work.hub.containers());
  }
  if (signal.aborted) throw cancelled();

  const run = randomUUID();
  const running = spawnProgram(program.file, composeArguments(program, task.words, { progress: true }), {
    env: work.environment(remotes),
    cwd: ref.source.files.length > 0 ? directoryOf(ref.source.files, ref.source.directory) : emptyFolder,
  });
  started(running);
  running.stdin.end();
  let stopped = false;
  let over = false;
  const stop = () => {
    // Asked twice, Compose kills the containers instead of stopping them.
    if (stopped) return;
    stopped = true;
    running.stop(patience);
  };
  leaving.set(run, stop);
  signal.addEventListener("abort", stop, { once: true });
  const said: string[] = [];
  try {
    yield { type: "begin", run, services: services.map(({ name }) => name) };
    const read = progressReader({
      project: ref.name,
      built: model?.services.filter(({ build }) => build !== undefined).map(({ name }) => name) ?? [],
      services: model?.services.map(({ name }) => name) ?? [...new Set(before.flatMap(({ service }) => service ?? []))],
      containers: Object.fromEntries(before.flatMap(({ name, service }) => (service ? [[name, service]] : []))),
    });
    for await (const { text, stderr } of outputLines(running.stdout, running.stderr)) {
      if (text.trim() === "") continue;
      for (const event of read(text, stderr)) {
        if (stderr && event.type === "line") said.push(event.text);
        if (event.type === "step" && event.step.state === "error") said.push(`${event.step.name}: ${event.step.text}`);
        if (said.length > mostSaid) said.shift();
        yield event;
      }
    }
    const { code } = await running.ended;
    over = true;
    yield* ended(work, task, services, stopped, code, said);
  } finally {
    leaving.delete(run);
    signal.removeEventListener("abort", stop);
    // Its number may be another program's by now.
    if (!over) stop();
  }
}

const cancelled = () => new DrydockError("CANCELLED", "Cancelled.");

/** Reads the files, refuses what is wrong with them or not agreed to, and lets Compose judge them. */
async function prepared(
  work: ComposeWork,
  task: ComposeTask,
  signal: AbortSignal,
): Promise<{ model?: ComposeModel; remotes: boolean }> {
  const { ref } = task;
  if (ref.source.files.length === 0) {
    if (task.creates)
      throw new DrydockError("NOT_FOUND", `Drydock does not know the Compose files of ${ref.name}. Open them first.`);
    return { remotes: false };
  }
  const opened = await work.trusted(ref, task.allowUnset ?? false);
  const remotes = opened.loaded.remotes.length > 0;
  if (!task.creates) return { ...(opened.model ? { model: opened.model } : {}), remotes };
  const model = await work.judge(ref, remotes, signal);
  return { model: { ...model, services: enabledServices(model, activeProfiles(ref.source, opened.loaded)) }, remotes };
}

/** Services that the run is about, with how many containers each wants. */
function wantedServices(
  { ref, scale = {}, noDependencies, creates, goal }: ComposeTask,
  model: ComposeModel | undefined,
  before: readonly { readonly service?: string | undefined }[],
): ComposeService[] {
  const all: readonly ComposeService[] =
    creates && model
      ? model.services
      : [...new Set(before.flatMap(({ service }) => service ?? []))].map((name) => ({
          name,
          replicas: before.filter(({ service }) => service === name).length,
          profiles: [],
          dependsOn: [],
          networks: [],
          volumes: [],
        }));
  const chosen = new Set<string>();
  const choose = (name: string) => {
    if (chosen.has(name)) return;
    chosen.add(name);
    if (noDependencies || !creates || goal !== "running") return;
    for (const { service } of all.find((one) => one.name === name)?.dependsOn ?? []) choose(service);
  };
  for (const name of ref.services.length > 0 ? ref.services : all.map(({ name }) => name)) choose(name);
  return all
    .filter(({ name }) => chosen.has(name))
    .map((service) => ({ ...service, replicas: scale[service.name] ?? service.replicas }));
}

/** Asks the engine what there is now, whatever Compose said, and says how the run ended. */
async function* ended(
  work: ComposeWork,
  { ref, goal, words }: ComposeTask,
  services: readonly ComposeService[],
  stopped: boolean,
  code: number | null,
  said: readonly string[],
): AsyncGenerator<ComposeRunEvent, void, undefined> {
  let states: ServiceState[] = [];
  let error: DrydockError | undefined;
  try {
    const reached = stopped || code !== 0 ? "none" : goal;
    // The engine's list shows what it has written down, which may be a moment behind what it has done.
    for (const wait of [0, 150, 500, 1000]) {
      if (wait > 0) await pause(wait);
      const after = await projectContainers(work.hub.use(ref.engine), ref.engine, ref.name);
      states = serviceStates(services, after, reached);
      if (!states.some(({ problem }) => problem)) break;
    }
  } catch (thrown) {
    error = new DrydockError(
      "INTERRUPTED",
      `Compose ended, but the engine could not be asked what became of ${ref.name}. Look at its containers when the engine is back.`,
      (thrown as Error).message,
    );
  }
  if (stopped) error = cancelled();
  else if (code !== 0) error = failureOf(words, code, said);
  else error ??= disagreement(ref.name, states);
  const outcome = stopped ? "cancelled" : error ? "failed" : "done";
  yield {
    type: "end",
    outcome,
    services: states,
    ...(error
      ? { error: { code: error.code, message: error.message, ...(error.detail ? { detail: error.detail } : {}) } }
      : {}),
  };
  if (error) throw error;
}

function disagreement(project: string, states: readonly ServiceState[]): DrydockError | undefined {
  const problems = states.flatMap(({ problem }) => problem ?? []);
  if (problems.length === 0) return undefined;
  return new DrydockError(
    "CONFLICT",
    `Compose ended without an error, but ${project} is not as it was asked for: ${problems.slice(0, 5).join(" ")}${problems.length > 5 ? ` And ${problems.length - 5} more.` : ""} Look at the logs.`,
  );
}
