import { join } from "node:path";
import type { ElectronApplication } from "@playwright/test";
import { expect, test } from "../e2e/app.ts";
import { pageNames, shell, table } from "../e2e/pages/shell.ts";
import { setScene } from "./scene.ts";

/** `SCREENSHOTS` names another folder; then every page is taken at the smallest and largest usual size too. */
const folder = process.env.SCREENSHOTS ?? "docs/screenshots";
const sizes = process.env.SCREENSHOTS
  ? [
      [1024, 700],
      [1920, 1080],
    ]
  : [[1280, 820]];

const resize = (app: ElectronApplication, width: number, height: number) =>
  app.evaluate(({ BrowserWindow }, size) => BrowserWindow.getAllWindows()[0]?.setContentSize(size.width, size.height), {
    width,
    height,
  });

test("every page, in both themes", async ({ app, page, engine }) => {
  await setScene(engine);
  const window = shell(page);
  for (const theme of ["Light", "Dark"] as const) {
    await window.chooseTheme(theme);
    for (const [width, height] of sizes as [number, number][]) {
      await resize(app, width, height);
      const take = async (name: string) => {
        const size = process.env.SCREENSHOTS ? `-${width}` : "";
        // A dialog fades in. What turns without end (a spinner) is not waited for.
        await page.waitForFunction(() =>
          document
            .getAnimations()
            .every((each) => each.playState !== "running" || each.effect?.getTiming().iterations === Infinity),
        );
        await page.screenshot({
          path: join(folder, `${name}-${theme.toLowerCase()}${size}.png`),
        });
      };
      for (const name of pageNames) {
        await window.open(name);
        await take(name.toLowerCase().replace(" ", "-"));
      }
      await window.open("Containers");
      const { row } = table(page, "Containers");
      await row("job-runner").click();
      await expect(window.details).toBeVisible();
      for (const tab of ["Logs", "Terminal", "Stats", "Files", "Inspect"]) {
        await window.details.getByRole("tab", { name: tab, exact: true }).click();
        if (tab === "Stats") await expect(window.details.getByText(/%/).first()).toBeVisible();
        if (tab === "Files") await expect(window.details.getByRole("row").nth(1)).toBeVisible();
        await take(`container-${tab.toLowerCase()}`);
      }
      await page.getByRole("button", { name: "Actions for docs" }).click();
      await take("container-menu");
      await page.keyboard.press("Escape");
      await page.keyboard.press("Control+k");
      await expect(window.commandBar).toBeVisible();
      await take("command-bar");
      await page.keyboard.press("Escape");
      await window.open("Clean up");
      for (const name of ["Stopped containers", "Unused images", "Unused volumes"])
        await page.getByRole("checkbox", { name, exact: true }).check();
      await page.getByRole("button", { name: "Preview" }).click();
      await expect(page.getByRole("table", { name: "What will be removed" })).toBeVisible();
      await take("clean-up-preview");
      await window.open("Compose");
      await page.getByRole("row", { name: /^shop/ }).click();
      await expect(window.details).toBeVisible();
      await take("compose-project");
      await window.open("Guide");
      await page
        .getByRole("list", { name: "Chapters" })
        .getByRole("link", { name: /Namespaces/ })
        .click();
      await expect(page.getByRole("heading", { level: 2, name: /Namespaces/ })).toBeVisible();
      await take("guide-namespaces");
      await window.open("Images");
      await page.getByRole("button", { name: "Build image" }).click();
      await take("build-dialog");
      await page.keyboard.press("Escape");
      await page.getByRole("button", { name: "Pull image" }).click();
      await take("pull-dialog");
      await page.keyboard.press("Escape");
      await page.getByRole("button", { name: "Actions for nginx:1.27" }).click();
      await page.getByRole("menuitem", { name: "Run" }).click();
      await expect(page.getByRole("dialog")).toBeVisible();
      await take("run-dialog");
      await page.keyboard.press("Escape");
    }
  }
});
