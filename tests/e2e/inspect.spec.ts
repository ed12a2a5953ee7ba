import { images } from "../engine/images.ts";
import { expect, test } from "./app.ts";
import { violations } from "./pages/accessibility.ts";
import { containersOf, logs, openTab, type Tab, terminal } from "./pages/details.ts";
import { shell } from "./pages/shell.ts";

let containers: ReturnType<typeof containersOf>;
test.beforeEach(({ engine }) => {
  containers = containersOf(engine);
});
test.afterEach(() => containers.end());

test("shows what matters of a container beside its JSON", async ({ page }) => {
  const options = ["-m", "64m", "--cpus", "0.5", "--ulimit", "nofile=1024:2048", "--restart", "on-failure:3"];
  await containers.run("inspect-web", ...options, "-v", "/data", "-l", "team=dock", images.web);
  const panel = await openTab(page, "inspect-web", "Inspect");
  const section = (name: string) => panel.getByRole("region", { name, exact: true });
  await expect(section("State")).toContainText("running");
  await expect(section("State").getByRole("table", { name: "Health checks" })).toContainText("ok");
  await expect(section("Image and command")).toContainText("httpd -f -v -p 80 -h /www");
  await expect(section("Ports")).toContainText("80/tcp");
  await expect(section("Mounts")).toContainText("/data");
  await expect(section("Resources and policy")).toContainText("64.0 MiB");
  await expect(section("Resources and policy")).toContainText("1024 soft, 2048 hard");
  await expect(section("Resources and policy")).toContainText("on-failure, at most 3 times");
  await expect(section("Labels")).toContainText("team");
  const json = section("JSON");
  await expect(json).toContainText('"Name": "/inspect-web"');
  await json.getByRole("searchbox", { name: "Search JSON" }).fill("restartpolicy");
  await expect(json.getByRole("status")).toHaveText("1 of 1");
});

test("masks what looks like a secret until it is revealed", async ({ page }) => {
  const environment = [
    "-e",
    "DB_PASSWORD=hunter2",
    "-e",
    "DATABASE_URL=postgres://me:s3cret@db/x",
    "-e",
    "COLOUR=blue",
  ];
  await containers.run("inspect-secrets", ...environment, images.busybox, "sleep", "1000");
  const panel = await openTab(page, "inspect-secrets", "Inspect");
  await expect(panel.getByText("blue", { exact: true })).toBeVisible();
  await expect(panel).not.toContainText("hunter2");
  await expect(panel).not.toContainText("s3cret");
  await panel.getByRole("button", { name: "Reveal DB_PASSWORD" }).click();
  await expect(panel.getByText("hunter2", { exact: true })).toBeVisible();
  await panel.getByRole("button", { name: "Reveal all secrets" }).click();
  await expect(panel.getByRole("region", { name: "JSON" })).toContainText("postgres://me:s3cret@db/x");
});

test("follows the container's state", async ({ page, engine }) => {
  await containers.run("inspect-exit", images.busybox, "sleep", "1000");
  const panel = await openTab(page, "inspect-exit", "Inspect");
  await expect(panel.getByRole("region", { name: "State" })).toContainText("running");
  await engine.docker("kill", "inspect-exit");
  await expect(panel.getByRole("region", { name: "State" })).toContainText("exited");
  await expect(panel.getByRole("region", { name: "State" })).toContainText("137");
});

test("every tab is accessible in both themes", async ({ page }, info) => {
  const script =
    "for i in 0 1 2 3 4 5 6 7; do printf '\\033[3%smcolour\\033[9%smbright\\033[0m\\n' $i $i; done; exec sleep 1000";
  await containers.run("inspect-axe", "-e", "TOKEN=x", images.busybox, "sh", "-c", script);
  const { details, chooseTheme, open } = shell(page);
  const tabs: readonly (readonly [Tab, ready: () => Promise<void>])[] = [
    ["Logs", () => expect(logs(page).rows).toHaveCount(8)],
    ["Terminal", () => expect(terminal(page).screen).toContainText("/ #")],
    ["Stats", () => expect(details.getByRole("region", { name: "PIDs" })).toBeVisible({ timeout: 20_000 })],
    ["Inspect", () => expect(details.getByRole("region", { name: "Labels" })).toBeVisible()],
  ];
  for (const theme of ["Light", "Dark"] as const) {
    await chooseTheme(theme);
    await open("Containers");
    for (const [tab, ready] of tabs) {
      await openTab(page, "inspect-axe", tab);
      await ready();
      expect(await violations(page), `${tab}, ${theme}`).toEqual([]);
      await page.screenshot({ path: info.outputPath(`${tab} ${theme}.png`) });
    }
  }
});
