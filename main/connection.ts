import { portTransport } from "@shared/transport.ts";
import { RpcSession, type RpcTarget } from "capnweb";
import { type BrowserWindow, type IpcMainEvent, ipcMain } from "electron";
import { isOurPage } from "./app/protocol.ts";

/**
 * Hands `root` to the window's own page, over a port that the page made. A reload makes a new port; whatever the old
 * one had open (streams, terminals) ends with it. Frames and pages that are not ours get nothing.
 */
export function acceptConnections(window: BrowserWindow, root: () => RpcTarget): void {
  let endPrevious = () => {};
  const accept = ({ senderFrame, sender, ports }: IpcMainEvent) => {
    const [port] = ports;
    if (!port) return;
    const trusted = sender === window.webContents && senderFrame === window.webContents.mainFrame;
    if (!trusted || !senderFrame || !isOurPage(senderFrame.url)) return port.close();
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
  ipcMain.on("connect", accept);
  window.on("closed", () => {
    ipcMain.off("connect", accept);
    endPrevious();
  });
}
