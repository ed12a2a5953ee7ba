import { z } from "zod";
import { change, nothing, query } from "./wire.ts";

export interface AppInfo {
  readonly version: string;
  readonly electron: string;
  readonly chromium: string;
  readonly platform: string;
  /** Folder with settings, activity log and the private engine. */
  readonly dataDir: string;
}

export const appApi = {
  info: query(nothing).returns<AppInfo>(),
  /** Opens an https address, or a container's published port on this computer, in the browser, after asking. */
  openExternal: change(z.object({ url: z.string().max(2000) })),
} as const;
