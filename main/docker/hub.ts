import { homedir } from "node:os";
import type { Container } from "@shared/containers.ts";
import type { EngineStatus, Engines, InventoryMessage, PrivateEngineSupport } from "@shared/engine.ts";
import { DrydockError } from "@shared/errors.ts";
import type { Image } from "@shared/images.ts";
import type { Network } from "@shared/networks.ts";
import type { Volume } from "@shared/volumes.ts";
import { createPrivateEngine, type PrivateEngine } from "../private-engine/private-engine.ts";
import { privatePlace } from "./candidates.ts";
import type { DockerClient } from "./client.ts";
import { type WatchedEngine, watchEngine } from "./engine.ts";
import { createFeed } from "./feed.ts";
import type { Surroundings } from "./hosts.ts";
import { clientFor, type Place } from "./place.ts";
import { createSearch } from "./search.ts";
import { emptyTables } from "./tables.ts";

/** Who is told what the engine on the screen does. */
export interface EngineWatcher {
  onEvent(message: unknown): void;
  onLive(engine: string): void;
}

/** The engines of this computer, and the one that is on the screen. */
export interface EngineHub {
  /** The client of the engine on the screen. Throws ENGINE_CHANGED when that is not `engine`, ENGINE_UNREACHABLE when it is not there. */
  use(engine: string): DockerClient;
  /** The client of whatever engine is on the screen; throws ENGINE_UNREACHABLE when there is none. */
  client(): DockerClient;
  status(): EngineStatus | null;
  engines(): Engines;
  /** One page's stream; see InventoryMessage. */
  inventory(): ReadableStream<readonly InventoryMessage[]>;
  /** The lists of the engine on the screen as they are now; empty before they came. */
  containers(): ReadonlyMap<string, Container>;
  images(): ReadonlyMap<string, Image>;
  volumes(): ReadonlyMap<string, Volume>;
  networks(): ReadonlyMap<string, Network>;
  /** Shows another engine and remembers it; INVALID for a key that no candidate has. */
  select(key: string): Promise<void>;
  /** Shows the engine at a typed address, once one answers there; INVALID or ENGINE_UNREACHABLE with a sentence otherwise. */
  connect(host: string): Promise<void>;
  /** Looks for engines again, and tries the one on the screen at once. */
  retry(): Promise<void>;
  /** Starts or finds the private engine and shows it; rejects with a sentence and dockerd's last lines. */
  startPrivate(): Promise<void>;
  /** Tells of each raw event of the engine on the screen, and of each engine whose lists are complete, until the returned function is called. */
  watch(watcher: EngineWatcher): () => void;
  /** While no window is visible nothing is listed without a reason. */
  setVisible(visible: boolean): void;
  readonly privateEngine: PrivateEngine;
  /** Ends all connections; the private engine is stopped by whoever quits. */
  close(): Promise<void>;
}

export interface HubOptions {
  /** Folder of settings and state, with the private engine in it. */
  readonly dataDir: string;
  /** Key of the engine shown last; empty when there was none. */
  readonly remembered: () => string;
  readonly remember: (key: string) => void;
  /** This computer and user, unless told. */
  readonly around?: Surroundings;
}

/** This computer and user. */
export const here = (): Surroundings => ({
  platform: process.platform,
  env: process.env,
  home: homedir(),
  uid: process.getuid?.(),
});

interface Shown {
  readonly place: Place;
  readonly watched?: WatchedEngine;
  readonly state?: "absent" | "connecting";
  readonly problem?: string;
}

/** Milliseconds between two looks for engines while there is none. */
const lookEvery = 3000;

