import { setTimeout as pause } from "node:timers/promises";
import { DrydockError, errorShape } from "@shared/errors.ts";
import { planTotal, type RemovalProgress, type RowProgress } from "@shared/plans.ts";
import type { DockerClient } from "../docker/client.ts";
import { path } from "../docker/path.ts";
import type { Recorder } from "../wire.ts";
import { Changed, checkRow } from "./check.ts";
import { type Freeing, measure } from "./freed.ts";
import type { Journal } from "./journal.ts";
import { type Pinned, pinTo } from "./pinned.ts";
import { type Offer, type OfferedRow, wholeId } from "./row.ts";

/** What a removal needs from around it. */
export interface RemovalWorld {
  /** The client of the plan's engine; throws when that is not on the screen any more, or cannot be reached. */
  readonly use: () => DockerClient;
  readonly engineName: string;
  readonly journal: Journal;
  readonly record: Recorder;
  /** Milliseconds for which an engine that came back should be left alone. */
  readonly settling: () => number;
}

interface Outcome {
  readonly state: "removed" | "skipped" | "failed";
  readonly why?: string;
  /** Ends the removal: the engine, or the way to it, is gone. */
  readonly lost?: unknown;
}

/** A removal takes as long as the engine's disk does. */
const patience = 10 * 60_000;
const lost: readonly string[] = ["ENGINE_UNREACHABLE", "ENGINE_CHANGED", "INTERRUPTED", "TIMEOUT", "CANCELLED"];
/** The engine itself says that the row is not free to go. */
const refused: readonly string[] = ["NOT_FOUND", "CONFLICT", "IN_USE"];

/** The engine, or the way to it, is gone: how the call ended is not known. */
export const isLost = (error: unknown): boolean => lost.includes(errorShape(error).code);

/**
 * Removes rows of a plan, one after the other, and says how each is doing. Every row is looked at again right before,
 * and written to the journal before the engine is asked; nothing is removed with force. Aborting `signal` stops between
 * two rows. Never throws: why it ended early stands in its last message.
 */
export async function* removeRows(
  offer: Offer,
  rows: readonly OfferedRow[],
  world: RemovalWorld,
  signal: AbortSignal,
): AsyncGenerator<RemovalProgress, void, undefined> {
  const pinned = pinTo(offer.engine, world.use);
  const removed: OfferedRow[] = [];
  const counts = { removed: 0, skipped: 0, failed: 0 };
  let ended: unknown;
  let freeing: Freeing | undefined;
  try {
    const wait = rows.length > 1 ? world.settling() : 0;
    if (wait > 0) {
      const why = "The engine came back a moment ago. What it starts by itself is given the time to show.";
      yield { type: "pause", why };
      await pause(wait, undefined, { signal });
    }
    if (offer.bulk) freeing = (await pinned.read(measure)).value;
  } catch (error) {
    ended = signal.aborted ? undefined : error;
  }

  const running = rows.filter(({ stops }) => stops);
  if (ended === undefined && running.length > 1) {
    const why = `Stopping ${running.length} containers…`;
    yield { type: "pause", why };
    await stopAhead(pinned, offer, running, world, signal);
  }

  for (const row of rows) {
    if (signal.aborted) ended ??= new DrydockError("CANCELLED", "Cancelled before its turn.");
    let outcome: Outcome;
    if (ended !== undefined) outcome = { state: "skipped", why: notTried(ended) };
    else {
      yield progress(row, "removing");
      outcome = await removeRow(pinned, offer, row, world);
      ended = outcome.lost;
    }
    counts[outcome.state] += 1;
    if (outcome.state === "removed") removed.push(row);
    yield progress(row, outcome.state, outcome.why);
  }

  const { least, most } = planTotal(removed);
  const more =
    freeing && ended === undefined
      ? await pinned.read(freeing).then(
          ({ value }) => value,
          () => ({}),
        )
      : {};
  pinned.close();
  yield {
    type: "end",
    ...counts,
    freed: { rows: { least, most }, ...more },
    ...(ended === undefined ? {} : { error: errorShape(ended) }),
  };
}

/** Containers that are stopped at the same time. */
const stopsAtOnce = 8;

/**
 * Stops what is about to go, wave by wave and several at a time: each may take its ten seconds. Only what is still what
 * the preview shows; whatever goes wrong here is said when the row's own turn comes.
 */
