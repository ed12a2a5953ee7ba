import { images } from "../engine/images.ts";
import { freePort } from "../engine/registry.ts";
import { expect, test } from "./app.ts";
import { violations } from "./pages/accessibility.ts";
import { containersPage } from "./pages/containers.ts";
import { containersOf } from "./pages/details.ts";
import { runDialog } from "./pages/images.ts";

let containers: ReturnType<typeof containersOf>;
test.beforeEach(({ engine }) => {
  containers = containersOf(engine);
});
test.afterEach(() => containers.end());

const project = (name: string) => ["--label", `com.docker.compose.project=${name}`];

test("filters, sorts and groups, and keeps up with what happens outside", async ({ page, engine }) => {
  const view = containersPage(page);
  await containers.run("grid-2", images.busybox, "sleep", "1000");
  await containers.run("grid-10", images.web);
  await containers.run("shop-db-1", ...project("shop"), images.busybox, "sleep", "1000");
  await containers.run("shop-web-1", ...project("shop"), images.busybox, "sleep", "1000");
  await expect(view.named("shop-web-1")).toBeVisible();

  await expect(view.header("Name")).toHaveAttribute("aria-sort", "ascending");
  await view.filter.fill("grid");
  const names = () => view.table.getByRole("rowheader").allInnerTexts();
  expect(await names()).toEqual(["grid-2", "grid-10"]);
  await view.sortBy("Name").click();
  await expect(view.header("Name")).toHaveAttribute("aria-sort", "descending");
  expect(await names()).toEqual(["grid-10", "grid-2"]);
  await view.filter.fill("image:web -name:shop");
  await expect(view.named("grid-10")).toBeVisible();
  await expect(view.named("grid-2")).toBeHidden();
  await view.filter.fill("nothing like it");
  await expect(page.getByText("No containers match “nothing like it”.")).toBeVisible();
  await view.filter.press("Escape");

  await expect(view.table).toContainText("2 of 2 running");
  await engine.docker("stop", "shop-db-1");
  await expect(view.table).toContainText("1 of 2 running");
  await view.group("shop").click();
  await expect(view.named("shop-db-1")).toBeHidden();
  await expect(view.group("shop")).toHaveAttribute("aria-expanded", "false");
  await view.group("shop").click();
  await page.getByText("Stopped", { exact: true }).click();
  await expect(view.named("shop-db-1")).toBeVisible();
  await expect(view.named("grid-2")).toBeHidden();
  await page.getByText("All", { exact: true }).click();
  expect(await violations(page)).toEqual([]);
});

