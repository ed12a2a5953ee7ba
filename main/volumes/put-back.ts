import type { Container } from "@shared/containers.ts";
import { DrydockError } from "@shared/errors.ts";
import type { NewVolume, Snapshot } from "@shared/volumes.ts";
import type { DockerClient } from "../docker/client.ts";
import { path } from "../docker/path.ts";
import { Changed, checkRow } from "../plans/check.ts";
import type { Found, RemoveOne } from "../plans/remove-one.ts";
import { offered } from "../plans/row.ts";
import { exportVolume, type Flow } from "./backup.ts";
import { createVolume, fillVolume } from "./restore.ts";
import type { SnapshotStore } from "./snapshots.ts";

interface Inspected {
  readonly CreatedAt?: string;
  readonly Driver: string;
  readonly Options?: Record<string, string> | null;
  readonly Labels?: Record<string, string> | null;
}

const toPairs = (record: Record<string, string> | null | undefined): NewVolume["labels"] =>
  Object.entries(record ?? {}).map(([name, value]) => ({ name, value }));

/** The driver, options and labels of a volume, for one that is made like it. */
const settingsOf = (engine: string, name: string, { Driver, Options, Labels }: Inspected): NewVolume => ({
  engine,
  name,
  driver: Driver,
  options: toPairs(Options),
  labels: toPairs(Labels),
});
const inspect = (client: DockerClient, name: string): Promise<Inspected> => client.get(path`/volumes/${name}`);

/** A new volume like another one; what Compose wrote on that stays behind, because the copy belongs to no project. */
export async function like(client: DockerClient, engine: string, name: string, to: string): Promise<NewVolume> {
  const settings = settingsOf(engine, name, await inspect(client, name));
  return { ...settings, name: to, labels: settings.labels.filter((label) => !label.name.startsWith("com.docker.")) };
}

/** Looks at the volume again right before it goes: CONFLICT when it is another one by now, or something mounts it. */
async function unchanged(client: DockerClient, name: string, { CreatedAt = "", Driver }: Inspected): Promise<Found> {
  const pin = { createdAt: CreatedAt, driver: Driver };
  const row = offered({ kind: "volume", id: name, name, why: "", ticked: true, pin });
  try {
    return { row, saved: await checkRow({ client, time: Date.now() }, row) };
  } catch (error) {
    if (!(error instanceof Changed)) throw error;
    throw new DrydockError("CONFLICT", `Nothing was put back into ${name}, and it is as it was. ${error.message}`);
  }
}

/** What putting back needs from around it. */
interface PutBackWorld {
  /** A client of the volume's engine. */
  readonly client: DockerClient;
  readonly containers: Iterable<Container>;
  readonly snapshots: SnapshotStore;
  readonly removeOne: RemoveOne;
}

/**
 * Puts a snapshot back into its volume. What that holds is kept as a snapshot first; then the volume is made anew, because
 * the engine can only add files to one. Answers with the notes on it. IN_USE while any container uses the volume.
 */
export async function putBack(
  { client, containers, snapshots, removeOne }: PutBackWorld,
  { engine, volume, name, file }: Snapshot & { readonly file: string },
  flow: Flow,
): Promise<string[]> {
  const users = [...containers].filter(({ mounts }) =>
    mounts.some(({ type, source }) => type === "volume" && source === volume),
  );
  if (users.length > 0)
    throw new DrydockError(
      "IN_USE",
      `${volume} is used by ${users.map((user) => user.name).join(", ")}, so nothing is put back into it. Restore into a new volume, or remove what uses it first.`,
    );
  const before = `Before ${name} was restored`.slice(0, 100);
  const now = await inspect(client, volume);
  const settings = settingsOf(engine, volume, now);
  await snapshots.keep({ engine, volume, name: before }, async (to) => {
    await exportVolume(client, volume, to, { signal: flow.signal, onBytes: () => undefined });
    return { consistent: true };
  });
  // From here on it is carried through, also when the page leaves: a volume that is half there helps nobody.
  const whole: Flow = { ...flow, signal: new AbortController().signal };
  await removeOne(
    engine,
    () => client,
    (pinned) => unchanged(pinned, volume, now),
  );
  try {
    await createVolume(client, settings);
    await fillVolume(client, volume, file, whole);
  } catch (error) {
    throw new DrydockError(
      "INTERRUPTED",
      `${volume} is not complete: ${(error as Error).message} What it held before is the snapshot “${before}”.`,
      (error as Error).stack,
    );
  }
  return [`What it held before is kept as the snapshot “${before}”.`];
}
