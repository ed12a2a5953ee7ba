import { spawn } from "node:child_process";
import { once } from "node:events";
import type { Readable } from "node:stream";
import { output } from "./run.ts";

/** A screen without hardware, and the person in front of it. */
export interface Desktop {
  /** The value of DISPLAY. */
  readonly display: string;
  /** Waits for the one visible window of that title and gives it the keyboard. */
  focus(title: string): Promise<void>;
  /** Presses keys by their X names, one after the other: `ctrl+k`, `Down`. */
  press(...keys: string[]): Promise<void>;
  type(text: string): Promise<void>;
  close(): Promise<void>;
}

/** Starts an X server on a display of its own, driven by real X input: it works on a build that no debugger can enter. */
export async function openDesktop(): Promise<Desktop> {
  const server = spawn("Xvfb", ["-displayfd", "3", "-screen", "0", "1280x900x24", "-nolisten", "tcp"], {
    stdio: ["ignore", "ignore", "ignore", "pipe"],
  });
  const [number] = await once(server.stdio[3] as Readable, "data");
  const display = `:${String(number).trim()}`;
  const xdotool = (...words: string[]) => output("xdotool", words, { env: { ...process.env, DISPLAY: display } });
  return {
    display,
    focus: async (title) => {
      await xdotool("search", "--sync", "--onlyvisible", "--name", `^${title}$`, "windowfocus", "--sync");
    },
    press: async (...keys) => {
      await xdotool("key", "--clearmodifiers", "--delay", "40", ...keys);
    },
    type: async (text) => {
      await xdotool("type", "--delay", "20", text);
    },
    close: async () => {
      const ended = once(server, "exit");
      server.kill();
      await ended;
    },
  };
}