test("stops several at once, by keyboard, and says what failed", async ({ page, engine }) => {
  const view = containersPage(page);
  for (const number of [1, 2, 3, 4]) await containers.run(`bulk-${number}`, images.busybox, "sleep", "1000");
  await engine.docker("stop", "bulk-4");
  await expect(view.named("bulk-4")).toContainText("exited");

  await view.filter.fill("bulk");
  await view.filter.press("ArrowDown");
  await expect(view.named("bulk-1")).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(view.details.getByRole("heading", { name: "bulk-1" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(view.details).toBeHidden();
  await page.keyboard.press("Space");
  await expect(view.select("bulk-1")).toBeChecked();
  await page.keyboard.press("Shift+ArrowDown");
  await page.keyboard.press("Shift+ArrowDown");
  await expect(view.selected).toContainText("3 selected");
  await expect(view.named("bulk-3")).toHaveAttribute("aria-selected", "true");

  const stop = view.selected.getByRole("button", { name: "Stop", exact: true });
  await stop.hover();
  await expect(view.command).toContainText("stop bulk-2");
  await stop.click();
  for (const number of [1, 2, 3]) await expect(view.named(`bulk-${number}`)).toContainText("exited");
  await expect(page.getByRole("status").filter({ hasText: "Stop: 3 containers done." })).toBeVisible();
  // The selection outlives the change, and so does the keyboard's place.
  await expect(view.selected).toContainText("3 selected");

  await view.named("bulk-3").focus();
  await page.keyboard.press("Control+a");
  await expect(view.selected).toContainText("4 selected");
  await page.keyboard.press("Delete");
  await expect(view.confirm).toContainText("Remove 4 containers?");
  for (const number of [1, 2, 3, 4])
    await expect(view.confirm.getByRole("checkbox", { name: `Select bulk-${number}` })).toBeChecked();
  await expect(view.confirm.getByRole("button", { name: "Cancel" })).toBeFocused();
  // One of them starts meanwhile: it is spared and named, the others go.
  await engine.docker("start", "bulk-2");
  await view.confirm.getByRole("button", { name: "Remove" }).click();
  await expect(view.confirm.getByRole("row", { name: "bulk-2" })).toContainText("It is running now.");
  await expect(view.confirm).toContainText("3 items removed, 1 left as they were");
  await view.confirm.getByRole("button", { name: "Close" }).click();
  await expect(view.named("bulk-1")).toBeHidden();
  await expect(view.named("bulk-2")).toContainText("running");
});

test("keeps the focus in the table when its row goes", async ({ page, engine }) => {
  const view = containersPage(page);
  for (const number of [1, 2, 3]) await containers.run(`focus-${number}`, images.busybox, "sleep", "1000");
  await view.filter.fill("focus-");
  await view.named("focus-2").focus();
  await page.keyboard.press("End");
  await page.keyboard.press("ArrowUp");
  await expect(view.named("focus-2")).toBeFocused();
  await engine.docker("rm", "-f", "focus-2");
  await expect(view.named("focus-3")).toBeFocused();
});

test("shows the docker line before it runs, and renames where the name is free", async ({ page }) => {
  const view = containersPage(page);
  await containers.run("old-name", images.busybox, "sleep", "1000");
  await containers.run("taken-name", images.busybox, "sleep", "1000");
  await view.named("old-name").click({ button: "right" });
  await page.getByRole("menuitem", { name: "Pause", exact: true }).hover();
  await expect(view.command).toContainText("pause old-name");
  expect(await violations(page)).toEqual([]);
  await page.keyboard.press("Escape");
  await expect(view.menu).toBeHidden();
  await view.named("old-name").press("Shift+F10");
  await expect(page.getByRole("menuitem", { name: "Stop", exact: true })).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(view.named("old-name")).toBeFocused();
  await page.getByRole("button", { name: "Actions for old-name" }).click();
  await expect(page.getByRole("menuitem", { name: "Remove", exact: true })).toContainText("Stop it first");
  await page.getByRole("menuitem", { name: "Rename" }).click();

  const dialog = view.dialog("Rename old-name");
  const name = dialog.getByRole("textbox", { name: "Name" });
  await name.fill("taken-name");
  await expect(dialog).toContainText("Another container is called taken-name.");
  await expect(dialog.getByRole("button", { name: "Rename" })).toBeDisabled();
  await name.fill("with space");
  await expect(dialog).toContainText("Use letters, digits");
  await name.fill("new-name");
  await expect(dialog.getByRole("region", { name: "docker command" })).toContainText("rename old-name new-name");
  await page.keyboard.press("Enter");
  await expect(view.named("new-name")).toBeVisible();
  await expect(view.named("old-name")).toBeHidden();
  await view.act("new-name", "Kill");
  await view.confirm.getByRole("button", { name: "Kill" }).click();
  await expect(view.named("new-name")).toContainText("exited");
  await view.act("new-name", "Remove");
  await view.confirm.getByRole("button", { name: "Remove" }).click();
  await expect(view.named("new-name")).toBeHidden();
});

test("tells of a port or a name in use before and after the engine is asked", async ({ page, engine }) => {
  const view = containersPage(page);
  const port = await freePort();
  await containers.run("has-port", "-p", `${port}:80`, images.web);
  await expect(view.named("has-port").getByRole("link", { name: `${port}→80` })).toBeVisible();

  await page.getByRole("button", { name: "Run image" }).click();
  const run = runDialog(page, "image");
  await run.dialog.getByRole("combobox", { name: "Image" }).fill(images.busybox);
  await run.field("Name").fill("has-port");
  await expect(run.dialog).toContainText("Another container is called has-port.");
  await run.field("Name").fill("wants-port");
  await run.button("Add port").click();
  await run.field("Host port").fill(String(port));
  await run.field("Container port").fill("80");
  await expect(run.dialog).toContainText(`Port ${port} is used by has-port.`);
  await run.field("Command").fill("sh -c 'echo hi' | cat");
  await run.button("Run").click();
  await expect(run.failure).toContainText("2 fields need a change.");

  // A port held by something that is no container: only the engine can tell.
  const { createServer } = await import("node:net");
  const holder = createServer();
  await new Promise<void>((listening) => holder.listen(0, "0.0.0.0", listening));
  const held = (holder.address() as { port: number }).port;
  try {
    await run.field("Command").fill("sleep 1000");
    await run.field("Host port").fill(String(held));
    await run.button("Run").click();
    await expect(run.failure).toContainText(String(held));
    await expect(run.field("Command")).toHaveValue("sleep 1000");
    // The container that was created is in the way of the next try, so it can be removed from here.
    await expect(run.dialog).toContainText("Another container is called wants-port.");
    await run.button("Remove wants-port").click();
    await expect(run.dialog).not.toContainText("Another container is called wants-port.");
    await run.field("Host port").fill("");
    await run.button("Run").click();
    await expect(view.named("wants-port")).toContainText("running");
  } finally {
    await new Promise((closed) => holder.close(closed));
    await engine.docker("rm", "-f", "wants-port").catch(() => {});
  }
});

test("shows CPU and memory of what runs, without rendering the table again", async ({ page }) => {
  const view = containersPage(page);
  // Its memory grows: a steady load would show the same two numbers for ever.
  const growing = 'all=; while :; do all="$all$(printf %20000s)"; sleep 0.1; done';
  await containers.run("busy-loop", images.busybox, "sh", "-c", growing);
  const row = view.named("busy-loop");
  await expect(row).toContainText(/\d %/);
  await expect(row).toContainText(/\d [kM]B/);
  await row.evaluate((element) => {
    element.dataset.watched = "0";
    new MutationObserver((changes) => {
      const outside = changes.filter(({ target }) => !(target as Node).textContent?.match(/^[\d.]+ (%|[kM]?B)$/));
      element.dataset.watched = String(Number(element.dataset.watched) + outside.length);
    }).observe(element, { subtree: true, childList: true, characterData: true });
  });
  const before = await row.textContent();
  await expect.poll(() => row.textContent()).not.toBe(before);
  await expect(row).toHaveAttribute("data-watched", "0");
});

test("copies the docker run line that makes a container again", async ({ page, app, engine }) => {
  const view = containersPage(page);
  const options = "--name copy-me -e A=1 --label team=blue --restart on-failure --memory 67108864b --user 1000";
  const mount = "--mount type=volume,source=copy-data,target=/data";
  await containers.run("copy-me", ...options.split(" ").slice(2), ...mount.split(" "), images.busybox, "sleep", "1000");
  try {
    await view.act("copy-me", "Copy docker run");
    await expect(page.getByRole("status").filter({ hasText: "Copied the docker run line of copy-me." })).toBeVisible();
    const copied = await app.evaluate(({ clipboard }) => clipboard.readText());
    expect(copied).toMatch(/^docker /);
    for (const part of [...options.split(/ (?=-)/), mount, `${images.busybox} sleep 1000`])
      expect(copied).toContain(part);
    expect(copied).not.toContain("PATH=");
  } finally {
    await containers.end();
    await engine.docker("volume", "rm", "copy-data");
  }
});
