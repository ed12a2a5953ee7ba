import { images } from "../engine/images.ts";
import { expect, test } from "./app.ts";
import { shell, table } from "./pages/shell.ts";

test("a container's processes are listed, it is committed to an image, and duplicated with what made it", async ({
  page,
  engine,
}) => {
  const id = await engine.docker(
    ...["run", "-d", "--init", "--name", "more", "-e", "GREETING=hello there", images.busybox, "sleep", "4321"],
  );
  try {
    const window = shell(page);
    await window.open("Containers");
    await table(page, "Containers").row("more").click();
    await window.details.getByRole("tab", { name: "Processes", exact: true }).click();
    const list = window.details.getByRole("table", { name: "Processes" });
    await expect(list).toContainText("sleep 4321", { timeout: 20_000 });

    await page.getByRole("button", { name: "Actions for more" }).click();
    await page.getByRole("menuitem", { name: "Commit" }).click();
    const commit = page.getByRole("dialog", { name: "Commit more" });
    await commit.getByRole("textbox", { name: "Image" }).fill("kept/more:one");
    await commit.getByRole("textbox", { name: "Message" }).fill("As it is now");
    await expect(commit.getByRole("region", { name: "docker command" })).toContainText(
      "commit --message 'As it is now' more kept/more:one",
    );
    await commit.getByRole("button", { name: "Commit" }).click();
    await expect(commit).toBeHidden({ timeout: 20_000 });
    expect(await engine.docker("image", "inspect", "--format", "{{.Comment}}", "kept/more:one")).toBe("As it is now");

    await page.getByRole("button", { name: "Actions for more" }).click();
    await page.getByRole("menuitem", { name: "Duplicate" }).click();
    const run = page.getByRole("dialog", { name: `Run ${images.busybox}` });
    await expect(run.getByRole("textbox", { name: "Name", exact: true })).toHaveValue("more-copy");
    await run.getByRole("button", { name: "Run", exact: true }).click();
    await expect(run).toBeHidden({ timeout: 20_000 });
    const [copy] = JSON.parse(await engine.docker("inspect", "more-copy"));
    expect(copy.Config.Cmd).toEqual(["sleep", "4321"]);
    expect(copy.Config.Env).toContain("GREETING=hello there");
    expect(copy.HostConfig.Init).toBe(true);
  } finally {
    await engine.docker("rm", "-f", id, "more-copy").catch(() => undefined);
    await engine.docker("rmi", "-f", "kept/more:one").catch(() => undefined);
  }
});
