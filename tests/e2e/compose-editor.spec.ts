import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { images } from "../engine/images.ts";
import { expect, test } from "./app.ts";

const slow = { timeout: 30_000 };

test("a project is made from a docker run line, edited with the schema's help, and saved after Compose has judged it", async ({
  page,
  dataDir,
}) => {
  const place = join(dataDir, "projects");
  mkdirSync(place);
  await page.getByRole("link", { name: "Compose" }).click();
  await page.getByRole("button", { name: "New project" }).first().click();
  const dialog = page.getByRole("dialog", { name: "New project" });
  await dialog
    .getByRole("textbox", { name: "docker run line" })
    .fill(`docker run -d --name shop -e TOKEN='\${TOKEN:-hush}' -p 18080:80 ${images.busybox} sleep 1000`);
  await dialog.getByRole("button", { name: "Next" }).click();
  await dialog.getByRole("textbox", { name: "Project name" }).fill("shop");
  await dialog.getByRole("textbox", { name: "Folder" }).fill(place);
  await dialog.getByRole("button", { name: "Create project" }).click();
  const file = join(place, "shop", "compose.yaml");

  await expect(page.getByRole("heading", { level: 1, name: "Edit shop" })).toBeVisible(slow);
  const text = page.getByRole("textbox", { name: "Text of compose.yaml" });
  await expect(text).toContainText("sleep 1000");
  // The secret's value is on the screen only where the file itself has it.
  await expect(text).toContainText("••••••••", slow);
  const plan = page.getByRole("list", { name: "What Up would do" });
  await expect(plan).toContainText("Create", slow);

  const before = readFileSync(file, "utf8");
  await text.press("Control+End");
  await text.pressSequentially("volu");
  await page.getByRole("option", { name: "volumes" }).click(slow);
  await expect(text).toContainText("volumes:");
  await text.pressSequentially("data: {}");
  await text.press("Control+Home");
  await text.pressSequentially("nme: shop");
  await text.press("Enter");
  const problems = page.getByRole("list", { name: "Problems" });
  await expect(problems).toContainText("“nme” is no key of a Compose file", slow);
  await problems.getByRole("button").first().click();
  await expect(text).toBeFocused();
  await text.press("Control+Home");
  await text.press("Shift+End");
  await text.pressSequentially("name: shop");
  await expect(page.getByText("Nothing is wrong with it.")).toBeVisible(slow);

  await text.press("Control+s");
  const save = page.getByRole("dialog", { name: "Save compose.yaml" });
  await expect(save.getByRole("region", { name: "docker command" })).toContainText("config --quiet");
  await expect(save.locator(".cm-changedLine").first()).toBeVisible();
  await save.getByRole("button", { name: "Save", exact: true }).click();
  await expect(save).toBeHidden(slow);
  expect(readFileSync(file, "utf8")).toContain("volumes:\n  data: {}");

  // Somebody else changes the file while there are changes here.
  await text.press("Control+End");
  await text.pressSequentially("\n# mine");
  writeFileSync(file, `${before}# theirs\n`);
  await expect(page.getByRole("alert").filter({ hasText: "Another program has changed" })).toBeVisible(slow);
  await page.getByRole("button", { name: "Take the disk’s" }).click();
  await expect(text).toContainText("# theirs");

  // What the first save replaced is kept.
  await page.getByRole("button", { name: "Versions" }).click();
  const versions = page.getByRole("dialog", { name: "Versions of compose.yaml" });
  await versions.getByRole("list", { name: "Versions" }).getByRole("button").first().click();
  await versions.getByRole("button", { name: "Use this version" }).click();
  await expect(text).not.toContainText("# theirs");

  // Leaving asks, with the focus on Cancel.
  await page.getByRole("link", { name: "Containers" }).click();
  const question = page.getByRole("alertdialog", { name: "Discard the changes in compose.yaml?" });
  await expect(question.getByRole("button", { name: "Cancel" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1, name: "Edit shop" })).toBeVisible();

  // A window that is closed or breaks loses nothing.
  await page.reload();
  await expect(page.getByText("These changes were left unsaved the last time.")).toBeVisible(slow);
  await page.getByRole("button", { name: "Discard them" }).click();
  await expect(text).toContainText("# theirs");
  await text.press("Escape");
  await text.press("Tab");
  await expect(text).not.toBeFocused();
  await page.getByRole("link", { name: "Containers" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Containers" })).toBeVisible();
});
