import { setTimeout as pause } from "node:timers/promises";
import type { Container } from "@shared/containers.ts";
import { DrydockError } from "@shared/errors.ts";
import type { DockerClient, RequestOptions } from "./client.ts";
import { coalesced } from "./coalesced.ts";
import type { Hint } from "./events.ts";
import { lookAgain } from "./look-again.ts";
import { type EnginePath, path } from "./path.ts";
import { containerRows, imageRows, networkRows, volumeRows } from "./rows.ts";
import { type AnyRow, type Kind, kinds, put, type Tables } from "./tables.ts";

/** The engine that answered, and where its rows go. */
export interface Ledger {
  readonly engine: string;
  readonly tables: Tables;
}

export interface InventoryOptions {
  readonly client: DockerClient;
  readonly signal: AbortSignal;
  /** Known once the engine has said its ID; the lists are asked for before that. */
  readonly ledger: Promise<Ledger>;
  readonly onChanged: (kind: Kind, keys: readonly string[]) => void;
  /** A list that could not be had. The rows stay as they were. */
  readonly onTrouble: (kind: Kind, error: DrydockError) => void;
}

type Rows = (engine: string, answer: unknown) => AnyRow[];
const sources: Readonly<Record<Kind, { path: EnginePath; query?: RequestOptions["query"]; rows: Rows }>> = {
  containers: { path: path`/containers/json`, query: { all: true }, rows: containerRows },
  images: { path: path`/images/json`, rows: imageRows },
  volumes: { path: path`/volumes`, rows: volumeRows },
  networks: { path: path`/networks`, rows: networkRows },
};

/** IDs in one filter: 7 kB of address. */
const mostIds = 100;
/**
 * The engine tells of a change before it has written it down, which takes as long as its disk does, and its list shows
 * what is written (moby: `daemon/pause.go` sends the event, then calls `CheckpointTo`). So what an event named is looked
 * at at once, and again after these many milliseconds.
 */
const again = { soon: 100, late: 1000 };
/** Events a second that make a burst; it is over after so many milliseconds without one, or after the longest wait. */
const burst = { rate: 200, over: 250, longest: 2000 };

/**
 * Keeps the lists of one connection: `hint` marks what an event says is out of date and fetches only that, `listAll`
 * lists everything. A burst of events costs one list at its end. Nothing is fetched after the signal aborts.
 */
export function createInventory({ client, signal, ledger, onChanged, onTrouble }: InventoryOptions) {
  const dirty = new Set<string>();
  /** Destroyed while a list was on its way, which may still hold them. An ID never comes back. */
  const destroyed = new Set<string>();
  let everything = true;
  let window = { start: 0, events: 0 };
  let burstEnd = 0;

  const store = async (kind: Kind, rows: Rows, answer: unknown, whole: boolean, gone: readonly string[] = []) => {
    const { engine, tables } = await ledger;
    const table = tables[kind] as Map<string, AnyRow>;
    const found = rows(engine, answer).filter((row) => kind !== "containers" || !destroyed.has((row as Container).id));
    const changed = put(table, kind, found, whole);
    const left = gone.filter((id) => !found.some((row) => (row as Container).id === id) && table.delete(id));
    if (!signal.aborted && changed.length + left.length > 0) onChanged(kind, [...changed, ...left]);
  };

  const list = async (kind: Kind) => {
    const { path, query, rows } = sources[kind];
    await store(kind, rows, await client.get(path, { query, signal }), true);
  };

  const listSome = async (ids: readonly string[]) => {
    const query = { all: true, filters: { id: ids } };
    await store("containers", containerRows, await client.get(path`/containers/json`, { query, signal }), false, ids);
  };

  const listContainers = async () => {
    const deadline = Date.now() + burst.longest;
    for (let now = Date.now(); now < burstEnd && now < deadline; now = Date.now())
      await pause(Math.min(burstEnd, deadline) - now, undefined, { signal });
    const ids = [...dirty];
    dirty.clear();
    const all = everything;
    everything = false;
    try {
      if (all) await list("containers");
      else while (ids.length > 0) await listSome(ids.splice(0, mostIds));
    } catch (error) {
      everything = true;
      throw error;
    }
    if (dirty.size === 0) destroyed.clear();
  };

  const listing: Readonly<Record<Kind, () => Promise<void>>> = {
    containers: coalesced(listContainers),
    images: coalesced(() => list("images")),
    volumes: coalesced(() => list("volumes")),
    networks: coalesced(() => list("networks")),
  };
  const refresh = (kind: Kind): Promise<void> => {
    if (signal.aborted) return Promise.resolve();
    return listing[kind]().catch((thrown: unknown) => {
      if (signal.aborted) return;
      onTrouble(kind, thrown instanceof DrydockError ? thrown : new DrydockError("INTERNAL", String(thrown)));
    });
  };

  const look = (ids: readonly string[]) => {
    for (const id of ids) if (!destroyed.has(id)) dirty.add(id);
    void refresh("containers");
  };
  const lookSoon = lookAgain(again.soon, signal, look);
  const lookLate = lookAgain(again.late, signal, look);
  const listLate = lookAgain(again.late, signal, (kinds) => kinds.forEach((kind) => void refresh(kind as Kind)));

  const count = () => {
    const now = Date.now();
    if (now - window.start > 1000) window = { start: now, events: 0 };
    window.events += 1;
    if (now < burstEnd || window.events > burst.rate) {
      burstEnd = now + burst.over;
      everything = true;
    }
  };

  const destroy = async (id: string) => {
    destroyed.add(id);
    dirty.delete(id);
    const { tables } = await ledger;
    if (tables.containers.delete(id) && !signal.aborted) onChanged("containers", [id]);
  };

  return {
    /** Settles when all four lists have come or failed; failures go to `onTrouble`. */
    listAll: async (): Promise<void> => {
      everything = true;
      await Promise.all(kinds.map(refresh));
    },
    hint: (hint: Hint): void => {
      if (hint.type === "list" && hint.kind !== "containers") {
        listLate(hint.kind);
        return void refresh(hint.kind);
      }
      if (hint.type === "container" && !destroyed.has(hint.id)) {
        dirty.add(hint.id);
        lookSoon(hint.id);
        lookLate(hint.id);
      }
      if (hint.type === "list") everything = true;
      const calm = Date.now() >= burstEnd;
      count();
      if (hint.type === "destroyed") void destroy(hint.id);
      // Once a burst is on, its last list is already waiting for it to end.
      if (hint.type !== "destroyed" || (calm && Date.now() < burstEnd)) void refresh("containers");
    },
  };
}
