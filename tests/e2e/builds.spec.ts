import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "./app.ts";
import { violations } from "./pages/accessibility.ts";
import { shell } from "./pages/shell.ts";

const secret = "a-secret-that-nobody-may-see";

test("build a folder, again from the cache, fail at a line, cancel, and build again from the history", async ({
  page,
  engine,
  dataDir,
}) => {
  test.setTimeout(120_000);
  const folder = mkdtempSync(join(tmpdir(), "drydock-e2e-build-"));
  const tag = "e2e-app:1.0";
  const dialog = page.getByRole("dialog", { name: "Build image" });
  const details = page.getByRole("region", { name: "Details" });
  const steps = details.getByRole("list", { name: "Steps" });
  const write = (dockerfile: string) => writeFileSync(join(folder, "Dockerfile"), dockerfile);
  const built =
    "FROM busybox:latest\nARG WHO\nCOPY hello /hello\nRUN --mount=type=secret,id=token test -s /run/secrets/token && echo made for $WHO > /made\n";
  writeFileSync(join(folder, "hello"), "hello\n");
  try {
    write("FROM busybox:latest\nCOPY nowhere /\n");
    await shell(page).open("Images");
    await page.getByRole("button", { name: "Build image" }).first().click();
    await dialog.getByRole("textbox", { name: "Folder" }).fill(folder);
    await expect(dialog.getByRole("region", { name: "Dockerfile problems" })).toContainText(
      "Line 2: There is no nowhere",
    );
    await expect(dialog).toContainText("At most 2 files");

    write(built);
    await dialog.getByRole("textbox", { name: "Dockerfile" }).fill("Dockerfile");
    await expect(dialog.getByRole("region", { name: "Dockerfile problems" })).toBeHidden();
    await dialog.getByRole("textbox", { name: "Tag", exact: true }).fill(tag);
    await dialog.getByRole("button", { name: "WHO" }).click();
    await dialog.getByRole("textbox", { name: "Value of build argument 1" }).fill("you");
    await dialog.getByText("More options").click();
    await dialog.getByRole("button", { name: "Add secret" }).click();
    await dialog.getByRole("textbox", { name: "Name of secret 1" }).fill("token");
    await dialog.getByRole("combobox", { name: "Source of secret 1" }).click();
    await page.getByRole("option", { name: "Typed" }).click();
    await dialog.getByLabel("Value of secret 1").fill(secret);
    const line = dialog.getByRole("region", { name: "docker command" });
    await expect(line).toContainText(
      `build -t ${tag} -f ${folder}/Dockerfile --build-arg WHO=you --secret id=token,env=TOKEN ${folder}`,
    );
    expect(await violations(page)).toEqual([]);
    await dialog.getByRole("button", { name: "Build", exact: true }).click();
    await expect(details.getByText("built", { exact: true })).toBeVisible({ timeout: 30_000 });
    await expect(steps.getByRole("button", { name: /COPY hello.*line 3/ })).toContainText("done");
    expect(await engine.docker("run", "--rm", tag, "cat", "/made", "/hello")).toBe("made for you\nhello");
    expect(await violations(page)).toEqual([]);

    // From the history: the secret has to be typed again, and every step is there already.
    await details.getByRole("button", { name: "Build again" }).click();
    await expect(dialog.getByRole("textbox", { name: "Folder" })).toHaveValue(folder);
    await dialog.getByRole("button", { name: "Build", exact: true }).click();
    await expect(dialog).toContainText("Type the secret.");
    await dialog.getByLabel("Value of secret 1").fill(secret);
    await dialog.getByRole("button", { name: "Build", exact: true }).click();
    await expect(steps.getByRole("button", { name: /COPY hello/ })).toContainText("cached", { timeout: 30_000 });
    await expect(details.getByText("built", { exact: true })).toBeVisible();
    await expect(page.getByRole("row", { name: new RegExp(`^(Select )?${tag}`) })).toHaveCount(2);

    // It fails: open at the step, with the line.
    write("FROM busybox:latest\nRUN echo before\nRUN echo told you so; exit 7\n");
    await details.getByRole("button", { name: "Build again" }).click();
    await dialog.getByRole("button", { name: "Remove secret 1" }).click();
    await dialog.getByRole("button", { name: "Build", exact: true }).click();
    await expect(details.getByRole("alert")).toContainText("ended with exit code 7", { timeout: 30_000 });
    await expect(details.getByRole("region", { name: "Failing line" })).toContainText("RUN echo told you so; exit 7");
    await expect(steps).toContainText("told you so");
    expect(await violations(page)).toEqual([]);

    // It is cancelled, also in the engine.
    write("FROM busybox:latest\nRUN echo began && sleep 987\n");
    await details.getByRole("button", { name: "Build again" }).click();
    await dialog.getByRole("button", { name: "Build", exact: true }).click();
    await expect(steps).toContainText("began", { timeout: 30_000 });
    await details.getByRole("button", { name: "Cancel build" }).click();
    await expect(details.getByText("cancelled", { exact: true }).first()).toBeVisible();
    await expect.poll(() => sleepers("987"), { timeout: 20_000 }).toBe(0);

    // After a reload the history is read from disk.
    await page.reload();
    await expect(
      page.getByRole("table", { name: "Builds" }).or(page.getByRole("grid", { name: "Builds" })),
    ).toContainText("failed");
    expect(filesWith(dataDir, secret)).toEqual([]);
    for (const name of readdirSync(join(dataDir, "builds")))
      expect(statSync(join(dataDir, "builds", name)).mode & 0o077).toBe(0);
    expect(await page.locator("body").textContent()).not.toContain(secret);
  } finally {
    rmSync(folder, { recursive: true });
    await engine.docker("rmi", tag).catch(() => {});
  }
});

/** Processes of this computer that sleep so long: those of the build are among them. */
function sleepers(seconds: string): number {
  return readdirSync("/proc").filter((pid) => {
    try {
      return /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/cmdline`, "utf8") === `sleep\0${seconds}\0`;
    } catch {
      return false;
    }
  }).length;
}

/** Files of the app's state that hold this text. */
function filesWith(folder: string, text: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => readFileSync(file).includes(text));
}
