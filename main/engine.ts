import type { engineApi } from "@shared/engine.ts";
import type { Server } from "@shared/wire.ts";
import type { EngineHub } from "./docker/hub.ts";
import { path } from "./docker/path.ts";

/** The engine on the screen and its lists. */
export const engine = (hub: EngineHub): Server<typeof engineApi> => ({
  inventory: () => hub.inventory(),
  select: ({ key }) => hub.select(key),
  connect: ({ host }) => hub.connect(host),
  retry: () => hub.retry(),
  startPrivate: () => hub.startPrivate(),
  info: () => hub.client().get<unknown>(path`/info`),
});
