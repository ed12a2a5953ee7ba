import { portTransport } from "@shared/transport.ts";
import { RpcSession, type RpcTarget } from "capnweb";
import { type BrowserWindow, type IpcMainEvent, ipcMain } from "electron";
import { isOurPage } from "./app/protocol.ts";

/**
 * Hands `root` to the window's own page, over a port that the page made. A reload makes a new port; whatever the old
 * one had open (streams, terminals) ends with it. Frames and pages that are not ours get nothing. `drop` is told the path
 * of each file that is dropped on the page.
 */
export function acceptConnections(window: BrowserWindow, root: () => RpcTarget, drop: (path: string) => void): void {
  let endPrevious = () => {};
  const trusts = ({ senderFrame, sender }: IpcMainEvent) =>
    sender === window.webContents &&
    senderFrame !== null &&
    senderFrame === window.webContents.mainFrame &&
    isOurPage(senderFrame.url);
  const accept = (event: IpcMainEvent) => {
    const [port] = event.ports;
    if (!port) return;
    if (!trusts(event)) return port.close();
    endPrevious();
    const { transport, deliver, end } = portTransport({
      post: (message) => port.postMessage(message),
      close: () => port.close(),
    });
    endPrevious = () => {
      end(new Error("The page was reloaded."));
      port.close();
    };
    port.on("message", ({ data }) => deliver(data));
    port.on("close", () => end(new Error("The page is gone.")));
    port.start();
    new RpcSession(transport, root());
  };
  const take = (event: IpcMainEvent, paths: unknown) => {
    if (!trusts(event) || !Array.isArray(paths)) return;
    for (const path of paths) if (typeof path === "string" && path.length < 4096) drop(path);
  };
  ipcMain.on("connect", accept);
  ipcMain.on("dropped", take);
  window.on("closed", () => {
    ipcMain.off("connect", accept);
    ipcMain.off("dropped", take);
    endPrevious();
  });
}
