import { join } from "node:path";
import { startEngine } from "../engine/engine.ts";
import { images } from "../engine/images.ts";
import { expect, test } from "./app.ts";
import { violations } from "./pages/accessibility.ts";
import { type PageName, pageNames, shell, table } from "./pages/shell.ts";

test("shows the pages in order, each under a heading of its name", async ({ page }) => {
  const { links, heading, open } = shell(page);
  await expect(page).toHaveTitle("Drydock");
  await expect(links).toHaveText([...pageNames]);
  await expect(heading).toHaveText("Containers");
  for (const name of pageNames) await open(name);
});

test("works by keyboard alone", async ({ page, engine }) => {
  await engine.docker("run", "-d", "--name", "keys-1", images.busybox, "sleep", "1000");
  try {
    const { heading, commandBar, shortcuts, details } = shell(page);
    await expect(table(page, "Containers").row("keys-1")).toBeVisible();

    await page.keyboard.press("g");
    await page.keyboard.press("i");
    await expect(heading).toHaveText("Images");

    await page.keyboard.press("Control+k");
    const bar = commandBar.getByRole("combobox");
    await expect(bar).toBeFocused();
    await page.keyboard.type("keys-1");
    await expect(commandBar.getByRole("option", { name: "keys-1" })).toHaveAttribute("aria-selected", "true");
    await page.keyboard.press("Enter");
    await expect(commandBar).toBeHidden();
    await expect(heading).toHaveText("Containers");
    await expect(details.getByRole("heading", { name: "keys-1" })).toBeVisible();

    await page.keyboard.press("Control+k");
    await page.keyboard.type("pause");
    await expect(commandBar.getByRole("region", { name: "docker command" })).toContainText("pause keys-1");
    await page.keyboard.press("Enter");
    await expect(table(page, "Containers").row("keys-1")).toContainText("paused");

    await page.keyboard.press("?");
    await expect(shortcuts).toBeVisible();
    await expect(shortcuts).toContainText("Unpause");
    await page.keyboard.press("Escape");
    await expect(shortcuts).toBeHidden();

    await page.keyboard.press("Control+k");
    await page.keyboard.type("unpause");
    await page.keyboard.press("Enter");
    await expect(table(page, "Containers").row("keys-1")).toContainText("running");

    await table(page, "Containers").row("keys-1").focus();
    await page.keyboard.press("Escape");
    await expect(details).toBeHidden();
  } finally {
    await engine.docker("rm", "-f", "keys-1");
  }
});

test("asks before it destroys, and Enter alone does not", async ({ page, engine }) => {
  await engine.docker("create", "--name", "doomed-1", images.busybox, "true");
  const row = table(page, "Containers").row("doomed-1");
  const remove = async () => {
    await row.getByRole("button", { name: "Actions for doomed-1" }).click();
    await page.getByRole("menuitem", { name: "Remove" }).click();
  };
  const dialog = page.getByRole("alertdialog", { name: /doomed-1/ });

  await remove();
  await expect(dialog.getByRole("button", { name: "Cancel" })).toBeFocused();
  await expect(dialog.getByRole("region", { name: "docker command" })).toContainText("rm doomed-1");
  expect(await violations(page)).toEqual([]);
  await page.keyboard.press("Enter");
  await expect(dialog).toBeHidden();
  await expect(row).toBeVisible();

  await remove();
  await dialog.getByRole("button", { name: "Remove" }).click();
  await expect(row).toBeHidden();
});

test("keeps the theme, and remembers it for the next start", async ({ launch, dataDir }) => {
  const first = await launch({ dataDir });
  const root = first.page.locator("html");
  await shell(first.page).chooseTheme("Dark");
  await expect(root).toHaveAttribute("data-mantine-color-scheme", "dark");
  await shell(first.page).chooseTheme("Light");
  await expect(root).toHaveAttribute("data-mantine-color-scheme", "light");
  await shell(first.page).chooseTheme("Dark");
  await expect(root).toHaveAttribute("data-mantine-color-scheme", "dark");
  await first.app.close();

  const second = await launch({ dataDir });
  await expect(second.page.locator("html")).toHaveAttribute("data-mantine-color-scheme", "dark");
});

