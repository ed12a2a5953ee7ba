import { app, type BrowserWindow } from "electron";
import type { SettingsStore } from "../settings.ts";
import { askQuestion } from "./question.ts";

/** The private engine, as far as quitting is concerned. */
interface PrivateEngine {
  /** Names of containers that run in it; empty when it is not running. */
  runningContainers(): Promise<readonly string[]>;
  /** Stops it when the app stops, or leaves it running. */
  stop(): Promise<void>;
}

/**
 * Runs `cleanUp` before the app ends, unless `sure` says to stay. Where containers run in the private engine, the user is asked first, unless the
 * settings already say what to do; without a running container it stops with the app.
 */
export function confirmQuit(
  engine: { readonly privateEngine: PrivateEngine },
  store: SettingsStore,
  window: () => BrowserWindow | null,
  sure: (window: BrowserWindow | null) => Promise<boolean>,
  cleanUp: () => Promise<void>,
): void {
  let decided = false;
  const decide = async (): Promise<"stop" | "keep" | "stay"> => {
    const wanted = store.current().privateEngineOnQuit;
    if (wanted !== "ask") return wanted;
    const running = await engine.privateEngine.runningContainers();
    if (running.length === 0) return "stop";
    const question = {
      message: `${running.length === 1 ? "A container is" : `${running.length} containers are`} still running in Drydock's private engine.`,
      detail: `${running.slice(0, 8).join(", ")}${running.length > 8 ? ", …" : ""}\n\nStopping the engine stops them; their data stays. Settings keep your choice for the next time.`,
      buttons: ["Stop engine and quit", "Keep running and quit", "Cancel"],
      defaultId: 2,
      cancelId: 2,
    };
    return (["stop", "keep", "stay"] as const)[await askQuestion(window(), question)] ?? "stay";
  };
  const leave = async () => {
    if (!(await sure(window()))) return;
    const choice = await decide().catch(() => "keep" as const);
    if (choice === "stay") return;
    decided = true;
    try {
      if (choice === "stop") await engine.privateEngine.stop();
      await cleanUp();
    } catch (error) {
      console.error("Not everything was cleaned up before quitting:", error);
    }
    app.quit();
  };
  let asking = false;
  app.on("before-quit", (event) => {
    if (decided) return;
    event.preventDefault();
    if (asking) return;
    asking = true;
    void leave().finally(() => {
      asking = false;
    });
  });
}
