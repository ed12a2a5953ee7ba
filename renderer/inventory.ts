import type { Container } from "@shared/containers.ts";
import type { Changes, EngineStatus, Engines, InventoryMessage, Lists } from "@shared/engine.ts";
import type { Image } from "@shared/images.ts";
import type { Network } from "@shared/networks.ts";
import type { Volume } from "@shared/volumes.ts";
import { useSyncExternalStore } from "react";
import { api, readStream } from "./api.ts";

/** Rows of one kind, and whether they are all of them: nothing says "none" before a snapshot came. */
export interface Rows<T> {
  readonly rows: readonly T[];
  readonly complete: boolean;
}

const none = { rows: [], complete: false } as const;
interface Inventory {
  readonly engines: Engines | null;
  /** Engine that the rows belong to. */
  readonly engine: string;
  readonly containers: Rows<Container>;
  readonly images: Rows<Image>;
  readonly volumes: Rows<Volume>;
  readonly networks: Rows<Network>;
}
const noLists = { engine: "", containers: none, images: none, volumes: none, networks: none };
let inventory: Inventory = { engines: null, ...noLists };
const listeners = new Set<() => void>();

/** Rows that did not change keep their identity, so memoised table rows do not render again. */
function apply<T>({ rows, complete }: Rows<T>, changes: Changes<T> | undefined, key: (row: T) => string): Rows<T> {
  if (!changes) return { rows, complete };
  const changed = new Map(changes.upserted.map((row) => [key(row), row]));
  const removed = new Set(changes.removed);
  const kept: T[] = [];
  for (const row of rows) {
    const id = key(row);
    if (removed.has(id) && !changed.has(id)) continue;
    kept.push(changed.get(id) ?? row);
    changed.delete(id);
  }
  return { rows: [...changed.values(), ...kept], complete };
}

const whole = (lists: Lists) => ({
  containers: { rows: lists.containers, complete: true },
  images: { rows: lists.images, complete: true },
  volumes: { rows: lists.volumes, complete: true },
  networks: { rows: lists.networks, complete: true },
});

function take(state: Inventory, message: InventoryMessage): Inventory {
  switch (message.type) {
    case "engines": {
      // Another engine is on the screen: its rows are not known yet, and the old ones must not be acted on.
      const moved = state.engine !== "" && message.engines.current?.id !== state.engine;
      return { ...state, ...(moved ? noLists : {}), engines: message.engines };
    }
    case "snapshot":
      return { ...state, engine: message.engine, ...whole(message.lists) };
    case "changes":
      if (message.engine !== state.engine) return state;
      return {
        ...state,
        containers: message.containers ? apply(state.containers, message.containers, ({ id }) => id) : state.containers,
        images: message.images ? apply(state.images, message.images, ({ id }) => id) : state.images,
        volumes: message.volumes ? apply(state.volumes, message.volumes, ({ name }) => name) : state.volumes,
        networks: message.networks ? apply(state.networks, message.networks, ({ id }) => id) : state.networks,
      };
  }
}

void readStream(api.engine.inventory(), (messages) => {
  inventory = messages.reduce(take, inventory);
  for (const listener of listeners) listener();
  // For whoever waits for a picture (main/app/screenshot.ts): the lists are there, or it is known that no engine answers.
  const { engines, containers } = inventory;
  const without = engines?.current === null || engines?.current?.state === "absent";
  if (containers.complete || without) document.documentElement.dataset.ready = "";
}).catch((error) => console.error("The connection to Drydock's main process ended.", error));

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
const use = <T>(select: (state: Inventory) => T): T => useSyncExternalStore(subscribe, () => select(inventory));

/** The inventory as it is now, for code outside React. */
export const currentInventory = (): Inventory => inventory;
/** All engines that were looked for; null until main has answered. */
export const useEngines = (): Engines | null => use((state) => state.engines);
/** The engine on the screen. */
export const useEngine = (): EngineStatus | null => use((state) => state.engines?.current ?? null);
export const useContainers = (): Rows<Container> => use((state) => state.containers);
export const useImages = (): Rows<Image> => use((state) => state.images);
export const useVolumes = (): Rows<Volume> => use((state) => state.volumes);
export const useNetworks = (): Rows<Network> => use((state) => state.networks);
/** One container by its full ID, or undefined when it is gone. */
export const useContainer = (id: string): Container | undefined =>
  use((state) => state.containers.rows.find((row) => row.id === id));
