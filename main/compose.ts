import {
  type ComposeRunEvent,
  type composeApi,
  composeWords,
  type KnownProject,
  type ServicesRef,
  upCommand,
} from "@shared/compose.ts";
import { DrydockError } from "@shared/errors.ts";
import type { Server } from "@shared/wire.ts";
import { batches } from "./batches.ts";
import { offerDown } from "./compose/down.ts";
import type { Goal } from "./compose/engine-state.ts";
import { mergedLog } from "./compose/logs.ts";
import { discover } from "./compose/opened.ts";
import type { RememberedStore } from "./compose/remembered.ts";
import { type ComposeTask, cancelRun, runCompose } from "./compose/run.ts";
import type { ComposeWork } from "./compose/work.ts";
import { gather } from "./containers/gather.ts";
import type { Plans } from "./plans.ts";

/** Milliseconds between two batches of a run's events. */
const every = 80;

/** Compose projects: their files on this computer, and their containers on the engine on the screen. */
export function compose(work: ComposeWork, store: RememberedStore, plans: Plans): Server<typeof composeApi> {
  const run = (task: ComposeTask): ReadableStream<readonly ComposeRunEvent[]> =>
    batches((signal) => runCompose(work, task, signal), { every });
  const verb =
    (word: string, goal: Goal, creates = false) =>
    (ref: ServicesRef) =>
      run({ ref, words: composeWords(ref, word, ...ref.services), goal, creates });

  const known = async (): Promise<KnownProject[]> =>
    Promise.all(
      store.projects().map(async ({ id, name, source, opened }) => {
        const { model, problems } = await work.open({ name, source });
        const problem = problems.find(({ severity }) => severity === "error")?.message;
        return { id, name, source, opened, ...(model ? { model } : {}), ...(problem ? { problem } : {}) };
      }),
    );

  return {
    program: () => work.info(),
    known() {
      let stop = () => {};
      return new ReadableStream<readonly KnownProject[]>({
        async start(controller) {
          let turn = 0;
          const tell = async () => {
            const mine = ++turn;
            const projects = await known();
            if (mine === turn) controller.enqueue(projects);
          };
          stop = store.watch(() => void tell());
          await tell();
        },
        cancel: () => stop(),
      });
    },
    async open({ name, source }) {
      const [first, ...more] = source.files;
      if (first === undefined) throw new DrydockError("INVALID", "Choose a Compose file first.");
      // Files that were listed one by one are taken as they are.
      const files = more.length > 0 || name !== undefined ? source.files : await discover(first);
      const { loaded: _, ...opened } = await work.open({ name, source: { ...source, files } });
      return opened;
    },
    remember: ({ name, source }) => store.remember(name, source),
    forget: ({ id }) => store.forget(id),
    async trust({ name, source, hash }) {
      const opened = await work.open({ name, source });
      if (opened.hash !== hash)
        throw new DrydockError("CONFLICT", "The files have changed since you looked. Look at what was found again.");
      await store.trust(hash);
    },
    async config(ref) {
      const { loaded } = await work.trusted(ref, true);
      return work.judge(ref, loaded.remotes.length > 0);
    },
    up: (up) =>
      run({
        ref: up,
        words: upCommand(up),
        goal: "running",
        creates: true,
        scale: up.scale,
        allowUnset: up.allowUnset,
        noDependencies: up.noDependencies,
      }),
    recreate: (ref) =>
      run({
        ref,
        words: composeWords(ref, "up", "-d", "--no-deps", "--force-recreate", ...ref.services),
        goal: "running",
        creates: true,
        allowUnset: true,
        noDependencies: true,
      }),
    start: verb("start", "running"),
    stop: verb("stop", "stopped"),
    restart: verb("restart", "running"),
    pause: verb("pause", "paused"),
    unpause: verb("unpause", "unpaused"),
    pull: verb("pull", "none", true),
    build: verb("build", "none", true),
    down: (input) => offerDown(work, plans, input),
    cancel: ({ run }) => cancelRun(run),
    logs(input) {
      const client = work.hub.use(input.engine);
      return gather((signal) => mergedLog(client, work.hub.containers, input, signal));
    },
  };
}
