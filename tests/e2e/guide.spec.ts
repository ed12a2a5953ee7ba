import { images } from "../engine/images.ts";
import { expect, test } from "./app.ts";
import { violations } from "./pages/accessibility.ts";
import { shell, table } from "./pages/shell.ts";

test.setTimeout(120_000);

test("reads a chapter, predicts, runs, confirms, is told wrong, and cleans up", async ({ page, engine }) => {
  const { open } = shell(page);
  await open("Guide");
  const chapters = page.getByRole("list", { name: "Chapters" });
  await expect(chapters.getByRole("listitem")).toHaveCount(10);
  await chapters.getByRole("link", { name: /What an operating system does/ }).click();
  const kernel = page.getByRole("region", { name: "Experiment: The kernel inside and outside" });
  await expect(kernel.getByRole("region", { name: "docker command" })).toContainText("uname -r");

  await kernel.getByRole("button", { name: "Run experiment" }).click();
  await expect(kernel).toContainText("Pick what you expect first.");
  await kernel.getByRole("radio", { name: /The one of the engine/ }).check();
  await kernel.getByRole("button", { name: "Run experiment" }).click();
  await expect(kernel.getByRole("status").filter({ hasText: "Confirmed" })).toBeVisible({ timeout: 30_000 });
  const version = (await engine.docker("info", "--format", "{{.KernelVersion}}")).trim();
  await expect(kernel).toContainText(version);
  expect(await engine.docker("ps", "-a", "--format", "{{.Names}}")).toContain("guide-kernel");
  await expect(chapters.getByRole("link", { name: /What an operating system does/ })).toContainText("1/6");

  await kernel.getByRole("button", { name: "Clean up" }).click();
  await expect(kernel).toContainText("Removed guide-kernel", { timeout: 30_000 });
  expect(await engine.docker("ps", "-a", "--format", "{{.Names}}")).not.toContain("guide-kernel");

  await kernel.getByRole("radio", { name: /came with the image/ }).check();
  await kernel.getByRole("button", { name: "Run experiment" }).click();
  await expect(kernel.getByRole("status").filter({ hasText: "Not as predicted" })).toBeVisible({ timeout: 30_000 });
  await expect(kernel).toContainText("Observed: The one of the engine's machine.");
  await kernel.getByRole("button", { name: "Clean up" }).click();
  await expect(kernel).toContainText("Removed guide-kernel", { timeout: 30_000 });

  // What the reader does in a terminal counts as well.
  await chapters.getByRole("link", { name: /Running, looking inside/ }).click();
  const steps = page.getByRole("region", { name: "Done on this engine" });
  await page.getByRole("button", { name: "Reset progress" }).click();
  const sure = page.getByRole("alertdialog", { name: "Reset progress?" });
  await page.keyboard.press("Enter");
  await expect(sure).toBeHidden();
  await expect(page.getByText(/^0 of/)).toBeHidden();
  await page.getByRole("button", { name: "Reset progress" }).click();
  await sure.getByRole("button", { name: "Reset progress" }).click();
  await expect(steps.getByRole("listitem").filter({ hasText: "You removed a container" })).toContainText("(not yet)");
  await engine.docker("run", "--rm", "busybox", "true");
  await expect(steps.getByRole("listitem").filter({ hasText: "You removed a container" })).toContainText("(done)");

  // A page leads to its chapter.
  await open("Compose");
  await page.getByRole("link", { name: "What is this?" }).click();
  await expect(page.getByRole("heading", { level: 2, name: /Compose: many containers/ })).toBeVisible();
});

