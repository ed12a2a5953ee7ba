import { activityApi } from "./activity.ts";
import { appApi } from "./app.ts";
import { buildsApi } from "./builds.ts";
import { composeApi } from "./compose.ts";
import { composeFilesApi } from "./compose-files.ts";
import { containerFilesApi } from "./container-files.ts";
import { containersApi } from "./containers.ts";
import { diskApi } from "./disk.ts";
import { engineApi } from "./engine.ts";
import { guideApi } from "./guide.ts";
import { imagesApi } from "./images.ts";
import { layersApi } from "./layers.ts";
import { networksApi } from "./networks.ts";
import { plansApi } from "./plans.ts";
import { registriesApi } from "./registries.ts";
import { settingsApi } from "./settings.ts";
import { terminalApi } from "./terminal.ts";
import { volumesApi } from "./volumes.ts";
import type { Client, Server } from "./wire.ts";

/** Everything the page can ask of main, one entry a noun. */
export const api = {
  activity: activityApi,
  app: appApi,
  builds: buildsApi,
  compose: composeApi,
  composeFiles: composeFilesApi,
  containerFiles: containerFilesApi,
  containers: containersApi,
  disk: diskApi,
  engine: engineApi,
  guide: guideApi,
  images: imagesApi,
  layers: layersApi,
  networks: networksApi,
  registries: registriesApi,
  plans: plansApi,
  settings: settingsApi,
  terminal: terminalApi,
  volumes: volumesApi,
} as const;

export type Api = typeof api;
/** The page's side: `api.containers.pause(ref)`. */
export type ApiClient = { readonly [Noun in keyof Api]: Client<Api[Noun]> };
/** Main's side. */
export type ApiServer = { readonly [Noun in keyof Api]: Server<Api[Noun]> };
