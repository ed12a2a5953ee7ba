import { writeFile } from "node:fs/promises";
import type { BrowserWindow } from "electron";

/** Writes a PNG of the window to `file` once the page says that it shows something real (`data-ready` on the root). */
export async function writeScreenshot(window: BrowserWindow, file: string): Promise<void> {
  await window.webContents.executeJavaScript(`new Promise((done) => {
    const root = document.documentElement;
    const ready = () => root.hasAttribute("data-ready") && requestAnimationFrame(() => requestAnimationFrame(done));
    if (!ready()) new MutationObserver(ready).observe(root, { attributes: true, attributeFilter: ["data-ready"] });
  })`);
  const image = await window.webContents.capturePage();
  await writeFile(file, image.toPNG());
}
