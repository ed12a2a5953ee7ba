import type { Locator, Page } from "@playwright/test";
import type { Engine } from "../../engine/engine.ts";
import { expect } from "../app.ts";
import { shell, table } from "./shell.ts";

export type Tab = "Logs" | "Terminal" | "Stats" | "Files" | "Inspect";

/** Selects a container in the table and shows one of its tabs. */
export async function openTab(page: Page, container: string, tab: Tab): Promise<Locator> {
  await table(page, "Containers").row(`${container}\\b`).click();
  const { details } = shell(page);
  await expect(details.getByRole("heading", { name: container, exact: true })).toBeVisible();
  await details.getByRole("tab", { name: tab }).click();
  return details.getByRole("tabpanel", { name: tab });
}

/** Runs a container for one test; `end` removes all of them. */
export function containersOf(engine: Engine) {
  const names: string[] = [];
  return {
    async run(name: string, ...argv: string[]): Promise<void> {
      names.push(name);
      await engine.docker("run", "-d", "--name", name, ...argv);
    },
    async end(): Promise<void> {
      if (names.length > 0) await engine.docker("rm", "-f", "-v", ...names.splice(0)).catch(() => {});
    },
  };
}

/** The tab `Logs`. */
export const logs = (page: Page) => {
  const { details } = shell(page);
  const view = details.getByRole("log");
  const rows = view.locator("[data-seq]");
  return {
    view,
    rows,
    row: (text: string | RegExp) => rows.filter({ hasText: text }),
    search: details.getByRole("searchbox", { name: "Search the log" }),
    status: details.getByRole("status"),
    button: (name: string) => details.getByRole("button", { name, exact: true }),
    firstText: () => rows.first().textContent(),
    /** How many lines are here. */
    extent: details.getByText(/^[\d,]+ lines?/),
  };
};

/** The tab `Terminal`. */
export const terminal = (page: Page) => {
  const { details } = shell(page);
  const panel = details.getByRole("tabpanel", { name: "Terminal" });
  const input = panel.getByRole("textbox", { name: /^Terminal of / });
  return {
    panel,
    input,
    screen: panel.locator(".xterm-rows"),
    status: panel.getByRole("status"),
    command: panel.getByRole("region", { name: "docker command" }),
    button: (name: string) => panel.getByRole("button", { name, exact: true }),
    async type(text: string): Promise<void> {
      await input.focus();
      await page.keyboard.type(text);
      await page.keyboard.press("Enter");
    },
  };
};
