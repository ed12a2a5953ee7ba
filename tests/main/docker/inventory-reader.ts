import type { Container } from "@shared/containers.ts";
import type { Engines, InventoryMessage } from "@shared/engine.ts";
import type { Image } from "@shared/images.ts";
import type { EngineHub } from "../../../main/docker/hub.ts";

/** A page: what it would show after the messages it has read so far. */
export interface Page {
  engines: Engines | null;
  engine: string;
  snapshots: number;
  readonly states: string[];
  readonly containers: Map<string, Container>;
  readonly images: Map<string, Image>;
  readonly batches: InventoryMessage[][];
  named(name: string): Container | undefined;
  leave(): Promise<void>;
}

/** Opens the hub's stream and applies what comes, as the page does. */
export function openPage(hub: EngineHub): Page {
  const reader = hub.inventory().getReader();
  const page: Page = {
    engines: null,
    engine: "",
    snapshots: 0,
    states: [],
    containers: new Map(),
    images: new Map(),
    batches: [],
    named: (name) => [...page.containers.values()].find((container) => container.name === name),
    leave: () => reader.cancel(),
  };
  const take = (message: InventoryMessage) => {
    if (message.type === "engines") {
      page.engines = message.engines;
      const state = message.engines.current?.state;
      if (state && page.states.at(-1) !== state) page.states.push(state);
    } else if (message.type === "snapshot") {
      page.engine = message.engine;
      page.snapshots += 1;
      page.containers.clear();
      page.images.clear();
      for (const row of message.lists.containers) page.containers.set(row.id, row);
      for (const row of message.lists.images) page.images.set(row.id, row);
    } else if (message.engine === page.engine) {
      for (const row of message.containers?.upserted ?? []) page.containers.set(row.id, row);
      for (const id of message.containers?.removed ?? []) page.containers.delete(id);
      for (const row of message.images?.upserted ?? []) page.images.set(row.id, row);
      for (const id of message.images?.removed ?? []) page.images.delete(id);
    }
  };
  const readAll = async () => {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      page.batches.push([...value]);
      value.forEach(take);
    }
  };
  void readAll();
  return page;
}
