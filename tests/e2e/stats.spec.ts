import { images } from "../engine/images.ts";
import { expect, test } from "./app.ts";
import { containersOf, openTab } from "./pages/details.ts";
import { shell } from "./pages/shell.ts";

let containers: ReturnType<typeof containersOf>;
test.beforeEach(({ engine }) => {
  containers = containersOf(engine);
});
test.afterEach(() => containers.end());

test("charts what a container uses, with the numbers as text", async ({ page }) => {
  await containers.run("stats-busy", "-m", "64m", images.busybox, "sh", "-c", "while true; do :; done");
  const panel = await openTab(page, "stats-busy", "Stats");
  const card = (name: string) => panel.getByRole("region", { name, exact: true });
  await expect(card("CPU")).toContainText(/of one CPU[1-9]\d*(\.\d+)? %/, { timeout: 20_000 });
  await expect(card("Memory")).toContainText("64.0 MiB");
  await expect(card("Network")).toContainText("B/s");
  await expect(card("PIDs")).toContainText(/Processes[1-9]/);
  for (const name of ["CPU", "Memory", "Network", "Block I/O", "PIDs"])
    await expect(card(name).locator("canvas")).toBeVisible();
  await expect(panel.getByRole("region", { name: "docker command" })).toContainText("stats stats-busy");
});

test("keeps the last readings of a container that stops, and says so", async ({ page, engine }) => {
  await containers.run("stats-stops", images.busybox, "sleep", "1000");
  const panel = await openTab(page, "stats-stops", "Stats");
  await expect(panel.getByRole("region", { name: "PIDs" })).toContainText("Processes1", { timeout: 20_000 });
  await engine.docker("stop", "-t", "0", "stats-stops");
  await expect(panel.getByText("these are its last readings")).toBeVisible();
  await shell(page).details.getByRole("tab", { name: "Inspect" }).click();
  await shell(page).details.getByRole("tab", { name: "Stats" }).click();
  await expect(panel.getByText("stats-stops is not running")).toBeVisible();
});
