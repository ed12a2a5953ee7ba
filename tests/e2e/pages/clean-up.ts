import type { Page } from "@playwright/test";
import { shell, table } from "./shell.ts";

/** The page `Clean up`. */
export const cleanUpPage = (page: Page) => ({
  ...shell(page),
  ...table(page, "What will be removed"),
  choice: (name: string) => page.getByRole("checkbox", { name, exact: true }),
  field: (name: string) => page.getByRole("textbox", { name }),
  previewButton: page.getByRole("button", { name: "Preview", exact: true }),
  select: (name: string) => page.getByRole("checkbox", { name: `Select ${name}`, exact: true }),
  remove: page.getByRole("button", { name: /^Remove \d+ items?$/ }),
  total: page.getByRole("status").filter({ hasText: /selected/ }),
  result: page.getByRole("region", { name: "Preview" }).getByRole("status"),
  command: page.getByRole("region", { name: "docker command" }),
  closest: page.getByRole("region", { name: "Closest docker line" }),
  removed: table(page, "Removed"),
  async view(name: "Clean up" | "Removed"): Promise<void> {
    // The radio itself is invisible: a person clicks its label.
    await page.getByRole("radiogroup", { name: "View" }).getByText(name, { exact: true }).click();
  },
});
