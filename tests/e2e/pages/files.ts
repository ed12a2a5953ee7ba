import type { Page } from "@playwright/test";
import { shell } from "./shell.ts";

/** The tab `Files` of a container. */
export const files = (page: Page) => {
  const { details } = shell(page);
  const panel = details.getByRole("tabpanel", { name: "Files" });
  const grid = panel.getByRole("grid", { name: "Files" });
  return {
    panel,
    grid,
    /** A name; a folder's ends with `/`. */
    name: (name: string) => grid.getByRole("button", { name, exact: true }),
    row: (text: string | RegExp) => grid.getByRole("row").filter({ hasText: text }),
    button: (name: string) => panel.getByRole("button", { name, exact: true }),
    crumbs: panel.getByRole("list", { name: "Folder" }),
    onlyChanged: panel.getByRole("checkbox", { name: "Only changed" }),
    download: (name: string) => grid.getByRole("button", { name: `Download ${name}`, exact: true }),
    dialog: (name: string | RegExp) => page.getByRole("dialog", { name }),
    question: page.getByRole("alertdialog"),
    command: page.getByRole("region", { name: "docker command" }),
    async go(path: string): Promise<void> {
      await panel.getByRole("button", { name: "Type a path" }).click();
      await panel.getByRole("textbox", { name: "Path" }).fill(path);
      await page.keyboard.press("Enter");
    },
    /** Drops files or folders on the tab as the system does. */
    async drop(paths: readonly string[]): Promise<void> {
      const box = (await grid.boundingBox())!;
      const data = { items: [], files: [...paths], dragOperationsMask: 1 };
      const devtools = await page.context().newCDPSession(page);
      for (const type of ["dragEnter", "dragOver", "drop"] as const)
        await devtools.send("Input.dispatchDragEvent", { type, x: box.x + box.width / 2, y: box.y + 20, data });
    },
  };
};
