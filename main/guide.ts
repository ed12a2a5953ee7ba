import { createHash } from "node:crypto";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { DrydockError } from "@shared/errors.ts";
import type { Evidence, ExperimentProgress, guideApi } from "@shared/guide.ts";
import type { Server } from "@shared/wire.ts";
import { runCompose } from "./compose/run.ts";
import type { ComposeWork } from "./compose/work.ts";
import type { DockerClient } from "./docker/client.ts";
import type { EngineHub } from "./docker/hub.ts";
import { path } from "./docker/path.ts";
import { cleanUp } from "./guide/clean-up.ts";
import type { AnyExperiment } from "./guide/experiment.ts";
import { experiments } from "./guide/experiments.ts";
import { engineFacts } from "./guide/facts.ts";
import { createLab } from "./guide/lab.ts";
import { openProgress } from "./guide/progress.ts";
import { guideSteps, stepsOf } from "./guide/steps.ts";
import { reported } from "./reported.ts";
import { states } from "./states.ts";
import type { Recorder } from "./wire.ts";

/** Milliseconds that an experiment may take in all. */
const longest = 90_000;

/** The guide: its experiments on the engine on the screen, and what the reader has done. `folder` keeps the progress. */
export function openGuide(
  hub: Pick<EngineHub, "use" | "watch">,
  folder: string,
  record: Recorder,
  composing: ComposeWork,
) {
  const progress = openProgress(folder);
  const running = new Set<string>();
  const runOf = (id: string) => `${progress.install}.${id}`;
  const folderOf = (id = "") => join(folder, "guide", id);
  const kitOf = ({ id, ask }: AnyExperiment, image: string, answer = ask?.value ?? "") => ({
    ...{ image, run: runOf(id), answer, folder: folderOf(id) },
  });
  const find = (id: string): AnyExperiment => {
    const found = experiments.find((each) => each.id === id);
    if (!found) throw new DrydockError("INVALID", "There is no such experiment.");
    return found;
  };
  /** A docker line in the activity log, until it is told how it ended. */
  const recorder = (engine: string) => (command: readonly string[]) => {
    const ended = record({ engine, command });
    return (error?: unknown) => ended(error === undefined ? "done" : { error });
  };

  /** What an experiment pulled goes too, unless it has been put to use or has changed since. */
  const dropPulled = async (client: DockerClient, engine: string): Promise<string[]> => {
    const removed: string[] = [];
    for (const image of progress.pulled().filter((each) => each.engine === engine)) {
      const now = await client.get<{ Id: string }>(path`/images/${image.reference}/json`).catch(() => undefined);
      if (now?.Id === image.id) {
        const over = recorder(engine)(["rmi", image.reference]);
        await client.delete(path`/images/${image.reference}`).then(
          () => {
            over();
            removed.push(image.reference);
          },
          (error: unknown) => over(error),
        );
      }
      progress.dropPulled(image);
    }
    return removed;
  };
  const clean = async (client: DockerClient, engine: string, id: string): Promise<string[]> => {
    const removed = await cleanUp(client, (run) => run === runOf(id), recorder(engine));
    await rm(folderOf(id), { recursive: true, force: true });
    return id === "missing-image" ? [...removed, ...(await dropPulled(client, engine))] : removed;
  };

  const cleaned = new Set<string>();
  const unwatch = hub.watch({
    onEvent: (message) => progress.earn(stepsOf(message, progress.install)),
    // What an earlier start of the app left, once for each engine: nothing of this start is running yet there.
    onLive: (engine) => {
      if (cleaned.has(engine)) return;
      cleaned.add(engine);
      const own = `${progress.install}.`;
      const left = (run: string) => run.startsWith(own) && !running.has(run.slice(own.length));
      void (async () => {
        const client = hub.use(engine);
        await cleanUp(client, left, recorder(engine));
        if (running.size === 0) await rm(folderOf(), { recursive: true, force: true });
        await dropPulled(client, engine);
      })().catch((error) => {
        cleaned.delete(engine);
        console.error("What the guide left could not be removed:", error);
      });
    },
  });

  const server: Server<typeof guideApi> = {
    contents: ({ image }) => ({
      experiments: experiments.map((each) => {
        const kit = kitOf(each, image);
        const { id, chapter, title, question, ask } = each;
        const options = mixed(id, Object.entries(each.options)).map(([option, text]) => ({ id: option, text }));
        return {
          ...{ id, chapter, title, question, options, lines: each.lines(kit) },
          ...(ask ? { ask } : {}),
          ...(each.file ? { file: each.file(kit) } : {}),
        };
      }),
      steps: guideSteps,
    }),
    run({ engine, experiment: id, image, answer }) {
      const chosen = find(id);
      const client = hub.use(engine);
      if (running.has(id)) throw new DrydockError("CONFLICT", "This experiment is running already.");
      running.add(id);
      return states(async function* (leaving) {
        const stopping = new AbortController();
        const stop = () => stopping.abort();
        leaving.addEventListener("abort", stop);
        let late = false;
        const timer = setTimeout(() => {
          late = true;
          stop();
        }, longest);
        let ended = false;
        try {
          yield* reported<ExperimentProgress>({ line: 0, evidence: [] }, (report) =>
            conduct(chosen, client, { engine, image, answer, signal: stopping.signal, report }),
          );
          ended = true;
        } catch (error) {
          throw late
            ? new DrydockError("TIMEOUT", "The experiment took too long and was ended. What it made was removed.")
            : error;
        } finally {
          // Failed, or left at whatever point, also between two states.
          if (!ended)
            await clean(client, engine, id).catch((failure) => console.error("The guide could not clean up:", failure));
          clearTimeout(timer);
          leaving.removeEventListener("abort", stop);
          running.delete(id);
        }
      });
    },
    cleanUp: async ({ engine, experiment: id }) => {
      if (running.has(find(id).id))
        throw new DrydockError("CONFLICT", "The experiment is still running. Wait for its end, or stop it first.");
      return clean(hub.use(engine), engine, id);
    },
    engine: ({ engine }) => engineFacts(hub.use(engine)),
    progress: () => progress.stream(),
    reset: () => progress.reset(),
  };

  const conduct = async (
    chosen: AnyExperiment,
    client: DockerClient,
    given: {
      readonly engine: string;
      readonly image: string;
      readonly answer: string | undefined;
      readonly signal: AbortSignal;
      readonly report: (state: ExperimentProgress) => void;
    },
  ): Promise<void> => {
    const { engine, image, signal, report } = given;
    const kit = kitOf(chosen, image, given.answer);
    const facts = await engineFacts(client, signal);
    const lack = chosen.needs && facts.lacks[chosen.needs];
    if (lack) throw new DrydockError("UNSUPPORTED", lack);
    await clean(client, engine, chosen.id);
    let line = 0;
    let evidence: readonly Evidence[] = [];
    const tell = () => report({ line, evidence });
    const lineRecorder = recorder(engine);
    const lab = createLab({
      ...{ client, engine, kit, facts, signal },
      onLine: (words) => {
        const over = lineRecorder(words);
        return (error) => {
          line += 1;
          tell();
          over(error);
        };
      },
      onEvidence: (now) => {
        evidence = now;
        tell();
      },
      onPulled: (reference, imageId) => progress.keepPulled({ engine, reference, id: imageId }),
      compose: async (task) => {
        // What it says is not shown: the engine is asked what came of it.
        for await (const _ of runCompose(composing, task, signal));
      },
    });
    const found = await chosen.run(lab);
    const expected = chosen.expected(facts);
    report({
      line: chosen.lines(kit).length,
      evidence: chosen.show(found),
      outcome: { observed: chosen.judge(found), why: chosen.why(found), ...(expected ? { expected } : {}) },
    });
  };

  return { server, close: unwatch };
}

/** The same items in an order that is always the same for an experiment, so that the first is not always the answer. */
function mixed<T>(id: string, items: readonly T[]): T[] {
  const weight = (at: number) => createHash("sha256").update(`${id} ${at}`).digest("hex");
  return items
    .map((item, at) => ({ item, weight: weight(at) }))
    .sort((one, other) => one.weight.localeCompare(other.weight))
    .map(({ item }) => item);
}
