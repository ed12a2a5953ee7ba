import { z } from "zod";
import { change, nothing, stream } from "./wire.ts";

export const settings = z.object({
  theme: z.enum(["system", "light", "dark"]).default("system").catch("system"),
  /** What happens to the private engine when Drydock quits while containers run in it. */
  privateEngineOnQuit: z.enum(["ask", "stop", "keep"]).default("ask").catch("ask"),
  /** Key of the engine shown last. */
  engine: z.string().max(1000).default("").catch(""),
});
export type Settings = z.output<typeof settings>;

export const settingsApi = {
  current: stream(nothing).of<Settings>(),
  update: change(settings.partial()),
} as const;