test("says what state the engine is in, and comes back by itself", async ({ launch }) => {
  const engine = await startEngine();
  try {
    const { page } = await launch({ env: { DOCKER_HOST: engine.host, DOCKER_CONFIG: engine.config } });
    const { engine: switcher, engineMenu, open } = shell(page);
    await expect(switcher("Live")).toBeVisible();
    await open("Volumes");
    await expect(page.getByText("No volumes")).toBeVisible();

    await engine.kill();
    await expect(switcher("Stale")).toBeVisible();
    await expect(page.getByRole("status").filter({ hasText: "does not answer" })).toBeVisible();
    await switcher().click();
    await expect(engineMenu.getByRole("menuitem", { name: "Look again" })).toBeVisible();
    await page.keyboard.press("Escape");

    await engine.restart();
    await expect(switcher("Live")).toBeVisible({ timeout: 20_000 });
    await expect(page.getByText("does not answer")).toBeHidden();
  } finally {
    await engine.stop();
  }
});

test("says what was tried when no engine answers, and connects to an address", async ({ launch, engine, dataDir }) => {
  const missing = `unix://${join(dataDir, "no.sock")}`;
  const { page } = await launch({ env: { DOCKER_HOST: missing } });
  const { heading, engine: switcher } = shell(page);
  await expect(heading).toHaveText("DOCKER_HOST is not reachable");
  await expect(page.getByRole("table", { name: "What was tried" })).toContainText(missing);
  expect(await violations(page)).toEqual([]);

  await page.getByRole("main").getByRole("button", { name: "Connect to…" }).click();
  const dialog = page.getByRole("dialog", { name: "Connect to an engine" });
  await dialog.getByRole("textbox", { name: "Address" }).fill("not an address");
  await dialog.getByRole("button", { name: "Connect" }).click();
  await expect(dialog.getByRole("textbox", { name: "Address" })).toHaveAttribute("aria-invalid", "true");
  await dialog.getByRole("textbox", { name: "Address" }).fill(engine.host);
  await dialog.getByRole("button", { name: "Connect" }).click();
  await expect(switcher("Live")).toBeVisible();
  await expect(heading).toHaveText("Containers");
});

for (const theme of ["Light", "Dark"] as const)
  test(`has no accessibility violation and breaks no policy on any page (${theme})`, async ({ page, engine }, info) => {
    // axe reads every page and its details.
    test.slow();
    const complaints: string[] = [];
    page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
    const container = await seed(engine.docker);
    try {
      const { chooseTheme, open, details, commandBar, shortcuts } = shell(page);
      await chooseTheme(theme);
      const rows: Partial<Record<PageName, string>> = {
        Containers: "a11y-web-1",
        Images: images.busybox,
        Compose: "a11y",
        Volumes: "a11y-data",
        Networks: "bridge",
      };
      for (const name of pageNames) {
        await open(name);
        const row = rows[name];
        if (row) {
          await expect(table(page, name).row(row)).toBeVisible();
          await page.screenshot({ path: info.outputPath(`${name}.png`) });
          expect(await violations(page), name).toEqual([]);
          await table(page, name).row(row).click();
          await expect(details).toBeVisible();
        }
        await page.screenshot({ path: info.outputPath(`${name}${row ? " details" : ""}.png`) });
        expect(await violations(page), `${name}, details`).toEqual([]);
      }
      await page.keyboard.press("Control+k");
      await expect(commandBar).toBeVisible();
      expect(await violations(page), "Command bar").toEqual([]);
      await page.keyboard.press("Escape");
      await page.keyboard.press("?");
      await expect(shortcuts).toBeVisible();
      expect(await violations(page), "Keyboard shortcuts").toEqual([]);
      expect(complaints).toEqual([]);
    } finally {
      await engine.docker("rm", "-f", container);
      await engine.docker("volume", "rm", "a11y-data");
    }
  });

/** A running container of a Compose project with a volume; resolves to its ID. */
const seed = (docker: (...argv: string[]) => Promise<string>): Promise<string> =>
  docker(
    "run",
    "-d",
    "--name",
    "a11y-web-1",
    ...[
      "project=a11y",
      "service=web",
      "project.working_dir=/srv/a11y",
      "project.config_files=/srv/a11y/compose.yaml",
    ].flatMap((label) => ["--label", `com.docker.compose.${label}`]),
    "-v",
    "a11y-data:/data",
    "-p",
    "127.0.0.1::80",
    images.web,
  ).then((id) => id.trim());
