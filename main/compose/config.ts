import { type ComposeSource, composeWords } from "@shared/compose.ts";
import type { ComposeDraft } from "@shared/compose-files.ts";
import { DrydockError } from "@shared/errors.ts";
import { runProgram } from "../program.ts";
import { composeArguments, directoryOf } from "./program.ts";
import { failureOf } from "./words.ts";
import type { ComposeWork } from "./work.ts";

/** Milliseconds that Compose may take; remote includes are fetched in it. */
const deadline = { local: 60_000, remote: 300_000 };

/** The project with the draft in the place of its file, as `ComposeWork` reads it. */
export const draftProject = ({ name, source, file, text }: Omit<ComposeDraft, "engine">) => ({
  name,
  source,
  drafts: { [file]: text },
});

/**
 * What `docker compose config` with these options says of a draft that was never on the disk: Compose reads it from its
 * standard input. Throws what `ComposeWork.trusted` throws, then INVALID with one sentence where Compose refuses it.
 */
export async function askConfig(
  work: ComposeWork,
  draft: Omit<ComposeDraft, "engine">,
  options: readonly string[],
  profiles: readonly string[] = draft.source.profiles,
): Promise<string> {
  if (!draft.source.files.includes(draft.file))
    throw new DrydockError("INVALID", `${draft.file} is not one of the project's own files.`);
  const program = await work.program();
  const { loaded } = await work.trusted(draftProject(draft), true);
  const remote = loaded.remotes.length > 0;
  const directory = directoryOf(draft.source.files, draft.source.directory);
  const source: ComposeSource = {
    ...draft.source,
    profiles: [...profiles],
    directory,
    files: draft.source.files.map((file) => (file === draft.file ? "-" : file)),
  };
  const words = composeWords({ name: draft.name, source }, "config", ...options);
  const { code, stdout, stderr } = await runProgram(program.file, composeArguments(program, words), {
    env: work.environment(remote),
    cwd: directory,
    input: draft.text,
    deadline: remote ? deadline.remote : deadline.local,
    mostOutput: 32 * 1024 * 1024,
  });
  if (code !== 0) throw failureOf(["config"], code, stderr.split("\n"));
  return stdout;
}
