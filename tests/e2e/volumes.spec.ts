import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { images } from "../engine/images.ts";
import { expect, test } from "./app.ts";
import { violations } from "./pages/accessibility.ts";
import { shell, table } from "./pages/shell.ts";

const soon = { timeout: 30_000 };

/** A notice that fades away has too little contrast while it does: it is waited for. */
async function accessible(page: Page): Promise<void> {
  await expect(page.locator(".mantine-Notification-root")).toHaveCount(0, soon);
  expect(await violations(page)).toEqual([]);
}

test("a volume's life: create, look inside, copy in and out, snapshot, back up, clone, restore, remove", async ({
  app,
  page,
  engine,
  dataDir,
}) => {
  test.setTimeout(120_000);
  const window = shell(page);
  const { row } = table(page, "Volumes");
  const dialog = (name: string) => page.getByRole("dialog", { name });
  const choose = (path: string) =>
    app.evaluate(({ dialog: native }, chosen) => {
      native.showOpenDialog = (async () => ({ canceled: false, filePaths: [chosen] })) as never;
    }, path);
  const act = async (name: string, action: string) => {
    await page.getByRole("button", { name: `Actions for ${name}`, exact: true }).click();
    await page.getByRole("menuitem", { name: action, exact: true }).click();
  };
  try {
    await window.open("Volumes");
    await page.getByRole("button", { name: "Create volume" }).first().click();
    const create = dialog("Create volume");
    await create.getByRole("textbox", { name: "Name" }).fill("e2e data");
    await expect(create).toContainText("Use letters, digits");
    await create.getByRole("textbox", { name: "Name" }).fill("e2e-data");
    await create.getByRole("textbox", { name: "Labels" }).fill("team=blue");
    await expect(create.getByRole("region", { name: "docker command" })).toContainText(
      "volume create --label team=blue e2e-data",
    );
    await accessible(page);
    await create.getByRole("button", { name: "Create" }).click();
    await expect(row("e2e-data")).toBeVisible(soon);

    await engine.docker(
      ...["run", "--rm", "-v", "e2e-data:/v", images.busybox, "sh", "-c"],
      "mkdir -p /v/sub && echo hello > /v/sub/plain && ln -s sub/plain /v/link && dd if=/dev/zero of=/v/big bs=1k count=900",
    );
    await row("e2e-data").click();
    await window.details.getByRole("tab", { name: "Files" }).click();
    const files = window.details.getByRole("grid", { name: "Files" });
    await expect(files).toContainText("link → sub/plain", soon);
    await accessible(page);
    await files.getByRole("button", { name: "sub/", exact: true }).click();
    await expect(files).toContainText("plain", soon);

    const out = join(dataDir, "out");
    mkdirSync(out);
    await choose(out);
    await files.getByRole("button", { name: "Download plain" }).click();
    await expect.poll(() => existsSync(join(out, "plain")), soon).toBe(true);
    expect(readFileSync(join(out, "plain"), "utf8")).toBe("hello\n");
    writeFileSync(join(out, "sent"), "from here");
    await choose(join(out, "sent"));
    await window.details.getByRole("button", { name: "Upload file" }).click();
    await expect(files).toContainText("sent", soon);
    expect(await engine.docker("run", "--rm", "-v", "e2e-data:/v", images.busybox, "cat", "/v/sub/sent")).toBe(
      "from here",
    );

    await window.details.getByRole("tab", { name: "Snapshots" }).click();
    await window.details.getByRole("button", { name: "Take snapshot" }).last().click();
    const take = dialog("Take snapshot of e2e-data");
    await take.getByRole("textbox", { name: "Name" }).fill("before");
    await take.getByRole("button", { name: "Take snapshot" }).click();
    const snapshots = window.details.getByRole("table", { name: "Snapshots" });
    await expect(snapshots).toContainText("before", soon);
    await accessible(page);

    const file = join(out, "data.tar.zst");
    await act("e2e-data", "Back up");
    const backup = dialog("Back up e2e-data");
    await backup.getByRole("textbox", { name: "File" }).fill(file);
    await expect(backup.getByRole("region", { name: "docker command" })).toContainText("e2e-data:/volume:ro");
    await accessible(page);
    await backup.getByRole("button", { name: "Back up" }).click();
    await expect(backup).toBeHidden(soon);
    expect(existsSync(file)).toBe(true);

    await page.getByRole("button", { name: "Restore volume" }).click();
    const restore = dialog("Restore volume");
    await restore.getByRole("textbox", { name: "File" }).fill(file);
    await restore.getByRole("textbox", { name: "New volume" }).fill("e2e-back");
    await restore.getByRole("button", { name: "Restore" }).click();
    await expect(restore).toBeHidden(soon);
    await expect(row("e2e-back")).toBeVisible(soon);
    expect(await engine.docker("run", "--rm", "-v", "e2e-back:/v", images.busybox, "cat", "/v/link")).toBe("hello");

    await act("e2e-back", "Remove");
    const removal = page.getByRole("alertdialog");
    await expect(removal).toContainText("Remove e2e-back?");
    await expect(removal.getByRole("button", { name: "Cancel" })).toBeFocused();
    await expect(removal.getByRole("table", { name: "What will be removed" })).toContainText("e2e-back", soon);
    await page.keyboard.press("Escape");
    await expect(removal).toBeHidden();
    await expect(row("e2e-back")).toBeVisible();
  } finally {
    await engine.docker("volume", "rm", "e2e-data", "e2e-back").catch(() => {});
  }
});
