import { enabledServices } from "@shared/compose.ts";
import type { ComposeDraft, ComposeText, composeFilesApi, PlannedChange } from "@shared/compose-files.ts";
import { DrydockError } from "@shared/errors.ts";
import type { Server } from "@shared/wire.ts";
import { parseHashes, plannedChanges } from "./compose/changes.ts";
import { askConfig, draftProject } from "./compose/config.ts";
import { projectContainers } from "./compose/engine-state.ts";
import { createComposeFile, fileHashes, readComposeText, writeComposeText } from "./compose/files.ts";
import { fromContainers } from "./compose/from-containers.ts";
import { fromRun } from "./compose/from-run.ts";
import { activeProfiles } from "./compose/model.ts";
import type { RememberedStore } from "./compose/remembered.ts";
import { resolvedValues } from "./compose/resolved.ts";
import type { Versions } from "./compose/versions.ts";
import type { ComposeWork } from "./compose/work.ts";

/** Editing Compose files: what is on the disk, what a draft of it would do, and saving it. */
export function composeFiles(
  work: ComposeWork,
  store: RememberedStore,
  versions: Versions,
): Server<typeof composeFilesApi> {
  const compare = async (draft: ComposeDraft): Promise<PlannedChange[]> => {
    const client = work.hub.use(draft.engine);
    const { model, loaded } = await work.trusted(draftProject(draft), true);
    if (!model) throw new DrydockError("INVALID", "The file cannot be read.");
    const profiles = activeProfiles(draft.source, loaded);
    const [hashes, containers] = await Promise.all([
      askConfig(work, draft, ["--hash", "*"], profiles),
      projectContainers(client, draft.engine, draft.name),
    ]);
    const byTag = new Map(
      [...work.hub.images().values()].flatMap(({ id, tags }) => tags.map((tag): [string, string] => [tag, id])),
    );
    const names = (map: ReadonlyMap<string, { readonly name: string }>) =>
      new Set([...map.values()].map(({ name }) => name));
    return plannedChanges(
      model,
      new Set(enabledServices(model, profiles).map(({ name }) => name)),
      parseHashes(hashes),
      {
        containers,
        networks: names(work.hub.networks()),
        volumes: names(work.hub.volumes()),
        imageOf: (name) => byTag.get(name),
      },
    );
  };

  const save = async ({ file, text, base }: { file: string; text: string; base: string }): Promise<ComposeText> => {
    await writeComposeText(file, text, base, (before) => versions.keep(file, before));
    return readComposeText(file);
  };

  return {
    read: ({ file }) => readComposeText(file),
    changes: ({ file }) => fileHashes(file),
    async check(draft) {
      const { problems, findings, trusted, hash, loaded } = await work.open(draftProject(draft));
      const values = resolvedValues(draft.text, loaded.variables, work.variables);
      return { problems, findings, trusted, hash, values };
    },
    async trust({ hash, ...draft }) {
      if ((await work.open(draftProject(draft))).hash !== hash)
        throw new DrydockError("CONFLICT", "The files have changed since you looked. Look at what was found again.");
      await store.trust(hash);
    },
    compare,
    async save({ base, ...draft }) {
      const judged = await askConfig(work, draft, ["--quiet"]).then(
        () => true,
        (error: unknown) => {
          // Without Compose on this computer a file can be edited all the same.
          if (error instanceof DrydockError && error.code === "UNSUPPORTED") return false;
          throw error;
        },
      );
      return { ...(await save({ ...draft, base })), judged };
    },
    saveUnjudged: save,
    versions: ({ file }) => versions.list(file),
    version: ({ file, id }) => versions.text(file, id),
    fromRun: ({ line }) => fromRun(line),
    fromContainers: ({ containers }) => fromContainers(work.hub, containers),
    create: async ({ folder, inside, text }) => ({ file: await createComposeFile(folder, inside, text) }),
  };
}
