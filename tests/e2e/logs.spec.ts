import { startEngine } from "../engine/engine.ts";
import { buildImages, images } from "../engine/images.ts";
import { expect, test } from "./app.ts";
import { containersOf, logs, openTab } from "./pages/details.ts";
import { shell, table } from "./pages/shell.ts";

let containers: ReturnType<typeof containersOf>;
test.beforeEach(({ engine }) => {
  containers = containersOf(engine);
});
test.afterEach(() => containers.end());

const ticking = ["sh", "-c", "i=0; while true; do i=$((i+1)); echo tick $i; usleep 20000; done"];

test("follows a log, until the user scrolls and from when the user asks", async ({ page }) => {
  await containers.run("log-ticks", images.busybox, ...ticking);
  await openTab(page, "log-ticks", "Logs");
  const { view, rows, button, firstText, extent } = logs(page);
  const lastTick = async () => Number((await rows.last().textContent())?.split(" ")[1]);
  const count = async () => Number((await extent.textContent())?.split(" ")[0]?.replace(",", ""));
  await expect.poll(lastTick).toBeGreaterThan(40);
  await expect(button("Follow")).toHaveAttribute("aria-pressed", "true");

  await view.hover();
  await page.mouse.wheel(0, -120);
  await expect(button("Follow")).toHaveAttribute("aria-pressed", "false");
  const held = await firstText();
  const newest = await lastTick();
  await expect.poll(count).toBeGreaterThan(newest + 50);
  expect(await firstText()).toBe(held);

  await view.press("End");
  await expect(button("Follow")).toHaveAttribute("aria-pressed", "true");
  await expect.poll(lastTick).toBeGreaterThan(newest + 50);
});

test("shows colours, marks stderr, and lets no control character act", async ({ page }) => {
  const script = `printf '\\033[31mred\\033[0m plain\\n'; echo oops >&2; printf '\\033]0;owned\\007\\n'; printf '<img src=x onerror=alert(1)>\\n'`;
  await containers.run("log-colours", images.busybox, "sh", "-c", script);
  await openTab(page, "log-colours", "Logs");
  const { row } = logs(page);
  const red = row("red plain").getByText("red", { exact: true });
  const plain = row("red plain").getByText("plain");
  const colour = (element: Element) => getComputedStyle(element).color;
  await expect(red).toBeVisible();
  expect(await red.evaluate(colour)).not.toBe(await plain.evaluate(colour));
  await expect(row("oops")).toHaveAttribute("data-kind", "stderr");
  await expect(row("^[]0;owned^G")).toBeVisible();
  await expect(row("<img src=x onerror=alert(1)>")).toBeVisible();
  await expect(page).toHaveTitle("Drydock");
});

test("reads 1,000,000 lines, never with an empty view, and searches them", async ({ page }) => {
  test.setTimeout(180_000);
  const print = `awk 'BEGIN { for (i = 1; i <= 1000000; i++) print "line " i }'; sleep 1000`;
  await containers.run("log-million", images.busybox, "sh", "-c", print);
  await openTab(page, "log-million", "Logs");
  const { view, row, search, status, button } = logs(page);
  await expect(row("line 1000000")).toBeVisible({ timeout: 60_000 });

  // Every 50 ms: is there a row at each place where one should be?
  await view.evaluate((element) => {
    const samples = { taken: 0, empty: 0 };
    const sample = () => {
      const { top, bottom, left } = element.getBoundingClientRect();
      const places = Array.from({ length: Math.floor((bottom - top - 24) / 18) }, (_, index) => top + 9 + index * 18);
      const covered = places.filter((y) => document.elementFromPoint(left + 30, y)?.closest("[data-seq]"));
      samples.taken++;
      if (covered.length < places.length) samples.empty++;
    };
    Object.assign(globalThis, { samples, sampling: setInterval(sample, 50) });
  });
  await button("All lines").click();
  await expect(page.getByText("The 1,000,000 lines written last")).toBeVisible({ timeout: 120_000 });
  await view.focus();
  await view.press("Home");
  await expect(row(/^line 1$/)).toBeVisible();
  for (let turn = 0; turn < 10; turn++) await view.press("PageDown");
  await view.press("End");
  await expect(row("line 999999")).toBeVisible();

  await search.fill("line 99999");
  await expect(status.filter({ hasText: /^11 lines$/ })).toBeVisible({ timeout: 60_000 });
  const samples = await page.evaluate(() => (globalThis as unknown as { samples: object }).samples);
  expect(samples).toMatchObject({ empty: 0 });
  expect((samples as { taken: number }).taken).toBeGreaterThan(20);

  await search.press("Enter");
  await expect(status.filter({ hasText: "1 of 11 lines" })).toBeVisible();
  await expect(row(/^line 99999$/).locator("mark")).toHaveText("line 99999");
  await search.press("Shift+Enter");
  await expect(row(/^line 999999$/)).toBeVisible();
  await button("Only matching lines").click();
  await expect(logs(page).rows).toHaveCount(11);
});

