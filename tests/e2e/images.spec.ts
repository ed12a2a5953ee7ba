import { images } from "../engine/images.ts";
import { expect, test } from "./app.ts";
import { violations } from "./pages/accessibility.ts";
import { containersPage } from "./pages/containers.ts";
import { openTab, terminal } from "./pages/details.ts";
import { imagesPage, runDialog } from "./pages/images.ts";
import { startSlowRegistry } from "./slow-registry.ts";

test("the first day: pull an image, run it with a terminal, read its log, stop it and remove it", async ({
  page,
  engine,
  registry,
}) => {
  const name = await registry.publish(engine, images.layers, "first-day:1.0");
  // The engine keeps layers that it has in another image: nothing would be left to pull.
  await engine.docker("rmi", images.layers);
  const slow = await startSlowRegistry(registry.host);
  const reference = name.replace(registry.host, slow.host);
  try {
    const view = imagesPage(page);
    await view.open("Images");
    await view.pullButton.click();
    await view.reference.fill(reference);
    await expect(view.pull.getByRole("region", { name: "docker command" })).toContainText(`pull ${reference}`);
    await page.keyboard.press("Enter");
    const pulling = view.pulling(reference);
    const bar = pulling.getByRole("progressbar", { name: `Progress of ${reference}` });
    await expect(bar).toHaveAttribute("aria-valuenow", /^[1-9]/);
    await expect(pulling.getByRole("progressbar", { name: /^Progress of layer / })).not.toHaveCount(0);
    await expect(pulling).toContainText(/ of .* MB/);
    expect(await violations(page)).toEqual([]);

    // It goes on while the dialog is closed, and the page says so.
    await page.keyboard.press("Escape");
    await expect(view.pull).toBeHidden();
    await page.getByRole("button", { name: /^Pulling 1 image/ }).click();
    slow.open();
    await expect(pulling).toContainText("Pulled");
    await pulling.getByRole("button", { name: "Run" }).click();

    const run = runDialog(page, reference);
    await run.field("Name").fill("first-day");
    await run.field("Command").fill("sh");
    await run.choice("Interactive terminal").check();
    await expect(run.command).toContainText(`run -it --name first-day ${reference} sh`);
    expect(await violations(page)).toEqual([]);
    await run.button("Run").click();

    const { type, screen } = terminal(page);
    await expect(screen).toContainText("/ #");
    await type("echo said-in-$((40 + 2))");
    await expect(screen.getByText(/^said-in-42/)).toBeVisible();
    const log = await openTab(page, "first-day", "Logs");
    await expect(log).toContainText("said-in-42");

    const containers = containersPage(page);
    await containers.act("first-day", "Stop");
    await expect(containers.named("first-day")).toContainText("exited");
    await containers.act("first-day", "Remove");
    await expect(containers.confirm).toContainText("Remove first-day?");
    await containers.confirm.getByRole("button", { name: "Remove" }).click();
    await expect(containers.named("first-day")).toBeHidden();
    expect(await engine.docker("ps", "-a", "--format", "{{.Names}}")).not.toContain("first-day");
  } finally {
    await engine.docker("rm", "-f", "first-day").catch(() => {});
    await engine.docker("tag", reference, images.layers).catch(() => {});
    await engine.docker("rmi", reference).catch(() => {});
    await slow.stop();
  }
});

test("a pull is cancelled, tried again, and a wrong name is told before it is asked for", async ({
  page,
  engine,
  registry,
}) => {
  const name = await registry.publish(engine, images.layers, "cancelled:1.0");
  await engine.docker("rmi", images.layers);
  const slow = await startSlowRegistry(registry.host);
  const reference = name.replace(registry.host, slow.host);
  try {
    const view = imagesPage(page);
    await view.open("Images");
    await view.pullButton.click();
    await view.reference.fill("two words");
    await view.startPull.click();
    await expect(view.pull).toContainText("That is not an image reference.");
    await expect(view.reference).toHaveValue("two words");

    await view.reference.fill(reference);
    await view.startPull.click();
    const pulling = view.pulling(reference);
    await expect(pulling.getByRole("progressbar", { name: `Progress of ${reference}` })).toBeVisible();
    await pulling.getByRole("button", { name: "Cancel" }).click();
    await expect(pulling).toContainText("Cancelled");
    await expect(view.row(reference)).toBeHidden();

    slow.open();
    await pulling.getByRole("button", { name: "Try again" }).click();
    await expect(pulling).toContainText("Pulled");
    await page.keyboard.press("Escape");
    await expect(view.pull).toBeHidden();
    await expect(view.row(reference)).toBeVisible();

    await view.pullButton.click();
    const missing = `${slow.host}/no-such-image:1.0`;
    await view.reference.fill(missing);
    await view.startPull.click();
    await expect(view.pulling(missing).getByRole("alert")).toContainText(/no-such-image/);
  } finally {
    await engine.docker("tag", reference, images.layers).catch(() => {});
    await engine.docker("rmi", reference).catch(() => {});
    await slow.stop();
  }
});

test("says what uses an image, goes there, and removes a tag only after asking", async ({ page, engine }) => {
  await engine.docker("run", "-d", "--name", "uses-web", images.web);
  await engine.docker("tag", images.layers, "spare:1.0");
  try {
    const view = imagesPage(page);
    await view.open("Images");
    await page.getByRole("button", { name: `Actions for ${images.web}` }).click();
    const remove = page.getByRole("menuitem", { name: "Remove", exact: true });
    await expect(remove).toHaveAttribute("aria-disabled", "true");
    await expect(remove).toContainText("Used by uses-web");
    await page.keyboard.press("Escape");

    await view.act("spare:1.0", "Remove");
    await expect(view.confirm).toContainText("Remove spare:1.0?");
    await expect(view.confirm.getByRole("region", { name: "docker command" })).toContainText("rmi spare:1.0");
    await expect(view.confirm.getByRole("button", { name: "Cancel" })).toBeFocused();
    await page.keyboard.press("Enter");
    await expect(view.confirm).toBeHidden();
    await expect(view.row("spare:1.0")).toBeVisible();
    await view.act("spare:1.0", "Remove");
    await view.confirm.getByRole("button", { name: "Remove" }).click();
    await expect(view.row("spare:1.0")).toBeHidden();
    await expect(view.row(images.layers)).toBeVisible();

    await view.row(images.layers).click();
    await expect(view.details.getByRole("table", { name: "Layers" }).getByRole("row")).not.toHaveCount(0);
    await expect(view.details).toContainText('CMD ["ls" "-l" "/parts"]');
    await view.details.getByRole("tab", { name: "Inspect" }).click();
    await expect(view.details).toContainText("image inspect layers:1.0");
    expect(await violations(page)).toEqual([]);

    await view.row(images.web).getByRole("link", { name: "uses-web" }).click();
    await expect(view.heading).toHaveText("Containers");
    await expect(view.details.getByRole("heading", { name: "uses-web" })).toBeVisible();
  } finally {
    await engine.docker("rm", "-f", "uses-web");
    await engine.docker("rmi", "spare:1.0").catch(() => {});
  }
});