test("the cheat sheet opens the page, form or preview that does the same as its line", async ({ page, engine }) => {
  const label = "com.docker.compose.project=cheats";
  const service = "com.docker.compose.service=web";
  await engine.docker(
    "run",
    "-d",
    "--name",
    "cheats-web-1",
    "--label",
    label,
    "--label",
    service,
    images.busybox,
    "top",
  );
  const { open } = shell(page);
  const button = async (line: string) => {
    await open("Guide");
    await page
      .getByRole("list", { name: "Chapters" })
      .getByRole("link", { name: /Cheat sheet/ })
      .click();
    return page.getByRole("button", { name: line });
  };
  await (await button("Open Pull image for docker pull busybox:latest")).click();
  const pull = page.getByRole("dialog", { name: "Pull image" });
  await expect(pull.getByRole("textbox", { name: "Image" })).toHaveValue("busybox:latest");
  await page.keyboard.press("Escape");
  await (await button("Open Build image for docker build -t shop/web .")).click();
  const build = page.getByRole("dialog", { name: "Build image" });
  await expect(build.getByRole("textbox", { name: "Tag" })).toHaveValue("shop/web");
  await page.keyboard.press("Escape");
  await (await button("Open Run for docker run -it --rm busybox sh")).click();
  const run = page.getByRole("dialog", { name: "Run busybox" });
  await expect(run.getByRole("region", { name: "docker command" })).toHaveText(/run -it --rm busybox sh/);
  await page.keyboard.press("Escape");
  await (await button("Open Clean up for docker system prune -a")).click();
  await expect(page.getByRole("checkbox", { name: "Unused images" })).toBeChecked();
  await expect(page.getByRole("checkbox", { name: "Unused volumes" })).not.toBeChecked();

  // Lines about a project or a container ask which one.
  await (await button("Open Down for docker compose down --rmi all --volumes --remove-orphans")).click();
  await page.getByRole("menuitem", { name: "cheats" }).click();
  const down = page.getByRole("alertdialog", { name: "Down cheats?" });
  for (const name of ["Remove images", "Remove volumes", "Remove orphans"])
    await expect(down.getByRole("checkbox", { name })).toBeChecked();
  await down.getByRole("button", { name: "Cancel" }).click();
  await (await button("Open Terminal for docker exec -it web sh")).click();
  await page.getByRole("menuitem", { name: "cheats-web-1" }).click();
  await expect(shell(page).details.getByRole("tab", { name: "Terminal" })).toHaveAttribute("aria-selected", "true");
  await engine.docker("rm", "-f", "cheats-web-1");
});

test("services find each other by name, started by Compose; without the image the guide says what to do", async ({
  page,
  engine,
}) => {
  const { open } = shell(page);
  await open("Guide");
  const chapters = page.getByRole("list", { name: "Chapters" });
  await chapters.getByRole("link", { name: /Compose: many containers/ }).click();
  const image = page.getByRole("combobox", { name: "Image for the experiments" });
  await image.fill("nobody/has-this:1");
  await expect(page.getByText("The image nobody/has-this:1 is not on this engine")).toBeVisible();
  const services = page.getByRole("region", { name: "Experiment: Services find each other by name" });
  await services.getByRole("radio", { name: /bad address/ }).check();
  await services.getByRole("button", { name: "Run experiment" }).click();
  await expect(services.getByRole("alert")).toContainText("is not on this engine. Pull it, or choose another image");
  await page.getByRole("button", { name: "Use busybox:latest" }).click();
  await expect(image).toHaveValue("busybox:latest");
  await expect(page.getByText("is not on this engine, so")).toBeHidden();

  await expect(services).toContainText("client: *service");
  await services.getByRole("button", { name: "Run experiment" }).click();
  await expect(services.getByRole("status").filter({ hasText: "Confirmed" })).toBeVisible({ timeout: 60_000 });
  const project = ["ps", "-a", "--filter", "label=com.docker.compose.project=guide-shop", "--format", "{{.Names}}"];
  expect((await engine.docker(...project)).split("\n").sort()).toEqual(["guide-shop-client-1", "guide-shop-web-1"]);
  await services.getByRole("button", { name: "Clean up" }).click();
  await expect(services).toContainText(/Removed .*guide-shop_default/, { timeout: 30_000 });
  expect(await engine.docker(...project)).toBe("");
});

test("draws namespaces as shared and apart, and every chapter is accessible in both themes", async ({ page }) => {
  const { open, chooseTheme } = shell(page);
  const complaints: string[] = [];
  page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
  await open("Guide");
  const chapters = page.getByRole("list", { name: "Chapters" });
  await chapters.getByRole("link", { name: /Namespaces/ }).click();
  const join = page.getByRole("region", { name: "Experiment: Joining another container's network" });
  await join.getByRole("radio", { name: "The network only" }).check();
  await join.getByRole("button", { name: "Run experiment" }).click();
  await expect(join.getByRole("status").filter({ hasText: "Confirmed" })).toBeVisible({ timeout: 30_000 });
  const drawn = table(join as never, "Shared or apart");
  await expect(drawn.row("net ")).toContainText("shared");
  await expect(drawn.row("pid ")).toContainText("apart");
  for (const theme of ["Light", "Dark"] as const) {
    await chooseTheme(theme);
    await open("Guide");
    for (const link of await chapters.getByRole("link").all()) {
      await link.click();
      await expect(page.getByRole("article").getByRole("button").nth(1)).toBeVisible();
      await expect(page.getByText("Loading the chapter")).toBeHidden();
      expect(await violations(page), `${theme}: ${await link.textContent()}`).toEqual([]);
    }
  }
  await chapters.getByRole("link", { name: /Namespaces/ }).click();
  await join.getByRole("button", { name: "Clean up" }).click();
  await expect(join).toContainText("Removed guide-net", { timeout: 30_000 });
  expect(complaints).toEqual([]);
});
