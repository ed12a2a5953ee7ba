import { z } from "zod";
import { change, nothing, query, stream } from "./wire.ts";

export interface AppInfo {
  readonly version: string;
  readonly electron: string;
  readonly chromium: string;
  readonly platform: string;
  /** Folder with settings, activity log and the private engine. */
  readonly dataDir: string;
}

/** What to ask for in the system's own dialog. */
const choice = z.object({
  kind: z.enum(["folder", "file", "save"]),
  title: z.string().max(200),
  /** Where the dialog starts: a folder, or the name that a saved file gets. */
  path: z.string().max(4096).optional(),
  /** Without the dot; empty for any file. */
  extensions: z
    .array(z.string().regex(/^\w+(\.\w+)?$/))
    .max(10)
    .default([]),
});
export type Choice = z.output<typeof choice>;

/** A file or folder that was dropped on the window or opened with Drydock, and what it is good for. */
export interface Dropped {
  readonly path: string;
  /** `build`: a folder with a Dockerfile and no Compose file; `archive`: a .tar. */
  readonly kind: "compose" | "build" | "archive" | "other";
}

export const appApi = {
  info: query(nothing).returns<AppInfo>(),
  /** Opens an https address, or a container's published port on this computer, in the browser, after asking. */
  openExternal: change(z.object({ url: z.string().max(2000) })),
  /** Asks for a path in the system's own dialog; null when it is closed without a choice. */
  choose: query(choice).returns<string | null>(),
  dropped: stream(nothing).of<Dropped>(),
} as const;
