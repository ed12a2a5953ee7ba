import type { networksApi } from "@shared/networks.ts";
import type { Server } from "@shared/wire.ts";
import type { EngineHub } from "./docker/hub.ts";
import { path } from "./docker/path.ts";

/** Networks of the engine on the screen. */
export const networks = (hub: Pick<EngineHub, "use">): Server<typeof networksApi> => ({
  inspect: ({ engine, id }) => hub.use(engine).get(path`/networks/${id}`),
});
