import { images } from "../engine/images.ts";
import { expect, test } from "./app.ts";
import { containersOf, openTab, terminal } from "./pages/details.ts";

let containers: ReturnType<typeof containersOf>;
test.beforeEach(({ engine }) => {
  containers = containersOf(engine);
});
test.afterEach(() => containers.end());

test("opens a shell by itself, as large as its view, and follows its size", async ({ page, app }) => {
  await containers.run("term-size", images.busybox, "sleep", "1000");
  await openTab(page, "term-size", "Terminal");
  const { screen, type, command } = terminal(page);
  await expect(command).toContainText("exec -it term-size");
  await expect(screen).toContainText("/ #");
  const size = async (word: string) => {
    await type(`echo ${word} $(stty size)`);
    const line = screen.getByText(new RegExp(`^${word} \\d+ \\d+`));
    await expect(line).toBeVisible();
    return (await line.textContent())!.trim().split(" ").slice(1).map(Number) as [number, number];
  };
  const before = await size("one");
  await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.setContentSize(1100, 720));
  await expect.poll(async () => (await size("two"))[1]).not.toBe(before[1]);
});

test("runs what is chosen as the user that is chosen, and says how it ended", async ({ page }) => {
  await containers.run("term-choice", images.busybox, "sleep", "1000");
  await openTab(page, "term-choice", "Terminal");
  const { panel, screen, status, command, type, button } = terminal(page);
  await expect(screen).toContainText("/ #");
  await type("exit 7");
  await expect(status).toHaveText("Process exited with code 7");

  await panel.getByRole("textbox", { name: "User" }).fill("1234");
  await panel.getByRole("combobox", { name: "Shell" }).click();
  await page.getByRole("option", { name: "Own command" }).click();
  await panel.getByRole("textbox", { name: "Command" }).fill("sh -c 'id -u; exec sh'");
  await expect(command).toContainText("docker");
  await expect(command).toContainText("--user 1234 term-choice sh -c 'id -u; exec sh'");
  await button("Reconnect").click();
  await expect(screen).toContainText("1234");
  await type("exit");
  await expect(status).toHaveText("Process exited with code 0");

  await panel.getByRole("textbox", { name: "Command" }).fill("no-such-program");
  await button("Reconnect").click();
  await expect(status).toContainText("no-such-program");
});

test("attaches to a container run with -it, and keeps the session while something else is shown", async ({ page }) => {
  await containers.run("term-attach", "-it", images.busybox, "sh");
  await containers.run("term-other", images.busybox, "sleep", "1000");
  await openTab(page, "term-attach", "Terminal");
  const { screen, type, command, status, button } = terminal(page);
  await expect(command).toContainText("attach term-attach");
  await expect(screen).toContainText("/ #");
  await type("kept=yes; echo ready");
  await expect(screen.getByText(/^ready/)).toBeVisible();
  await openTab(page, "term-attach", "Stats");
  await openTab(page, "term-other", "Logs");
  await openTab(page, "term-attach", "Terminal");
  await expect(screen.getByText(/^ready/)).toBeVisible();
  await type("echo kept=$kept");
  await expect(screen.getByText(/^kept=yes/)).toBeVisible();

  await button("Detach").click();
  await expect(status).toContainText("closed");
  await button("Reconnect").click();
  await type("echo again $kept");
  await expect(screen.getByText(/^again yes/)).toBeVisible();
  await type("exit 4");
  await expect(status).toContainText("Process exited with code 4");
});

test("hostile output cannot touch the window", async ({ page }) => {
  await containers.run("term-hostile", images.busybox, "sleep", "1000");
  await openTab(page, "term-hostile", "Terminal");
  const { screen, type } = terminal(page);
  await expect(screen).toContainText("/ #");
  await type(
    "printf '\\033]0;owned\\007\\033]52;c;b3duZWQ=\\007\\033]8;;https://example.com\\007link\\033]8;;\\007\\n'",
  );
  const link = screen.getByText(/^link/);
  await expect(link).toBeVisible();
  // The terminal's own layer takes the click, as it does a person's.
  await link.click({ force: true });
  await expect(page).toHaveTitle("Drydock");
  expect(page.url()).toMatch(/^app:\/\//);
});

test("says that a container does not run", async ({ page, engine }) => {
  await containers.run("term-stopped", images.busybox, "sleep", "1000");
  await engine.docker("stop", "-t", "0", "term-stopped");
  await openTab(page, "term-stopped", "Terminal");
  await expect(page.getByText("term-stopped is not running")).toBeVisible();
  await engine.docker("start", "term-stopped");
  await expect(terminal(page).screen).toContainText("/ #");
});
