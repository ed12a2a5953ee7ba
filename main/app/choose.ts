import type { Choice } from "@shared/app.ts";
import { type BrowserWindow, dialog } from "electron";

/** Asks for a file or folder in the system's own dialog; null when it was closed without a choice. */
export async function choose(
  window: BrowserWindow | null,
  { kind, title, path, extensions }: Choice,
): Promise<string | null> {
  const filters = extensions.length > 0 ? [{ name: extensions.map((each) => `.${each}`).join(", "), extensions }] : [];
  const common = { title, ...(path ? { defaultPath: path } : {}), filters };
  if (kind === "save") {
    const chosen = await (window ? dialog.showSaveDialog(window, common) : dialog.showSaveDialog(common));
    return chosen.filePath || null;
  }
  const properties: ["openDirectory" | "openFile", "showHiddenFiles"] = [
    kind === "folder" ? "openDirectory" : "openFile",
    "showHiddenFiles",
  ];
  const options = { ...common, properties };
  const { filePaths } = await (window ? dialog.showOpenDialog(window, options) : dialog.showOpenDialog(options));
  return filePaths[0] ?? null;
}
