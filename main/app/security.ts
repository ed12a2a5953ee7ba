import { app, session } from "electron";
import { isOurPage } from "./protocol.ts";

/** Whatever a page may try, in whichever window: no permission, no navigation away, no new window, no webview. */
export function lockDown(): void {
  app.on("web-contents-created", (_event, contents) => {
    contents.on("will-navigate", (event) => {
      if (!isOurPage(event.url)) event.preventDefault();
    });
    contents.on("will-redirect", (event) => {
      if (!isOurPage(event.url)) event.preventDefault();
    });
    contents.on("will-attach-webview", (event) => event.preventDefault());
    contents.setWindowOpenHandler(() => ({ action: "deny" }));
  });
}

/** The page may write to the clipboard after a click, and nothing else. Must run after the app is ready. */
export function denyPermissions(): void {
  const allowed = (permission: string) => permission === "clipboard-sanitized-write";
  session.defaultSession.setPermissionRequestHandler((_contents, permission, answer) => answer(allowed(permission)));
  session.defaultSession.setPermissionCheckHandler((_contents, permission) => allowed(permission));
  session.defaultSession.setDevicePermissionHandler(() => false);
}
