import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { images } from "../engine/images.ts";
import { expect, test } from "./app.ts";
import { violations } from "./pages/accessibility.ts";
import { cleanUpPage } from "./pages/clean-up.ts";

const label = "owner=clean-up";

test("previews every row, removes only what is ticked, and makes it again from the journal", async ({
  app,
  page,
  engine,
  dataDir,
}) => {
  const create = (name: string, ...words: string[]) =>
    engine.docker("create", "--name", name, "--label", label, "-e", "API_TOKEN=hunter2", ...words, images.busybox);
  await create("old-web", "-v", "/anonymous");
  await create("old-db");
  await create("old-job");
  await engine.docker("volume", "create", "--label", label, "precious");
  await engine.docker("run", "--rm", "-v", "precious:/data", images.busybox, "sh", "-c", "echo keep me > /data/note");
  await engine.docker("network", "create", "--label", label, "old-net");
  const view = cleanUpPage(page);
  try {
    await view.open("Clean up");
    await expect(view.previewButton).toBeDisabled();
    for (const name of ["Stopped containers", "Unused networks", "Unused volumes"]) await view.choice(name).check();
    await view.field("Labels").fill(label);
    await expect(view.closest).toContainText(`container prune --filter label=${label}`);
    await view.previewButton.click();

    await expect(view.table).toHaveAttribute("aria-rowcount", "6");
    for (const name of ["old-web", "old-db", "old-job", "old-net"]) await expect(view.select(name)).toBeChecked();
    await expect(view.select("precious")).not.toBeChecked();
    await expect(view.total).toContainText("4 of 5 items selected");
    expect(await violations(page)).toEqual([]);

    // Kept by hand; and one starts after the preview.
    await view.select("old-job").uncheck();
    await expect(view.command).not.toContainText("old-job");
    await engine.docker("rename", "old-db", "new-db");
    await view.select("precious").check();
    await expect(view.remove).toBeDisabled();
    // The system's own dialog answers for the person.
    await app.evaluate(({ dialog }, folder) => {
      dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [folder] });
    }, dataDir);
    await page.getByRole("button", { name: "Export first" }).click();
    await expect(page.getByText(/^1 volume exported to /)).toBeVisible({ timeout: 30_000 });
    const archive = readdirSync(dataDir).find((name) => /^precious-.*\.tar$/.test(name));
    expect(execFileSync("tar", ["-xOf", join(dataDir, archive!), "./note"], { encoding: "utf8" })).toBe("keep me\n");
    await view.field("Type the volume's name").fill("precious");
    await expect(view.command).toContainText("volume rm precious");
    await expect(view.remove).toHaveText("Remove 4 items");
    await view.remove.click();
    await expect(view.result).toContainText("3 items removed, 1 left as they were", { timeout: 30_000 });
    await expect(view.row("old-db")).toContainText("It is called new-db now.");
    expect(await violations(page)).toEqual([]);
    const left = await engine.docker("ps", "-a", "--format", "{{.Names}}", "--filter", `label=${label}`);
    expect(left.split("\n").sort()).toEqual(["new-db", "old-job"]);
    expect(await engine.docker("volume", "ls", "-q", "--filter", `label=${label}`)).toBe("");

    await view.view("Removed");
    await view.removed.row("old-web").click();
    await view.details.getByRole("tab", { name: "Inspect" }).click();
    await expect(view.details).toContainText("API_TOKEN");
    await expect(view.details).not.toContainText("hunter2");
    await view.details.getByRole("tab", { name: "Overview" }).click();
    await view.details.getByRole("button", { name: "Recreate" }).click();
    const recreate = page.getByRole("dialog", { name: "Recreate old-web" });
    await expect(recreate.getByRole("region", { name: "docker command" })).toContainText(
      "docker create --name old-web",
    );
    await expect(recreate).not.toContainText("hunter2");
    expect(await violations(page)).toEqual([]);
    await recreate.getByRole("button", { name: "Recreate" }).click();
    await expect(recreate).toBeHidden();
    await expect
      .poll(() => engine.docker("ps", "-a", "--format", "{{.Names}}", "--filter", "name=old-web"))
      .toBe("old-web");
    // Its name is taken now.
    await view.details.getByRole("button", { name: "Recreate" }).click();
    await recreate.getByRole("button", { name: "Recreate" }).click();
    await expect(recreate.getByRole("alert")).toContainText("The name old-web is already in use");
    await recreate.getByRole("button", { name: "Cancel" }).click();
  } finally {
    const ids = (await engine.docker("ps", "-aq", "--filter", `label=${label}`)).split("\n").filter(Boolean);
    if (ids.length > 0) await engine.docker("rm", "-f", "-v", ...ids);
    await engine.docker("volume", "rm", "-f", "precious");
    await engine.docker("network", "rm", "old-net").catch(() => {});
  }
});

test("a container's anonymous volume goes only when that is ticked; what was removed elsewhere is told", async ({
  page,
  engine,
}) => {
  await engine.docker("create", "--name", "has-volume", "-v", "/data", images.busybox);
  const volume = JSON.parse(await engine.docker("inspect", "has-volume"))[0].Mounts[0].Name as string;
  const view = cleanUpPage(page);
  await view.open("Containers");
  await page.getByRole("button", { name: "Actions for has-volume" }).click();
  await page.getByRole("menuitem", { name: "Remove" }).click();
  const dialog = page.getByRole("alertdialog", { name: "Remove has-volume?" });
  await expect(dialog.getByRole("button", { name: "Cancel" })).toBeFocused();
  await expect(dialog.getByRole("checkbox", { name: `Select ${volume}` })).not.toBeChecked();
  await dialog.getByRole("checkbox", { name: "Remove its anonymous volume" }).check();
  await expect(dialog.getByRole("region", { name: "docker command" })).toContainText(`volume rm ${volume}`);
  await dialog.getByRole("button", { name: "Remove" }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByRole("status").filter({ hasText: "Removed has-volume." })).toBeVisible();
  expect(await engine.docker("volume", "ls", "-q", "--filter", `name=${volume}`)).toBe("");
});
