import { setTimeout as pause } from "node:timers/promises";
import { type RecreateStep, runCommand } from "@shared/containers.ts";
import { DrydockError } from "@shared/errors.ts";
import { runOf } from "@shared/run-of.ts";
import type { DockerClient } from "../docker/client.ts";
import { path } from "../docker/path.ts";
import { type ContainerInspect, inspect } from "./inspect.ts";
import { readRecreatable, recreateBody } from "./recreate-body.ts";

const patience = 120_000;
/** Milliseconds for which a container that was started must stay up before the old one is removed. */
const settled = 2000;

/** A container that is made again, and the image it is made from. */
export interface Recreation {
  readonly id: string;
  readonly name: string;
  /** Reference that the new container shows. */
  readonly image: string;
}

/** The name that the old container has until it is removed. */
export const oldNameOf = ({ id, name }: Pick<Recreation, "id" | "name">): string => `${name}-before-${id.slice(0, 8)}`;

/**
 * The docker lines of `recreate`, as far as docker has options for what the container is: the new one gets all of its
 * configuration. Throws CONFLICT for what cannot be put back.
 */
export async function recreateCommands(
  client: DockerClient,
  engine: string,
  { id, name, image }: Recreation,
): Promise<readonly (readonly string[])[]> {
  const raw = await inspect(client, id);
  const old = readRecreatable(raw);
  await check(client, id, name, old.HostConfig.AutoRemove);
  const oldImage = await client.get<unknown>(path`/images/${old.Image}/json`).catch(() => undefined);
  const run = runOf(engine, raw, oldImage);
  // The new container gets the same volumes, also those that have no name of their own.
  const mounts = run.mounts.map((mount) => ({
    ...mount,
    source: mount.source || (old.Mounts?.find(({ Destination }) => Destination === mount.target)?.Name ?? ""),
  }));
  const [, mode, ...rest] = runCommand({ ...run, mounts, image });
  const oldName = oldNameOf({ id, name });
  const { Running } = raw.State;
  return [
    ...(Running ? [["stop", name]] : []),
    ["rename", name, oldName],
    ["create", ...(mode === "-it" ? ["-it"] : []), ...rest],
    ...(Running ? [["start", name]] : []),
    ["rm", oldName],
  ];
}

/**
 * Makes a container again with the configuration it has, from another image: the old one is stopped and renamed, and
 * removed with `remove` only once the new one is up. When anything fails, the new one is removed and the old one put back as it was.
 * It is not to be left halfway. Resolves to the new ID; rejects with CONFLICT for what could not be put back.
 */
export async function recreate(
  client: DockerClient,
  { id, name, image }: Recreation,
  onStep: (step: RecreateStep) => void,
  remove: () => Promise<void>,
): Promise<string> {
  const oldName = oldNameOf({ id, name });
  const raw = await inspect(client, id);
  const old = readRecreatable(raw);
  await check(client, id, name, old.HostConfig.AutoRemove);
  const [oldImage, { Id: imageId }] = await Promise.all([
    client.get<unknown>(path`/images/${old.Image}/json`).catch(() => undefined),
    client.get<{ Id: string }>(path`/images/${image}/json`),
  ]);
  const { body, networks } = recreateBody(old, oldImage, image, imageId);
  const { Running: wasRunning, Paused: wasPaused } = raw.State;
  /** What has to be undone, the last first. */
  const undo: (() => Promise<unknown>)[] = [];
  try {
    if (wasRunning) {
      onStep("stopping");
      undo.push(() => startAgain(client, id, wasPaused));
      if (wasPaused) await client.post(path`/containers/${id}/unpause`);
      await client.post(path`/containers/${id}/stop`, { deadline: stopDeadline(raw) });
    }
    onStep("renaming");
    await rename(client, id, oldName);
    undo.push(() => rename(client, id, name));
    onStep("creating");
    const { Id: made } = await client.post<{ Id: string }>(path`/containers/create`, {
      query: { name },
      body,
      deadline: patience,
    });
    undo.push(() => removeMade(client, made));
    for (const { network, config } of networks)
      await client.post(path`/networks/${network}/connect`, { body: { Container: made, EndpointConfig: config } });
    if (wasRunning) {
      onStep("starting");
      await client.post(path`/containers/${made}/start`, { deadline: patience });
      await staysUp(client, made);
      if (wasPaused) await client.post(path`/containers/${made}/pause`);
    }
    onStep("removing");
    undo.length = 0;
    await removeOld(remove, name, oldName);
    return made;
  } catch (error) {
    if (undo.length === 0) throw error;
    throw await putBack(undo, error, name, oldName);
  }
}

