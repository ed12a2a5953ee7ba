import type { ElectronApplication, Page } from "@playwright/test";
import { shell, table } from "./shell.ts";

/** The page `Compose`. */
export const composePage = (page: Page) => {
  const list = table(page, "Compose");
  const { details } = shell(page);
  return {
    ...list,
    ...shell(page),
    openButton: page.getByRole("button", { name: "Open compose file" }),
    dialog: (name: string) => page.getByRole("dialog", { name }),
    question: page.getByRole("alertdialog"),
    command: page.getByRole("region", { name: "docker command" }),
    tab: (name: string) => details.getByRole("tab", { name, exact: true }),
    async act(name: string, action: string): Promise<void> {
      await page.getByRole("button", { name: `Actions for ${name}`, exact: true }).click();
      await page.getByRole("menuitem", { name: action, exact: true }).click();
    },
  };
};

/** Answers the system's next file dialogs with this path, as nobody can click in those. */
export const answerFileDialog = (app: ElectronApplication, path: string): Promise<void> =>
  app.evaluate(({ dialog }, chosen) => {
    dialog.showOpenDialog = (async () => ({ canceled: false, filePaths: [chosen] })) as never;
  }, path);
