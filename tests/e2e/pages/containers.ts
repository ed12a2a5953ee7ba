import type { Page } from "@playwright/test";
import { shell, table } from "./shell.ts";

/** The page `Containers`. */
export const containersPage = (page: Page) => {
  const list = table(page, "Containers");
  return {
    ...list,
    ...shell(page),
    filter: page.getByRole("searchbox", { name: "Filter containers" }),
    /** A row by its container's whole name. */
    named: (name: string) => list.row(`${name},`),
    select: (name: string) => page.getByRole("checkbox", { name: `Select ${name}`, exact: true }),
    selected: page.getByRole("toolbar", { name: "Selected" }),
    group: (project: string) => page.getByRole("button", { name: project, exact: true }),
    sortBy: (column: string) => list.table.getByRole("button", { name: column, exact: true }),
    header: (column: string) => list.table.getByRole("columnheader", { name: column, exact: true }),
    menu: page.getByRole("menu"),
    command: page.getByRole("region", { name: "docker command" }),
    confirm: page.getByRole("alertdialog"),
    dialog: (name: string | RegExp) => page.getByRole("dialog", { name }),
    /** Opens a row's menu and chooses from it. */
    async act(name: string, action: string): Promise<void> {
      await page.getByRole("button", { name: `Actions for ${name}`, exact: true }).click();
      await page.getByRole("menuitem", { name: action, exact: true }).click();
    },
  };
};
