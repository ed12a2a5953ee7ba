import type { ElectronApplication } from "@playwright/test";
import { buildImages, images } from "../engine/images.ts";
import { expect, test } from "./app.ts";
import { shell } from "./pages/shell.ts";
import { startSlowRegistry } from "./slow-registry.ts";

/** Answers the system's question, which no test can click, and remembers what it said. */
const answer = (app: ElectronApplication, response: number) =>
  app.evaluate(({ dialog }, chosen) => {
    const asked = globalThis as { asked?: string };
    dialog.showMessageBox = async (...words: unknown[]) => {
      asked.asked = JSON.stringify(words.at(-1));
      return { response: chosen, checkboxChecked: false };
    };
  }, response);
const asked = (app: ElectronApplication) => app.evaluate(() => (globalThis as { asked?: string }).asked ?? "");
const close = (app: ElectronApplication) =>
  app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());

test("asks before it closes over what still runs, and ends it only then", async ({ app, page, engine, registry }) => {
  const name = await registry.publish(engine, images.layers, "closing:1.0");
  await engine.docker("rmi", images.layers);
  const slow = await startSlowRegistry(registry.host);
  try {
    const reference = name.replace(registry.host, slow.host);
    await shell(page).open("Images");
    await page.getByRole("button", { name: "Pull image" }).click();
    const pull = page.getByRole("dialog", { name: "Pull image" });
    await pull.getByRole("textbox", { name: "Image" }).fill(reference);
    await pull.getByRole("button", { name: "Pull", exact: true }).click();
    await expect(pull.getByText(reference).first()).toBeVisible();
    await page.keyboard.press("Escape");
    await shell(page).open("Activity");
    await expect(page.getByRole("row").filter({ hasText: reference })).toContainText("Running");

    await answer(app, 1);
    await close(app);
    await expect.poll(() => asked(app)).toContain(`docker pull ${reference}`);
    await expect(page.getByRole("heading", { level: 1, name: "Activity" })).toBeVisible();
    await expect(page.getByRole("row").filter({ hasText: reference })).toContainText("Running");

    await answer(app, 0);
    const gone = app.waitForEvent("close");
    await close(app).catch(() => undefined);
    await gone;
  } finally {
    slow.open();
    await slow.stop();
    await buildImages(engine, ["layers"]);
  }
});
