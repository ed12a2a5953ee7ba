import type { volumesApi } from "@shared/volumes.ts";
import type { Server } from "@shared/wire.ts";
import type { EngineHub } from "./docker/hub.ts";
import { path } from "./docker/path.ts";

/** Volumes of the engine on the screen. */
export const volumes = (hub: Pick<EngineHub, "use">): Server<typeof volumesApi> => ({
  inspect: ({ engine, name }) => hub.use(engine).get(path`/volumes/${name}`),
});
