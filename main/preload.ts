import { ipcRenderer } from "electron";

/** The page's window. main/ is compiled without the DOM's types, and this is all that the preload needs of them. */
declare const window: {
  readonly origin: string;
  addEventListener(
    type: "message",
    listener: (event: {
      data: unknown;
      source: unknown;
      origin: string;
      ports: readonly InstanceType<typeof MessagePort>[];
    }) => void,
  ): void;
};

// The only thing the page gets from Electron: a way to hand over one end of a MessageChannel that it made itself.
// It names no feature and never grows; what flows over the port is the wire's business (main/connection.ts).
window.addEventListener("message", ({ data, source, origin, ports: [port] }) => {
  if (data !== "drydock:connect" || source !== window || origin !== window.origin || !port) return;
  ipcRenderer.postMessage("connect", null, [port]);
});
