import type { Page } from "@playwright/test";
import { shell, table } from "./shell.ts";

/** The page `Images`. */
export const imagesPage = (page: Page) => {
  const list = table(page, "Images");
  const pull = page.getByRole("dialog", { name: "Pull image" });
  return {
    ...list,
    ...shell(page),
    filter: page.getByRole("searchbox", { name: "Filter images" }),
    confirm: page.getByRole("alertdialog"),
    pullButton: page.getByRole("button", { name: "Pull image", exact: true }),
    pull,
    reference: pull.getByRole("textbox", { name: "Image" }),
    startPull: pull.getByRole("button", { name: "Pull", exact: true }),
    /** One pull in the dialog. */
    pulling: (reference: string) => pull.getByRole("region", { name: `Pull ${reference}` }),
    async act(name: string, action: string): Promise<void> {
      await page.getByRole("button", { name: `Actions for ${name}`, exact: true }).click();
      await page.getByRole("menuitem", { name: action, exact: true }).click();
    },
  };
};

/** The dialog `Run <image>`. */
export const runDialog = (page: Page, image: string) => {
  const dialog = page.getByRole("dialog", { name: `Run ${image}` });
  return {
    dialog,
    field: (name: string) => dialog.getByRole("textbox", { name, exact: true }),
    choice: (name: string) => dialog.getByRole("checkbox", { name }),
    button: (name: string) => dialog.getByRole("button", { name, exact: true }),
    command: dialog.getByRole("region", { name: "docker command" }),
    failure: dialog.getByRole("alert"),
  };
};