/** Refuses what could not be undone. */
async function check(client: DockerClient, id: string, name: string, autoRemove: boolean): Promise<void> {
  if (autoRemove)
    throw new DrydockError(
      "CONFLICT",
      `${name} was started with --rm, so it goes for good when it stops. Stop it and run it again from the new image.`,
    );
  const others = await client.get<{ Names: readonly string[]; HostConfig?: { NetworkMode?: string } }[]>(
    path`/containers/json`,
    { query: { all: true } },
  );
  const guest = others.find(({ HostConfig }) => HostConfig?.NetworkMode === `container:${id}`);
  if (guest)
    throw new DrydockError(
      "CONFLICT",
      `${guest.Names[0]?.slice(1) ?? "Another container"} uses the network of ${name} and would lose it. Remove that one first.`,
    );
}

const stopDeadline = ({ Config: { StopTimeout } }: ContainerInspect): number =>
  StopTimeout === -1 ? 24 * 60 * 60_000 : (StopTimeout ?? 10) * 1000 + patience;

const rename = (client: DockerClient, id: string, name: string): Promise<void> =>
  client.post(path`/containers/${id}/rename`, { query: { name } });

async function startAgain(client: DockerClient, id: string, paused: boolean): Promise<void> {
  await client.post(path`/containers/${id}/start`, { deadline: patience });
  if (paused) await client.post(path`/containers/${id}/pause`);
}

/** Takes away the container that was made here a moment ago; it has no volumes of its own. */
async function removeMade(client: DockerClient, made: string): Promise<void> {
  await client.post(path`/containers/${made}/stop`, { query: { t: 1 }, deadline: patience }).catch(() => undefined);
  await client.delete(path`/containers/${made}`, { query: { v: false, force: false }, deadline: patience });
}

async function staysUp(client: DockerClient, made: string): Promise<void> {
  for (const deadline = Date.now() + settled; ; await pause(200)) {
    const { State } = await inspect(client, made);
    if (!State.Running || State.Restarting)
      throw new DrydockError(
        "CONFLICT",
        `The new container ended at once with exit code ${State.ExitCode}: its image does not work with this configuration.`,
      );
    if (Date.now() > deadline) return;
  }
}

async function removeOld(remove: () => Promise<void>, name: string, oldName: string): Promise<void> {
  try {
    await remove();
  } catch (error) {
    if (error instanceof DrydockError && error.code === "NOT_FOUND") return;
    const { message, detail } = error as DrydockError;
    throw new DrydockError(
      "CONFLICT",
      `${name} was made again, but the old container is still there as ${oldName}. Remove it yourself. ${message}`,
      detail,
    );
  }
}

/** Undoes what was done, and says in the error what is there now. */
async function putBack(
  undo: (() => Promise<unknown>)[],
  thrown: unknown,
  name: string,
  oldName: string,
): Promise<DrydockError> {
  const error = thrown instanceof DrydockError ? thrown : new DrydockError("INTERNAL", String(thrown));
  try {
    for (let step = undo.pop(); step; step = undo.pop()) await step();
    return new DrydockError(error.code, `${error.message} ${name} is back as it was.`, error.detail);
  } catch (second) {
    return new DrydockError(
      error.code,
      `${error.message} And ${name} could not be put back: ${(second as Error).message} It may be called ${oldName} now: rename and start it yourself.`,
      error.detail,
    );
  }
}
