import { ipcRenderer } from "electron";

// The only thing the page gets from Electron: one end of a MessageChannel that it made itself. Names no feature and
// never grows; what flows over the port is the wire's business (main/connection.ts).
window.addEventListener("message", ({ data, source, origin, ports }) => {
  if (data !== "drydock:connect" || source !== window || origin !== window.origin) return;
  const [port] = ports;
  if (port) ipcRenderer.postMessage("connect", null, [port]);
});
