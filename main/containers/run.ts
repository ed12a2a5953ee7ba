import type { RunInput, RunProgress } from "@shared/containers.ts";
import { DrydockError } from "@shared/errors.ts";
import { imageReference } from "@shared/images.ts";
import type { DockerClient } from "../docker/client.ts";
import type { EngineHub } from "../docker/hub.ts";
import { path } from "../docker/path.ts";
import { images } from "../images.ts";
import type { RegistryAuth } from "../registries.ts";
import { attachments } from "../terminal/attachments.ts";
import { createBody } from "./create-body.ts";
import { portTaken } from "./ports.ts";

/**
 * `docker run`: creates the container, pulling its image first when the engine lacks it, and starts it. One run with
 * `-it` is attached before it starts, so that its terminal misses nothing. When it cannot start it stays as `created`,
 * as with docker; with `--rm` the engine removes it.
 */
export async function* run(
  hub: Pick<EngineHub, "use" | "containers">,
  input: RunInput,
  signal: AbortSignal,
  auth?: RegistryAuth,
): AsyncGenerator<RunProgress, void, undefined> {
  check(input);
  const client = hub.use(input.engine);
  let created = await create(client, input, signal).catch((error: unknown) => {
    if (imageIsMissing(error)) return undefined;
    throw error;
  });
  if (!created) {
    yield* pullFirst(hub, input, signal, auth);
    created = await create(client, input, signal);
  }
  const { Id: id, Warnings } = created;
  // From here on it runs even when the page has left: a half-done `run` would leave a container behind.
  const started = start(hub, client, input, id);
  started.catch(() => undefined);
  yield { type: "created", id, warnings: Warnings ?? [] };
  await started;
  yield { type: "started", id };
}

interface Created {
  readonly Id: string;
  readonly Warnings?: readonly string[] | null;
}

const create = (client: DockerClient, input: RunInput, signal: AbortSignal): Promise<Created> =>
  client.post<Created>(path`/containers/create`, {
    query: { name: input.name || undefined },
    body: createBody(input),
    // Copying an image's files into a new volume takes its time.
    deadline: 120_000,
    signal,
  });

async function start(
  hub: Pick<EngineHub, "containers">,
  client: DockerClient,
  input: RunInput,
  id: string,
): Promise<void> {
  const kept = attachments(client);
  try {
    if (input.interactive) await kept.open(id);
    await client.post(path`/containers/${id}/start`, { deadline: 120_000 });
  } catch (error) {
    kept.drop(id);
    throw left(portTaken(error, id, hub.containers()), input, id);
  }
}

/** Adds what became of the container to why it did not start. */
function left(error: unknown, { removeOnExit, name }: RunInput, id: string): unknown {
  if (!(error instanceof DrydockError)) return error;
  const rest = removeOnExit
    ? "The container was removed again."
    : `The container ${name || id.slice(0, 12)} was created but does not run: remove it, or start it when that is solved.`;
  return new DrydockError(error.code, `${error.message} ${rest}`, error.detail);
}

/** Refuses what the docker CLI refuses before it asks the engine. */
function check({ image, removeOnExit, restart, ports, mounts }: RunInput): void {
  const refuse = (sentence: string) => {
    throw new DrydockError("INVALID", sentence);
  };
  if (/\s/.test(image) || image.startsWith("-"))
    refuse("That is not an image. Type its name without spaces, for example busybox:1.36.");
  if (removeOnExit && restart !== "no")
    refuse("A container that is removed when it exits cannot restart by itself. Choose one of the two.");
  for (const { host } of ports)
    if (host.split("-").some((port) => port !== "" && (Number(port) < 1 || Number(port) > 65535)))
      refuse(`${host} is not a port. Use a number from 1 to 65535, or leave the host port empty for a free one.`);
  for (const { type, source, target } of mounts)
    if (type === "bind" && source === "") refuse(`The bind mount at ${target} needs a folder. Type its path.`);
    else if (type === "tmpfs" && source !== "") refuse(`The tmpfs mount at ${target} has no source. Leave it empty.`);
}

const imageIsMissing = (error: unknown): boolean =>
  error instanceof DrydockError && error.code === "NOT_FOUND" && /no such image/i.test(error.detail ?? "");

async function* pullFirst(
  hub: Pick<EngineHub, "use" | "containers">,
  { engine, image }: RunInput,
  signal: AbortSignal,
  auth: RegistryAuth | undefined,
): AsyncGenerator<RunProgress, void, undefined> {
  const reference = imageReference.safeParse(image);
  if (!reference.success)
    throw new DrydockError("NOT_FOUND", `The engine has no image ${image}, and it is no name to pull one by.`);
  const reader = (await images(hub, auth).pull({ engine, reference: reference.data })).getReader();
  const leave = () => void reader.cancel().catch(() => undefined);
  signal.addEventListener("abort", leave);
  try {
    for (let step = await reader.read(); !step.done; step = await reader.read())
      yield { type: "pull", progress: step.value };
  } finally {
    signal.removeEventListener("abort", leave);
    leave();
  }
  if (signal.aborted) throw new DrydockError("CANCELLED", "Cancelled.");
}
