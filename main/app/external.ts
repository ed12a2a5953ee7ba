import { DrydockError } from "@shared/errors.ts";
import { type BrowserWindow, shell } from "electron";
import { askQuestion } from "./question.ts";

/** https anywhere; http only on this computer, where containers publish their ports. */
function allowed(url: string): URL {
  let parsed: URL;
  try {
    parsed = new URL(url);
  } catch {
    throw new DrydockError("INVALID", "That is not a web address.");
  }
  const local = ["localhost", "127.0.0.1", "[::1]"].includes(parsed.hostname);
  if (parsed.protocol === "https:" || (parsed.protocol === "http:" && local)) return parsed;
  throw new DrydockError("INVALID", "Drydock opens https addresses, and http ones on this computer only.");
}

/** Opens an address in the user's browser after asking. INVALID for any other kind of address, CANCELLED for a no. */
export async function openExternal(window: BrowserWindow | null, url: string): Promise<void> {
  const { href } = allowed(url);
  const question = {
    message: "Open this address in your browser?",
    detail: href,
    buttons: ["Open", "Cancel"],
    defaultId: 0,
    cancelId: 1,
  };
  if ((await askQuestion(window, question)) !== 0) throw new DrydockError("CANCELLED", "The address was not opened.");
  await shell.openExternal(href);
}
