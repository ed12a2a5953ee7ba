import { existsSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fakeHelper } from "../engine/credential-helper.ts";
import type { Engine } from "../engine/engine.ts";
import { buildImage, images } from "../engine/images.ts";
import { startRegistry } from "../engine/registry.ts";
import { expect, test } from "./app.ts";
import { violations } from "./pages/accessibility.ts";
import { imagesPage } from "./pages/images.ts";

/** Makes an image that prints its version once a second, under a name in a registry. */
async function build(engine: Engine, reference: string, version: string): Promise<void> {
  await buildImage(
    engine,
    reference,
    `FROM ${images.busybox}\nENV VERSION=${version}\nCMD ["sh", "-c", "while true; do echo $VERSION; sleep 1; done"]\n`,
  );
}

test("log in, pull, tag, push, save, load, and update a container from a private registry", async ({
  engine,
  launch,
  dataDir,
}) => {
  test.slow();
  const registry = await startRegistry({ password: true });
  const { username, password } = registry.account!;
  const config = join(dataDir, "docker");
  mkdirSync(config);
  symlinkSync(join(engine.config, "cli-plugins"), join(config, "cli-plugins"));
  writeFileSync(join(config, "config.json"), JSON.stringify({ credsStore: "fake" }));
  const helper = fakeHelper(dataDir, "fake");
  const name = `${registry.host}/team/ticker`;
  const archive = join(dataDir, "ticker.tar");
  try {
    await build(engine, "ticker:1", "one");
    await registry.publish(engine, "ticker:1", "team/ticker:1");
    const { page } = await launch({ env: { DOCKER_CONFIG: config, PATH: `${helper.folder}:${process.env.PATH}` } });
    const view = imagesPage(page);
    const dialog = (title: string) => page.getByRole("dialog", { name: title });

    await test.step("a login is refused, then kept by the helper", async () => {
      await view.open("Settings");
      await page.getByRole("button", { name: "Log in", exact: true }).click();
      const login = dialog("Log in to a registry");
      await login.getByRole("textbox", { name: "Registry" }).fill(registry.host);
      await login.getByRole("textbox", { name: "User name" }).fill(username);
      await login.getByLabel("Password or token").fill("wrong");
      await expect(login).toContainText("docker-credential-fake");
      await expect(login.getByRole("region", { name: "docker command" })).toContainText("--password-stdin");
      await login.getByRole("button", { name: "Log in" }).click();
      await expect(login.getByRole("alert")).toContainText("refused the login");
      expect(helper.kept()).toEqual({});
      expect(await violations(page)).toEqual([]);
      await login.getByLabel("Password or token").fill(password);
      await login.getByRole("button", { name: "Log in" }).click();
      await expect(login).toBeHidden();
      const row = page.getByRole("table", { name: "Registries" }).getByRole("row", { name: registry.host });
      await expect(row).toContainText(username);
      expect(helper.kept()).toEqual({ [registry.host]: password });
      expect(await violations(page)).toEqual([]);
    });

    await test.step("what it has is found and pulled", async () => {
      await view.open("Images");
      await view.pullButton.click();
      await view.pull.getByText("Search a registry").click();
      await view.pull.getByRole("combobox", { name: "Registry" }).fill(registry.host);
      await view.pull.getByRole("button", { name: "Search", exact: true }).click();
      await view.pull.getByRole("button", { name, exact: true }).click();
      await view.pull
        .getByRole("group", { name: `Tags of ${name}` })
        .getByRole("button", { name: "1" })
        .click();
      await expect(view.reference).toHaveValue(`${name}:1`);
      expect(await violations(page)).toEqual([]);
      await view.startPull.click();
      await expect(view.pulling(`${name}:1`)).toContainText("Pulled");
      await page.keyboard.press("Escape");
      await expect(view.row(`${name}:1`)).toBeVisible();
    });

    await test.step("it is tagged and pushed", async () => {
      await view.act(`${name}:1`, "Tag");
      const tag = dialog(`Tag ${name}:1`);
      await tag.getByRole("textbox", { name: "New name" }).fill(`${name}:copy`);
      await expect(tag.getByRole("region", { name: "docker command" })).toContainText(`tag ${name}:1 ${name}:copy`);
      await tag.getByRole("button", { name: "Tag" }).click();
      await expect(view.row(`${name}:copy`)).toBeVisible();
      await view.act(`${name}:copy`, "Push");
      const push = dialog(`Push ${name}:copy`);
      await expect(push).toContainText(`as ${username}`);
      await push.getByRole("button", { name: "Push", exact: true }).click();
      await expect(push.getByRole("region", { name: `Push ${name}:copy` })).toContainText("Pushed");
      expect(await violations(page)).toEqual([]);
      await push.getByRole("button", { name: "Close", exact: true }).last().click();
    });

    await test.step("it is saved to a file, and loaded from it again", async () => {
      await view.act(`${name}:copy`, "Save");
      const save = dialog(`Save ${name}:copy`);
      await save.getByRole("textbox", { name: "File" }).fill(archive);
      await save.getByRole("button", { name: "Save", exact: true }).click();
      await expect(save.getByRole("region", { name: `Save ${archive}` })).toContainText("Saved");
      expect(existsSync(archive)).toBe(true);
      await page.keyboard.press("Escape");
      await engine.docker("rmi", `${name}:copy`);
      await expect(view.row(`${name}:copy`)).toBeHidden();
      await page.getByRole("button", { name: "Load image", exact: true }).click();
      const load = dialog("Load image");
      await load.getByRole("textbox", { name: "File" }).fill(archive);
      await expect(load.getByRole("region", { name: "docker command" })).toContainText(`load -i ${archive}`);
      await load.getByRole("button", { name: "Load", exact: true }).click();
      await expect(load.getByRole("region", { name: `Load ${archive}` })).toContainText(`Loaded image: ${name}:copy`);
      expect(await violations(page)).toEqual([]);
      await page.keyboard.press("Escape");
      await expect(view.row(`${name}:copy`)).toBeVisible();
    });

    await test.step("a newer image is found, and its container made again from it", async () => {
      await engine.docker("run", "-d", "--name", "ticker", "-e", "OWN=kept", `${name}:1`);
      await build(engine, "ticker:2", "two");
      const old = await engine.docker("inspect", "--format", "{{.Id}}", "ticker");
      // Somebody else pushes to the same tag.
      const mine = await engine.docker("inspect", "--format", "{{.Id}}", `${name}:1`);
      await engine.docker("rmi", `${name}:copy`);
      await registry.publish(engine, "ticker:2", "team/ticker:1");
      await engine.docker("tag", mine, `${name}:1`);
      await view.act(`${name}:1`, "Check for newer");
      await expect(view.row(`${name}:1`)).toContainText("Newer available");
      await view.act(`${name}:1`, "Update");
      const update = dialog(`Update ${name}:1`);
      await expect(update.getByRole("checkbox", { name: "ticker" })).toBeChecked();
      await expect(update.getByRole("region", { name: "docker command" })).toContainText(
        "create --name ticker -e OWN=kept",
      );
      expect(await violations(page)).toEqual([]);
      await update.getByRole("button", { name: "Update and recreate 1 container" }).click();
      await expect(update).toContainText("Made again", { timeout: 30_000 });
      await update.getByRole("button", { name: "Close", exact: true }).last().click();
      expect(await engine.docker("exec", "ticker", "sh", "-c", "echo $VERSION $OWN")).toBe("two kept");
      expect(await engine.docker("ps", "-aq", "--no-trunc", "--filter", "name=ticker")).not.toContain(old);
    });

    await test.step("logging out forgets the login", async () => {
      await view.open("Settings");
      await page.getByRole("button", { name: `Log out of ${registry.host}` }).click();
      await expect(view.confirm.getByRole("button", { name: "Cancel" })).toBeFocused();
      await view.confirm.getByRole("button", { name: "Log out" }).click();
      await expect(page.getByText("No logins.")).toBeVisible();
      expect(helper.kept()).toEqual({});
    });
  } finally {
    await engine.docker("rm", "-f", "ticker").catch(() => {});
    // Another failure is told, not this one.
    const made = await engine
      .docker("images", "-q", "--filter", `reference=${name}`, "--filter", "reference=ticker")
      .catch(() => "");
    if (made) await engine.docker("rmi", "-f", ...new Set(made.split("\n"))).catch(() => {});
    await registry.stop();
  }
});