/** Looks for engines at once and connects to the first: created before the window is, so that the first list is early. */
export function createEngineHub({ dataDir, remembered, remember, around = here() }: HubOptions): EngineHub {
  const { env, platform } = around;
  const engineOfOurs = createPrivateEngine({ dataDir, platform, env, uid: around.uid ?? 0 });
  const privateEngine: PrivateEngine = {
    ...engineOfOurs,
    stop: () => {
      // dockerd waits 5 s for connections that are open, such as that of its events.
      if (shown?.place.key === "private") put({ place: shown.place, state: "absent", problem: "It was stopped." });
      return engineOfOurs.stop();
    },
  };
  const closing = new AbortController();
  const search = createSearch({
    around,
    privateHost: platform === "linux" ? engineOfOurs.host : undefined,
    signal: closing.signal,
    onChange: () => feed.tellEngines(),
  });
  /** Why the private engine did not start, when that was tried without being asked for; it is tried so once. */
  let privateProblem: string | undefined;
  let support: PrivateEngineSupport = { available: false };
  const watchers = new Set<EngineWatcher>();
  let shown: Shown | null = null;
  let visible = true;

  const status = (): EngineStatus | null => {
    if (!shown) return null;
    const { watched, place, state = "connecting", problem } = shown;
    if (watched) return watched.status();
    const { key, origin, name, host, target } = place;
    return { state, id: "", key, origin, name, host, target, ...(problem === undefined ? {} : { problem }) };
  };
  const engines = (): Engines => {
    const current = status();
    return {
      current,
      // What the engine on the screen says is newer than what its `_ping` said.
      candidates: search
        .candidates()
        .map((candidate) =>
          candidate.key === current?.key && current.state === "live"
            ? { ...candidate, reachable: true, problem: undefined }
            : candidate,
        ),
      searching: search.searching(),
      private: support,
    };
  };
  const tables = () => shown?.watched?.tables() ?? emptyTables();
  const feed = createFeed({
    engines,
    lists: () => (shown?.watched?.complete() ? { engine: shown.watched.status().id, tables: tables() } : null),
  });

  const put = (next: Shown | null) => {
    shown?.watched?.close();
    shown = next;
    feed.tellEngines();
  };
  const show = (place: Place): void => {
    if (place.problem) {
      put({ place, state: "absent", problem: place.problem });
      return;
    }
    let client: DockerClient;
    try {
      client = clientFor(place);
    } catch (error) {
      put({ place, state: "absent", problem: (error as Error).message });
      return;
    }
    const mine = () => shown?.watched === watched;
    const watched = watchEngine(place, client, {
      onStatus: () => mine() && feed.tellEngines(),
      onSnapshot: () => {
        if (!mine()) return;
        feed.tellSnapshot();
        const { id } = watched.status();
        for (const watcher of watchers) queueMicrotask(() => watcher.onLive(id));
      },
      onEvent: (message) => {
        if (mine()) for (const watcher of watchers) watcher.onEvent(message);
      },
      onChanged: (kind, keys) => mine() && feed.tellKeys(kind, keys),
    });
    watched.setVisible(visible);
    put({ place, watched });
  };

  /** `insist`: it stays on the screen with its problem when it cannot be started; otherwise what was there comes back. */
  const showPrivate = async ({ insist }: { insist: boolean }): Promise<void> => {
    const place = privatePlace(privateEngine.host);
    const starting: Shown = { place };
    const before = shown?.place;
    if (before?.key !== "private" || !shown?.watched) put(starting);
    try {
      await privateEngine.start();
    } catch (error) {
      const problem = (error as Error).message;
      if (shown === starting) {
        if (insist || before?.key === "private") put({ place, state: "absent", problem });
        else if (before) show(before);
        else put(null);
      }
      throw error;
    }
    if (shown === starting) show(place);
    else shown?.watched?.retry();
  };

  const isSupported = (): boolean => {
    support = { ...privateEngine.support(), ...(privateProblem === undefined ? {} : { reason: privateProblem }) };
    feed.tellEngines();
    return support.available;
  };

  /** Shows the first engine that answers; with none on Linux the private one, as far as it can be had. */
  const choose = async (options?: { quietly: boolean }): Promise<void> => {
    const first = await search.look(options);
    if (shown || closing.signal.aborted) return;
    if (first) return show(first);
    if (!isSupported() || privateProblem !== undefined) return;
    await showPrivate({ insist: false }).catch((error: Error) => {
      privateProblem = error.message;
      isSupported();
    });
  };

  const begin = async (): Promise<void> => {
    isSupported();
    // What the user asked for by name is shown even when it does not answer: another engine is never put in its place.
    const byName = env.DOCKER_HOST ? "DOCKER_HOST" : env.DOCKER_CONTEXT ? contextKey(env.DOCKER_CONTEXT) : remembered();
    const asked = env.DRYDOCK_ENGINE === "private" ? "private" : byName;
    if (asked === "private" && platform === "linux") {
      void search.look();
      return showPrivate({ insist: true }).catch(() => undefined);
    }
    const place = asked ? await search.placeOf(asked) : undefined;
    if (!place || shown) return choose();
    show({ ...place, remote: false });
    void search.look();
  };

  const timer = setInterval(
    () => !shown && visible && !search.searching() && void choose({ quietly: true }),
    lookEvery,
  );
  timer.unref();
  void begin();

  return {
    use: (engine) => {
      const now = status();
      if (!shown?.watched || !now)
        throw new DrydockError("ENGINE_UNREACHABLE", "No engine is connected. Choose one first.");
      if (now.id !== engine)
        throw new DrydockError(
          "ENGINE_CHANGED",
          "This belongs to another engine than the one on the screen now. Nothing was done; look at the current list and try again.",
        );
      if (now.state !== "live" && now.state !== "connecting")
        throw new DrydockError(
          "ENGINE_UNREACHABLE",
          `${now.name} cannot be reached at the moment. Try again when it is live.`,
          now.problem,
        );
      return shown.watched.client;
    },
    client: () => {
      if (!shown?.watched) throw new DrydockError("ENGINE_UNREACHABLE", "No engine is connected. Choose one first.");
      return shown.watched.client;
    },
    status,
    engines,
    inventory: () => feed.stream(),
    containers: () => tables().containers,
    images: () => tables().images,
    volumes: () => tables().volumes,
    networks: () => tables().networks,
    select: async (key) => {
      if (key === "private" && platform === "linux") {
        await showPrivate({ insist: false });
        return remember(key);
      }
      const place = await search.placeOf(key);
      if (!place) throw new DrydockError("INVALID", "There is no such engine any more. Look again and choose another.");
      remember(key);
      if (shown?.place.key === key && shown.watched) shown.watched.retry();
      else show({ ...place, remote: false });
    },
    connect: async (text) => {
      const { place, problem } = await search.tryTyped(text);
      if (problem !== undefined)
        throw new DrydockError("ENGINE_UNREACHABLE", `${problem} Check the address, or start the engine there.`);
      remember(place.key);
      show(place);
      void search.look();
    },
    retry: async () => {
      shown?.watched?.retry();
      // What keeps it from starting stands in its status.
      if (shown?.place.key === "private" && status()?.state !== "live")
        await showPrivate({ insist: true }).catch(() => undefined);
      if (shown) await search.look();
      else await choose();
    },
    startPrivate: async () => {
      await showPrivate({ insist: false });
      remember("private");
    },
    setVisible: (now) => {
      visible = now;
      shown?.watched?.setVisible(now);
    },
    watch: (watcher) => {
      watchers.add(watcher);
      const now = status();
      if (now?.state === "live") watcher.onLive(now.id);
      return () => void watchers.delete(watcher);
    },
    privateEngine,
    close: async () => {
      clearInterval(timer);
      closing.abort();
      put(null);
    },
  };
}

const contextKey = (name: string): string => (name === "default" ? "default" : `context:${name}`);