test("tells case apart, reads expressions, and survives one that would never end", async ({ page }) => {
  await containers.run(
    "log-search",
    images.busybox,
    "sh",
    "-c",
    `echo Error one; echo error two; echo ${"a".repeat(40)}!`,
  );
  await openTab(page, "log-search", "Logs");
  const { view, row, search, status, button } = logs(page);
  await expect(row("error two")).toBeVisible();
  await view.press("Control+f");
  await expect(search).toBeFocused();
  await search.fill("error");
  await expect(status.filter({ hasText: "2 lines" })).toBeVisible();
  await button("Match case").click();
  await expect(status.filter({ hasText: "1 line" })).toBeVisible();
  await button("Regular expression").click();
  await search.fill("(");
  await expect(status.filter({ hasText: "Not a regular expression" })).toBeVisible();
  await search.fill("(a+)+$");
  await expect(status.filter({ hasText: "takes too long" })).toBeVisible();
  await search.fill("^error (two)");
  await expect(status.filter({ hasText: "1 line" })).toBeVisible();
  await expect(row("error two").locator("mark")).toHaveText("error two");
});

test("reads older lines when the user scrolls to the top", async ({ page, engine }) => {
  await containers.run("log-older", "-e", "LINES=12000", images.logger);
  // All of it is written before it is read, or the counts below are of a moment.
  await expect.poll(() => engine.docker("logs", "--tail", "20", "log-older")).toContain("line 11999");
  await openTab(page, "log-older", "Logs");
  const { view, row } = logs(page);
  await expect(row("line 11999")).toBeVisible();
  await view.press("Home");
  await expect(page.getByText(/^9,000 lines/)).toBeVisible();
  await view.press("Home");
  await expect(page.getByText("12,000 lines, from the beginning")).toBeVisible();
  await view.press("Home");
  // awk keeps its output back until it has 4 KB, its errors not: either may come first.
  await expect(row(/^line (?:1|10 on stderr)$/).first()).toBeVisible();
});

test("shows times, wraps, and opens a line in full", async ({ page }) => {
  await containers.run(
    "log-long",
    images.busybox,
    "sh",
    "-c",
    `echo '{"level":"info","text":"${"word ".repeat(400)}end"}'`,
  );
  await openTab(page, "log-long", "Logs");
  const { rows, button } = logs(page);
  await expect(rows).toHaveCount(1);
  await button("Timestamps").click();
  await page.getByRole("menuitemradio", { name: "UTC" }).click();
  await expect(rows.first()).toHaveText(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}Z\{/);
  const height = async () => (await rows.first().boundingBox())!.height;
  expect(await height()).toBe(18);
  await button("Wrap lines").click();
  await expect.poll(height).toBeGreaterThan(36);
  await rows.first().click();
  await expect(page.getByRole("region", { name: "Selected line" })).toContainText('"level": "info",');
});

test("goes on after a restart without a line twice, and stays readable when the container is removed", async ({
  page,
  engine,
}) => {
  await containers.run("log-again", images.busybox, "sh", "-c", "echo started; sleep 1000");
  await openTab(page, "log-again", "Logs");
  const { row } = logs(page);
  await expect(row("started")).toHaveCount(1);
  await engine.docker("restart", "-t", "0", "log-again");
  await expect(row("started")).toHaveCount(2);
  await shell(page).details.getByRole("tab", { name: "Inspect" }).click();
  await shell(page).details.getByRole("tab", { name: "Logs" }).click();
  await expect(row("started")).toHaveCount(2);
  await engine.docker("rm", "-f", "log-again");
  await expect(shell(page).details.getByText("removed", { exact: true })).toBeVisible();
  await expect(row("started")).toHaveCount(2);
  await expect(page.getByText("This container was removed.")).toBeVisible();
  for (const tab of ["Terminal", "Stats"]) {
    await shell(page).details.getByRole("tab", { name: tab }).click();
    await expect(shell(page).details.getByRole("tabpanel", { name: tab })).toContainText("log-again was removed");
  }
});

test("says why there is nothing to read", async ({ page }) => {
  await containers.run("log-silent", images.busybox, "sleep", "1000");
  await containers.run("log-wordless", images.busybox, "true");
  await containers.run("log-none", "--log-driver", "none", images.busybox, "sleep", "1000");
  await openTab(page, "log-silent", "Logs");
  await expect(page.getByText("No output yet.")).toBeVisible();
  await openTab(page, "log-wordless", "Logs");
  await expect(page.getByText("The container exited with code 0 without any output.")).toBeVisible();
  await openTab(page, "log-none", "Logs");
  await expect(page.getByText("keeps no log")).toBeVisible();
});

test("keeps what it read while the engine is away, and goes on by itself", async ({ launch }) => {
  test.setTimeout(120_000);
  const engine = await startEngine();
  try {
    await buildImages(engine, ["busybox"]);
    await engine.docker("run", "-d", "--name", "log-lost", images.busybox, "sh", "-c", "echo started; sleep 1000");
    const { page } = await launch({ env: { DOCKER_HOST: engine.host } });
    await openTab(page, "log-lost", "Logs");
    const { row } = logs(page);
    await expect(row("started")).toHaveCount(1);
    await engine.kill();
    const lost = page.getByText("The connection to the engine was lost.");
    await expect(lost).toBeVisible();
    await expect(row("started")).toHaveCount(1);
    // Nothing that the page remembers looks as sure as before, and no tab claims to be reading.
    await expect(table(page, "Containers").row("log-lost")).toHaveCSS("font-style", "italic");
    for (const tab of ["Stats", "Inspect"]) {
      await shell(page).details.getByRole("tab", { name: tab }).click();
      await expect(shell(page).details.getByText("Waiting for the engine…")).toBeVisible();
    }
    await shell(page).details.getByRole("tab", { name: "Logs" }).click();
    await engine.restart();
    await expect(lost).toBeHidden({ timeout: 30_000 });
    await engine.docker("restart", "-t", "0", "log-lost");
    await expect(row("started")).toHaveCount(2);
  } finally {
    await engine.stop();
  }
});
