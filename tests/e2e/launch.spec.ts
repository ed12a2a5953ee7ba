import { execFile } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { resolveRuntime } from "../../scripts/setup/electron.mjs";
import { cacheFolder } from "../../scripts/setup/places.mjs";
import { until } from "../engine/until.ts";
import { expect, test } from "./app.ts";
import { shell } from "./pages/shell.ts";

test("a compose file opens the Compose page, also when Drydock runs already", async ({ launch }) => {
  const { app, page } = await launch({ args: ["/home/sam/shop/compose.yaml"] });
  const { heading, open } = shell(page);
  await expect(heading).toHaveText("Compose");
  // Nothing runs: the files are shown, or what is wrong with them.
  const dialog = page.getByRole("dialog", { name: "Open compose file" });
  const leave = async () => {
    await expect(dialog).toContainText("/home/sam/shop/compose.yaml does not exist.");
    await page.keyboard.press("Escape");
    await expect(dialog).toBeHidden();
  };
  await leave();
  await open("Images");
  await app.evaluate(({ app }) =>
    app.emit("second-instance", {}, ["drydock", "file:///home/sam/shop/compose.yaml"], "/"),
  );
  await expect(heading).toHaveText("Compose");
  await leave();

  await open("Images");
  await drop(page, "/home/sam/shop/compose.yaml");
  await expect(heading).toHaveText("Compose");
  await leave();
});

test("a folder with a Dockerfile and a .tar that are dropped open their dialogs", async ({ page, dataDir }) => {
  const folder = join(dataDir, "site");
  mkdirSync(folder);
  writeFileSync(join(folder, "Dockerfile"), "FROM busybox\n");
  const archive = join(dataDir, "saved.tar");
  writeFileSync(archive, "");
  await shell(page).open("Volumes");
  await drop(page, folder);
  const build = page.getByRole("dialog", { name: "Build image" });
  await expect(build.getByRole("textbox", { name: "Folder" })).toHaveValue(folder);
  await page.keyboard.press("Escape");
  await expect(build).toBeHidden();
  await drop(page, archive);
  await expect(page.getByRole("dialog", { name: "Load image" }).getByRole("textbox").first()).toHaveValue(archive);
});

/** Drops a file or folder on the window as the system does. */
async function drop(page: Page, path: string): Promise<void> {
  const data = { items: [], files: [path], dragOperationsMask: 1 };
  const devtools = await page.context().newCDPSession(page);
  for (const type of ["dragEnter", "dragOver", "drop"] as const)
    await devtools.send("Input.dispatchDragEvent", { type, x: 600, y: 500, data });
}

test("a wrong option is one line and exit code 2", async () => {
  const { executable, args } = await resolveRuntime();
  const ended = await new Promise<{ code: unknown; stderr: string }>((resolve) =>
    execFile(executable, [...args, "--nope"], (error, _stdout, stderr) => resolve({ code: error?.code, stderr })),
  );
  expect(ended.code).toBe(2);
  expect(ended.stderr).toContain("drydock: unknown option --nope; see drydock --help\n");
});

test("the private engine comes with the app, is marked so, and stops with it", async ({ launch, dataDir }) => {
  const { app, page } = await launch({
    env: { DRYDOCK_ENGINE: "private", DOCKER_HOST: "", DRYDOCK_CACHE_DIR: cacheFolder() },
  });
  const { engine } = shell(page);
  await expect(engine("Live")).toBeVisible({ timeout: 30_000 });
  await expect(engine("Live")).toContainText(/private/i);
  const { pid } = JSON.parse(readFileSync(join(dataDir, "engine", "state.json"), "utf8")) as { pid: number };
  expect(existsSync(`/proc/${pid}`)).toBe(true);
  await app.close();
  await until("the engine has stopped", () => !existsSync(`/proc/${pid}`));
});
