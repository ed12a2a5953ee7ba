import { setTimeout as pause } from "node:timers/promises";
import { DrydockError } from "@shared/errors.ts";
import { type Plan, type plansApi, typedRight } from "@shared/plans.ts";
import type { Server } from "@shared/wire.ts";
import { batches } from "./batches.ts";
import type { DockerClient } from "./docker/client.ts";
import type { EngineHub } from "./docker/hub.ts";
import { withFreed } from "./plans/freed-images.ts";
import { type Inventory, type InventoryOptions, takeInventory } from "./plans/inventory.ts";
import { openJournal } from "./plans/journal.ts";
import { objectDrafts } from "./plans/objects.ts";
import { createOffers } from "./plans/offers.ts";
import { presetDrafts } from "./plans/presets.ts";
import { recreate } from "./plans/recreate.ts";
import { removeRows } from "./plans/removal.ts";
import { oneByOne, type RemoveOne } from "./plans/remove-one.ts";
import type { Draft } from "./plans/row.ts";
import { settleUnknown } from "./plans/settle.ts";
import type { Recorder } from "./wire.ts";

type Hub = Pick<EngineHub, "use" | "status">;

/** Milliseconds for which an engine that came back is left alone before several rows go. */
const settles = 10_000;

/** `bulk` measures what was freed; `equivalent` is the docker line that would do about the same. */
export interface OfferOptions {
  readonly bulk?: boolean;
  readonly equivalent?: Plan["equivalent"];
}

/** Plans of other nouns, and the API of the page. */
export interface Plans {
  readonly server: Server<typeof plansApi>;
  /** Hands out a plan of these rows; The rows of `objectDrafts` carry what re-checking needs. */
  offer(engine: string, rows: (inventory: Inventory) => readonly Draft[], options?: OfferOptions): Promise<Plan>;
  /** Removals of other nouns that are one step of something else; in the same journal. */
  readonly removeOne: RemoveOne;
}

/**
 * Plans of what to remove, and their removal: what was on the screen is what goes. `folder` holds the journal;
 * `record` keeps each docker line in the activity log.
 */
export function openPlans(hub: Hub, folder: string, record: Recorder): Plans {
  const offers = createOffers();
  const journal = openJournal(folder);
  const removing = new Map<string, AbortController>();
  const alone = new Set<string>();

  const look = async <T>(
    engine: string,
    options: InventoryOptions,
    drafts: (inventory: Inventory) => T,
  ): Promise<[Inventory, T]> => {
    const client = hub.use(engine).pinned();
    try {
      const inventory = await takeInventory(client, options);
      const rows = drafts(inventory);
      if (!(rows as readonly Draft[]).some((row) => isYoung(row, inventory))) return [inventory, rows];
      // The engine tells volumes of one name apart by the second they were made in: that second must be over.
      await pause(1050 - (inventory.time % 1000));
      const again = await takeInventory(client, options);
      return [again, drafts(again)];
    } finally {
      client.close();
    }
  };
  const offer: Plans["offer"] = async (engine, rows, { bulk = false, equivalent } = {}) => {
    const [inventory, drafts] = await look(engine, { sizes: bulk, cache: false }, rows);
    return offers.add({ engine, time: inventory.time, bulk, ...(equivalent ? { equivalent } : {}) }, drafts);
  };
  const live = (engine: string): DockerClient => {
    const client = hub.use(engine);
    const status = hub.status();
    if (status?.state !== "live")
      throw new DrydockError("ENGINE_UNREACHABLE", "The engine's lists are not complete yet. Try again in a moment.");
    return client;
  };

  const server: Server<typeof plansApi> = {
    async preview(choices) {
      live(choices.engine);
      const [inventory, drafts] = await look(choices.engine, { sizes: true, cache: choices.buildCache }, (found) =>
        withLastUsers(presetDrafts(found, choices), journal.lastUsers(choices.engine)),
      );
      return offers.add({ engine: choices.engine, time: inventory.time, bulk: true }, drafts);
    },
    async previewObjects({ engine, objects }) {
      const [inventory, drafts] = await look(engine, { sizes: false, cache: false }, (found) =>
        objectDrafts(found, objects),
      );
      const exact = await withFreed(hub.use(engine), inventory, drafts);
      return offers.add({ engine, time: inventory.time, bulk: false }, exact);
    },
    remove({ engine, plan, rows: keys, typed }) {
      live(engine);
      const { offer: chosen, rows } = offers.take(engine, plan, keys);
      if (!typedRight(rows, typed))
        throw new DrydockError(
          "INVALID",
          "Named volumes are removed only after their name, or their number, was typed.",
        );
      if (removing.has(plan)) throw new DrydockError("CONFLICT", "This plan is being carried out already.");
      const stopping = new AbortController();
      removing.set(plan, stopping);
      const world = {
        use: () => hub.use(engine),
        engineName: hub.status()?.name ?? "",
        journal,
        record,
        settling: () => settles - (Date.now() - (hub.status()?.reconnectedAt ?? 0)),
      };
      return batches(async function* (signal) {
        // A page that leaves stops it between two rows, as Cancel does.
        signal.addEventListener("abort", () => stopping.abort());
        try {
          yield* removeRows(chosen, rows, world, stopping.signal);
        } finally {
          removing.delete(plan);
        }
      });
    },
    stop: ({ plan }) => removing.get(plan)?.abort(),
    async removed({ most }) {
      const status = hub.status();
      if (status?.state === "live")
        await settleUnknown(
          journal,
          status.id,
          () => hub.use(status.id),
          (plan) => removing.has(plan) || alone.has(plan),
        );
      return journal.entries(most);
    },
    saved: ({ id }) => journal.intent(id).saved,
    recreate: ({ engine, id }) => recreate(hub.use(engine), journal.intent(id), record),
  };
  return { server, offer, removeOne: oneByOne(journal, () => hub.status()?.name ?? "", alone) };
}

/** Adds the container that used a thing last, where it was removed with Drydock. */
const withLastUsers = (drafts: readonly Draft[], users: ReadonlyMap<string, string>): Draft[] =>
  drafts.map((draft) => {
    const name = draft.lastContainer ? undefined : users.get(draft.id);
    return name === undefined ? draft : { ...draft, lastContainer: name };
  });

/** A volume made in the second in which the lists were taken. */
function isYoung({ pin }: Draft, { time }: Inventory): boolean {
  const created = Date.parse(pin?.createdAt ?? "");
  return created >= Math.floor(time / 1000) * 1000;
}
