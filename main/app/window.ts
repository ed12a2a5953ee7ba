import { join } from "node:path";
import { BrowserWindow, nativeTheme } from "electron";
import { pageUrl } from "./protocol.ts";

/** Colours of the page before it has painted, so that nothing flashes (renderer/theme). */
const background = () => (nativeTheme.shouldUseDarkColors ? "#14181d" : "#f6f7f9");

/** Opens the one window; it is shown when there is something to see. */
export function openWindow(onVisible: (visible: boolean) => void): BrowserWindow {
  const window = new BrowserWindow({
    title: "Drydock",
    width: 1280,
    height: 820,
    minWidth: 760,
    minHeight: 520,
    show: false,
    autoHideMenuBar: true,
    backgroundColor: background(),
    webPreferences: {
      preload: join(__dirname, "../preload/preload.cjs"),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false,
      v8CacheOptions: "bypassHeatCheck",
    },
  });
  const show = () => window.isVisible() || window.show();
  window.once("ready-to-show", show);
  // A hidden window on a busy computer may never paint, and then never says that it is ready.
  window.webContents.once("did-finish-load", show);
  // The title stays `Drydock`, whatever the page's document says.
  window.on("page-title-updated", (event) => event.preventDefault());
  for (const event of ["show", "restore"] as const) window.on(event as "show", () => onVisible(true));
  for (const event of ["hide", "minimize"] as const) window.on(event as "hide", () => onVisible(false));
  void window.loadURL(pageUrl);
  return window;
}

/** Brings the window to the front. */
export function showWindow(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore();
  window.focus();
}
