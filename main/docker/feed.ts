import { setTimeout as pause } from "node:timers/promises";
import type { Changes, Engines, InventoryMessage } from "@shared/engine.ts";
import { type AnyRow, type Kind, kinds, listsOf, type Tables } from "./tables.ts";

/** Milliseconds between two batches to one page; the first of them goes at once. */
const every = 40;

interface Source {
  engines(): Engines;
  /** The lists on the screen, or null before they are complete. */
  lists(): { readonly engine: string; readonly tables: Tables } | null;
}

/**
 * Hands the inventory to any number of pages. What a page still has to be told is kept as keys, never as messages: a
 * page that reads slowly gets the newest rows in one batch, and nothing grows with the number of events.
 */
export function createFeed(source: Source) {
  const readers = new Set<ReturnType<typeof createReader>>();

  const createReader = () => {
    let engines = true;
    let snapshot = true;
    let sent = "";
    let keys = emptyKeys();
    let wake = () => {};
    let last = 0;

    const changesOf = (tables: Tables): InventoryMessage | undefined => {
      const changes: Partial<Record<Kind, Changes<AnyRow>>> = {};
      for (const kind of kinds) {
        if (keys[kind].size === 0) continue;
        const upserted: AnyRow[] = [];
        const removed: string[] = [];
        for (const key of keys[kind]) {
          const row = tables[kind].get(key);
          if (row) upserted.push(row);
          else removed.push(key);
        }
        changes[kind] = { upserted, removed };
      }
      if (Object.keys(changes).length === 0) return undefined;
      return { type: "changes", engine: sent, ...changes } as InventoryMessage;
    };

    const take = (): InventoryMessage[] => {
      const messages: InventoryMessage[] = [];
      if (engines) messages.push({ type: "engines", engines: source.engines() });
      engines = false;
      const lists = source.lists();
      if (!lists) return messages;
      if (snapshot || lists.engine !== sent) {
        sent = lists.engine;
        snapshot = false;
        messages.push({ type: "snapshot", engine: sent, lists: listsOf(lists.tables) });
      } else {
        const changes = changesOf(lists.tables);
        if (changes) messages.push(changes);
      }
      keys = emptyKeys();
      return messages;
    };

    return {
      tellEngines: () => {
        engines = true;
        wake();
      },
      tellSnapshot: () => {
        snapshot = true;
        wake();
      },
      tellKeys: (kind: Kind, changed: readonly string[]) => {
        if (!snapshot) for (const key of changed) keys[kind].add(key);
        wake();
      },
      next: async (signal: AbortSignal): Promise<InventoryMessage[]> => {
        const early = last + every - Date.now();
        if (early > 0) await pause(early, undefined, { signal }).catch(() => undefined);
        while (!signal.aborted) {
          const messages = take();
          if (messages.length > 0) {
            last = Date.now();
            return messages;
          }
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        }
        return [];
      },
      wake: () => wake(),
    };
  };

  return {
    tellEngines: () => {
      for (const reader of readers) reader.tellEngines();
    },
    tellSnapshot: () => {
      for (const reader of readers) reader.tellSnapshot();
    },
    tellKeys: (kind: Kind, changed: readonly string[]) => {
      for (const reader of readers) reader.tellKeys(kind, changed);
    },
    /** One page's stream: engines first, then a snapshot when there is one, then what changes. */
    stream: (): ReadableStream<readonly InventoryMessage[]> => {
      const reader = createReader();
      const leaving = new AbortController();
      return new ReadableStream(
        {
          start: () => void readers.add(reader),
          pull: async (controller) => {
            const messages = await reader.next(leaving.signal);
            if (messages.length > 0) controller.enqueue(messages);
          },
          cancel: () => {
            readers.delete(reader);
            leaving.abort();
            reader.wake();
          },
        },
        { highWaterMark: 0 },
      );
    },
  };
}

const emptyKeys = (): Record<Kind, Set<string>> => ({
  containers: new Set(),
  images: new Set(),
  volumes: new Set(),
  networks: new Set(),
});
