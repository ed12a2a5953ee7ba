import type { BuildEvent } from "@shared/build-timeline.ts";
import type { BuildInput } from "@shared/builds.ts";
import { DrydockError } from "@shared/errors.ts";
import type { DockerClient } from "../docker/client.ts";
import { cancelled } from "../docker/errors.ts";
import { buildWithBuildKit } from "./buildkit.ts";
import { buildClassic } from "./classic.ts";
import { readDockerfile } from "./dockerfile.ts";
import { readText } from "./look.ts";
import { planBuild, unreadable } from "./plan.ts";
import type { Login } from "./session.ts";

export { lookAt, measureContext } from "./look.ts";

interface Build {
  readonly input: BuildInput;
  readonly login: Login;
  /** `X-Registry-Config` for the registries of these images. */
  registryConfig(references: readonly string[]): Promise<string>;
}

/** Builds one image; yields what happens and throws what fails, CANCELLED when the signal ended it. */
export async function* runBuild(
  client: DockerClient,
  { input, login, registryConfig }: Build,
  signal: AbortSignal,
): AsyncGenerator<BuildEvent, void, undefined> {
  const plan = await planBuild(input);
  const text = await readText(plan.file);
  const dockerfile = readDockerfile(text);
  yield { type: "begun", dockerfile: { path: plan.file, text } };
  for (const { file, value, id: name } of plan.secrets)
    if (!file && !value) throw new DrydockError("INVALID", `The secret ${name} has neither a file nor a value.`);
  try {
    if (input.builder === "buildkit") yield* buildWithBuildKit(client, plan, dockerfile, login, signal);
    else yield* buildClassic(client, plan, dockerfile, await registryConfig(dockerfile.images), signal);
  } catch (error) {
    if (signal.aborted) throw cancelled();
    if (error instanceof SyntaxError)
      throw new DrydockError("INVALID", `The .dockerignore cannot be used: ${error.message}.`);
    throw (error as NodeJS.ErrnoException).path ? unreadable(error, (error as NodeJS.ErrnoException).path!) : error;
  }
}
