import type { BrowserWindow } from "electron";
import { askQuestion } from "./question.ts";

/** Lines that the question shows, and characters of each. */
const shown = { lines: 6, characters: 140 };

/**
 * Asks before the window goes while docker lines run that would end with it, such as a build, a copy or an up. `running`
 * names them. Closing the window asks by itself once it is guarded; whoever quits asks first.
 */
export function confirmClosing(running: () => readonly string[]) {
  let agreed = false;
  let asking: Promise<boolean> | undefined;
  const show = async (lines: readonly string[], window: BrowserWindow | null): Promise<boolean> => {
    const cut = (line: string) => (line.length > shown.characters ? `${line.slice(0, shown.characters - 1)}…` : line);
    const more = lines.length - shown.lines;
    const question = {
      message:
        lines.length === 1 ? "A docker line is still running." : `${lines.length} docker lines are still running.`,
      detail: `${lines.slice(0, shown.lines).map(cut).join("\n")}${more > 0 ? `\nand ${more} more` : ""}\n\nClosing Drydock ends ${lines.length === 1 ? "it" : "them"}.`,
      buttons: ["Close all the same", "Keep Drydock open"],
      defaultId: 1,
      cancelId: 1,
    };
    return (await askQuestion(window, question)) === 0;
  };
  /** False when the user wants to stay. Asked twice at once, it shows one question. */
  const ask = async (window: BrowserWindow | null): Promise<boolean> => {
    const lines = running();
    if (agreed || lines.length === 0) return true;
    asking ??= show(lines, window).finally(() => {
      asking = undefined;
    });
    agreed = await asking;
    return agreed;
  };
  return {
    ask,
    guard(window: BrowserWindow): void {
      agreed = false;
      window.on("close", (event) => {
        if (agreed || running().length === 0) return;
        event.preventDefault();
        void ask(window).then((yes) => yes && window.close());
      });
    },
  };
}
