import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { until } from "../engine/until.ts";
import { output } from "./run.ts";

/** A screen without hardware, and the person in front of it, who looks before going on. */
export interface Desktop {
  /** The value of DISPLAY. */
  readonly display: string;
  /** Waits for the visible window of that title and gives it the keyboard. */
  focus(title: string): Promise<void>;
  /** Presses a key by its X name, as in `ctrl+k`, and waits until the picture has changed and is still again. */
  press(key: string): Promise<void>;
  /** Types, and waits likewise. */
  type(text: string): Promise<void>;
  close(): Promise<void>;
}

/** Milliseconds without a change that make a still picture: longer than a frame, shorter than a caret's blink. */
const still = 250;

/** Starts an X server on a display of its own, driven by real X input: it works on a build that no debugger can enter. */
export async function openDesktop(): Promise<Desktop> {
  const folder = mkdtempSync(join(tmpdir(), "drydock-screen-"));
  const words = ["-displayfd", "3", "-screen", "0", "1280x900x24", "-nolisten", "tcp", "-fbdir", folder];
  const server = spawn("Xvfb", words, { stdio: ["ignore", "ignore", "ignore", "pipe"] });
  const [number] = await once(server.stdio[3] as Readable, "data");
  const display = `:${String(number).trim()}`;
  const xdotool = (...argv: string[]) => output("xdotool", argv, { env: { ...process.env, DISPLAY: display } });
  const picture = () => readFileSync(join(folder, "Xvfb_screen0"));

  const seen = async (what: string, act: () => Promise<unknown>) => {
    const before = picture();
    let last = before;
    let since = Number.POSITIVE_INFINITY;
    await act();
    await until(`the screen answers to ${what}`, () => {
      const now = picture();
      if (!now.equals(last)) {
        last = now;
        since = Date.now();
      }
      return Date.now() - since > still && !last.equals(before);
    });
  };
  return {
    display,
    focus: async (title) => {
      await xdotool("search", "--sync", "--onlyvisible", "--name", `^${title}$`, "windowfocus", "--sync");
    },
    press: (key) => seen(key, () => xdotool("key", "--clearmodifiers", key)),
    type: (text) => seen(`"${text}"`, () => xdotool("type", "--delay", "20", text)),
    close: async () => {
      const ended = once(server, "exit");
      server.kill();
      await ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
