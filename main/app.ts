import type { AppInfo, appApi } from "@shared/app.ts";
import type { Server } from "@shared/wire.ts";
import { app, type BrowserWindow } from "electron";
import { choose } from "./app/choose.ts";
import type { Drops } from "./app/dropped.ts";
import { openExternal } from "./app/external.ts";

/** What the page may know of and ask from the app around it. */
export const appInfo = (window: () => BrowserWindow | null, drops: Drops): Server<typeof appApi> => ({
  info: (): AppInfo => ({
    version: app.getVersion(),
    electron: process.versions.electron ?? "",
    chromium: process.versions.chrome ?? "",
    platform: process.platform,
    dataDir: app.getPath("userData"),
  }),
  openExternal: ({ url }) => openExternal(window(), url),
  choose: (choice) => choose(window(), choice),
  dropped: () => drops.stream(),
});
