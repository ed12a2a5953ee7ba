import * as electron from "electron";

const { ipcRenderer } = electron;

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
  addEventListener(
    type: "dragover" | "drop",
    listener: (event: {
      isTrusted: boolean;
      preventDefault(): void;
      dataTransfer: { types: readonly string[]; files: Iterable<File> } | null;
    }) => void,
  ): void;
};
/** A file from outside the browser; Electron before 32 tells its path here, later ones through `webUtils`. */
interface File {
  readonly path?: string;
}
const { webUtils } = electron as { webUtils?: { getPathForFile(file: unknown): string } };

// The only thing the page gets from Electron: a way to hand over one end of a MessageChannel that it made itself.
// It names no feature; what flows over the port is the wire's business (main/connection.ts).
window.addEventListener("message", ({ data, source, origin, ports: [port] }) => {
  if (data !== "drydock:connect" || source !== window || origin !== window.origin || !port) return;
  ipcRenderer.postMessage("connect", null, [port]);
});

// A page cannot see the path of a file that is dropped on it: the paths go to main, and nothing else.
window.addEventListener("dragover", (event) => {
  if (event.dataTransfer?.types.includes("Files")) event.preventDefault();
});
window.addEventListener("drop", (event) => {
  event.preventDefault();
  if (!event.isTrusted || !event.dataTransfer) return;
  const paths = [...event.dataTransfer.files].map((file) => webUtils?.getPathForFile(file) ?? file.path ?? "");
  ipcRenderer.send("dropped", paths.filter(Boolean).slice(0, 10));
});