async function stopAhead(
  pinned: Pinned,
  offer: Offer,
  rows: readonly OfferedRow[],
  world: RemovalWorld,
  signal: AbortSignal,
): Promise<void> {
  const waves = [...new Set(rows.map(({ pin }) => pin.wave ?? 0))].sort((a, b) => a - b);
  for (const wave of waves) {
    const waiting: OfferedRow[] = [];
    for (const row of rows.filter(({ pin }) => (pin.wave ?? 0) === wave))
      await pinned
        .read((client) => checkRow({ client, time: offer.time }, row))
        .then(
          () => waiting.push(row),
          () => undefined,
        );
    const stop = async () => {
      for (let row = waiting.shift(); row && !signal.aborted; row = waiting.shift()) {
        const told = world.record({ engine: offer.engine, command: ["stop", row.name] });
        await world
          .use()
          .post(path`/containers/${row.id}/stop`, { deadline: patience })
          .then(
            () => told("done"),
            (error: unknown) => told({ error }),
          );
      }
    };
    await Promise.all(Array.from({ length: stopsAtOnce }, () => stop().catch(() => undefined)));
  }
}

const progress = ({ key }: OfferedRow, state: RowProgress["state"], why?: string): RemovalProgress => ({
  type: "row",
  row: { key, state, ...(why ? { why } : {}) },
});

const notTried = (ended: unknown): string => {
  const { code, message } = errorShape(ended);
  return code === "CANCELLED" ? message : `Not tried: ${message}`;
};

/** Removes one row, or says why not. Rejects never. */
async function removeRow(pinned: Pinned, offer: Offer, row: OfferedRow, world: RemovalWorld): Promise<Outcome> {
  let checked: { readonly value: unknown; readonly client: DockerClient };
  let entry: string;
  try {
    checked = await pinned.read((client) => checkRow({ client, time: offer.time }, row));
    const { kind, id: objectId, name, project, command } = row;
    const { engine, id: plan } = offer;
    const about = { plan, engine, engineName: world.engineName, kind, objectId, name, command };
    entry = await world.journal.begin({ ...about, ...(project ? { project } : {}), saved: checked.value });
  } catch (error) {
    if (error instanceof Changed) return { state: "skipped", why: error.message };
    // Without its journal nothing is removed.
    const stops = isLost(error) || /journal/.test(errorShape(error).message);
    return { state: "failed", why: errorShape(error).message, ...(stops ? { lost: error } : {}) };
  }

  const told = world.record({ engine: offer.engine, command: row.command });
  try {
    // Over the connection that has just been read from: what answered is what is asked.
    await callFor(checked.client, row);
  } catch (error) {
    told({ error });
    return refusedOutcome(error, row, (why) => world.journal.end(entry, "failed", why));
  }
  told("done");
  // It is gone: that its outcome could not be written down does not change it.
  await world.journal.end(entry, "removed").catch((error) => console.error("The journal:", error));
  return { state: "removed" };
}

async function refusedOutcome(
  error: unknown,
  row: OfferedRow,
  write: (why: string) => Promise<void>,
): Promise<Outcome> {
  const { code, message } = errorShape(error);
  // How it went is not known, and so the journal says nothing of it; the engine is asked when it is there again.
  if (isLost(error))
    return { state: "failed", why: `It is not known whether ${row.name} was removed: ${message}`, lost: error };
  await write(message).catch((problem) => console.error("The journal:", problem));
  return { state: refused.includes(code) ? "skipped" : "failed", why: message };
}

/** The one call that removes a row: by its full ID, without force, and nothing that is not a row. */
export async function callFor(
  client: DockerClient,
  row: Pick<OfferedRow, "kind" | "id" | "name" | "stops">,
): Promise<void> {
  const options = { deadline: patience };
  switch (row.kind) {
    case "container":
      if (row.stops) await client.post(path`/containers/${row.id}/stop`, options);
      return client.delete(path`/containers/${row.id}`, { ...options, query: { v: false, force: false } });
    case "tag":
    case "image":
      // Parents without a name are rows of their own.
      return client.delete(path`/images/${row.kind === "tag" ? row.name : row.id}`, {
        ...options,
        query: { force: false, noprune: true },
      });
    case "volume":
      return client.delete(path`/volumes/${row.id}`, { ...options, query: { force: false } });
    case "network":
      return client.delete(path`/networks/${row.id}`, options);
    case "build-cache":
      return pruneRecord(client, row);
  }
}

/** The one prune call of Drydock: a single record of the build cache, by its whole ID. */
async function pruneRecord(client: DockerClient, { id }: Pick<OfferedRow, "id">): Promise<void> {
  const { CachesDeleted } = await client.post<{ CachesDeleted?: readonly string[] | null }>(path`/build/prune`, {
    query: { all: true, filters: { id: [wholeId(id)] } },
    deadline: patience,
  });
  const others = (CachesDeleted ?? []).filter((deleted) => deleted !== id);
  if (others.length > 0)
    throw new DrydockError("INTERNAL", `The engine removed more than it was asked to: ${others.join(", ")}.`);
  if (!CachesDeleted?.includes(id))
    throw new DrydockError(
      "IN_USE",
      "The engine keeps this record: a build, or a record that is made from it, uses it.",
    );
}
