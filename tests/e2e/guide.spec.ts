import { expect, test } from "./app.ts";
import { violations } from "./pages/accessibility.ts";
import { shell, table } from "./pages/shell.ts";

test.setTimeout(120_000);

test("reads a chapter, predicts, runs, confirms, is told wrong, and cleans up", async ({ page, engine }) => {
  const { open } = shell(page);
  await open("Guide");
  const chapters = page.getByRole("list", { name: "Chapters" });
  await expect(chapters.getByRole("listitem")).toHaveCount(10);
  await chapters.getByRole("link", { name: /What an operating system does/ }).click();
  const kernel = page.getByRole("region", { name: "Experiment: The kernel inside and outside" });
  await expect(kernel.getByRole("region", { name: "docker command" })).toContainText("uname -r");

  await kernel.getByRole("button", { name: "Run experiment" }).click();
  await expect(kernel).toContainText("Pick what you expect first.");
  await kernel.getByRole("radio", { name: /The one of the engine/ }).check();
  await kernel.getByRole("button", { name: "Run experiment" }).click();
  await expect(kernel.getByRole("status").filter({ hasText: "Confirmed" })).toBeVisible({ timeout: 30_000 });
  const version = (await engine.docker("info", "--format", "{{.KernelVersion}}")).trim();
  await expect(kernel).toContainText(version);
  expect(await engine.docker("ps", "-a", "--format", "{{.Names}}")).toContain("guide-kernel");
  await expect(chapters.getByRole("link", { name: /What an operating system does/ })).toContainText("1/5");

  await kernel.getByRole("button", { name: "Clean up" }).click();
  await expect(kernel).toContainText("Removed guide-kernel", { timeout: 30_000 });
  expect(await engine.docker("ps", "-a", "--format", "{{.Names}}")).not.toContain("guide-kernel");

  await kernel.getByRole("radio", { name: /came with the image/ }).check();
  await kernel.getByRole("button", { name: "Run experiment" }).click();
  await expect(kernel.getByRole("status").filter({ hasText: "Not as predicted" })).toBeVisible({ timeout: 30_000 });
  await expect(kernel).toContainText("Observed: The one of the engine's machine.");
  await kernel.getByRole("button", { name: "Clean up" }).click();
  await expect(kernel).toContainText("Removed guide-kernel", { timeout: 30_000 });

  // What the reader does in a terminal counts as well.
  await chapters.getByRole("link", { name: /Running, looking inside/ }).click();
  const steps = page.getByRole("region", { name: "Done on this engine" });
  await page.getByRole("button", { name: "Reset progress" }).click();
  await expect(steps.getByRole("listitem").filter({ hasText: "You removed a container" })).toContainText("(not yet)");
  await engine.docker("run", "--rm", "busybox", "true");
  await expect(steps.getByRole("listitem").filter({ hasText: "You removed a container" })).toContainText("(done)");

  // A page leads to its chapter.
  await open("Compose");
  await page.getByRole("link", { name: "What is this?" }).click();
  await expect(page.getByRole("heading", { level: 2, name: /Compose: many containers/ })).toBeVisible();

  // The cheat sheet opens the place that does the same.
  await chapters.getByRole("link", { name: /Cheat sheet/ }).click();
  await page.getByRole("button", { name: /Open Pull image/ }).click();
  const pull = page.getByRole("dialog", { name: "Pull image" });
  await expect(pull).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(pull).toBeHidden();
  for (const [line, dialog] of [
    ["docker build", "Build image"],
    ["docker run -it", "Run busybox"],
  ] as const) {
    await shell(page).open("Guide");
    await chapters.getByRole("link", { name: /Cheat sheet/ }).click();
    await page.getByRole("button", { name: new RegExp(`for ${line}`) }).click();
    await expect(page.getByRole("dialog", { name: dialog })).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(page.getByRole("dialog", { name: dialog })).toBeHidden();
  }
});

test("draws namespaces as shared and apart, and every chapter is accessible in both themes", async ({ page }) => {
  const { open, chooseTheme } = shell(page);
  const complaints: string[] = [];
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  await open("Guide");
  const chapters = page.getByRole("list", { name: "Chapters" });
  await chapters.getByRole("link", { name: /Namespaces/ }).click();
  const join = page.getByRole("region", { name: "Experiment: Joining another container's network" });
  await join.getByRole("radio", { name: "The network only" }).check();
  await join.getByRole("button", { name: "Run experiment" }).click();
  await expect(join.getByRole("status").filter({ hasText: "Confirmed" })).toBeVisible({ timeout: 30_000 });
  const drawn = table(join as never, "Shared or apart");
  await expect(drawn.row("net ")).toContainText("shared");
  await expect(drawn.row("pid ")).toContainText("apart");
  for (const theme of ["Light", "Dark"] as const) {
    await chooseTheme(theme);
    await open("Guide");
    for (const link of await chapters.getByRole("link").all()) {
      await link.click();
      await expect(page.getByRole("article").getByRole("button").nth(1)).toBeVisible();
      await expect(page.getByText("Loading the chapter")).toBeHidden();
      expect(await violations(page), `${theme}: ${await link.textContent()}`).toEqual([]);
    }
  }
  await chapters.getByRole("link", { name: /Namespaces/ }).click();
  await join.getByRole("button", { name: "Clean up" }).click();
  await expect(join).toContainText("Removed guide-net", { timeout: 30_000 });
  expect(complaints).toEqual([]);
});
