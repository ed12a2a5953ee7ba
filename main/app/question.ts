import { type BrowserWindow, dialog } from "electron";

interface Question {
  readonly message: string;
  readonly detail: string;
  readonly buttons: string[];
  /** Places in `buttons`. */
  readonly defaultId: number;
  readonly cancelId: number;
}

/** Asks in the system's own dialog, over the window where there is one; answers with the place of the button. */
export async function askQuestion(window: BrowserWindow | null, question: Question): Promise<number> {
  const options = { type: "question" as const, ...question };
  const { response } = await (window ? dialog.showMessageBox(window, options) : dialog.showMessageBox(options));
  return response;
}
