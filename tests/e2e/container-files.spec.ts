import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { images } from "../engine/images.ts";
import { expect, test } from "./app.ts";
import { violations } from "./pages/accessibility.ts";
import { containersOf, openTab } from "./pages/details.ts";
import { files } from "./pages/files.ts";
import { shell } from "./pages/shell.ts";

const soon = { timeout: 20_000 };
const fill = `mkdir -p /app/src/deep /app/empty && cd /app && echo '{ "name": "shop" }' > package.json && ln -s src/deep short
echo x > "$(printf 'rtl\\342\\200\\256gpj.exe')"; echo x > "$(printf 'two\\nlines')"; echo rf > -rf
printf 'a\\033[31mb\\000c' > binary; printf 'a\\033[31mb\\377' > odd; rm /etc/group; echo x >> /etc/passwd; echo v > /data/inside; : > /app/ready`;

test("files of a running container: browsed by keyboard and mouse, looked at, and what changed", async ({
  page,
  engine,
}) => {
  test.setTimeout(120_000);
  const containers = containersOf(engine);
  const tab = files(page);
  try {
    await containers.run("e2e-files", "-v", "e2e-files-data:/data", images.busybox, "sh", "-c", `${fill}; sleep 9999`);
    await engine.docker("exec", "e2e-files", "sh", "-c", "until [ -e /app/ready ]; do :; done");
    await openTab(page, "e2e-files", "Files");
    await expect(tab.row("data/")).toContainText("e2e-files-data", soon);
    await expect(tab.row("app/")).toContainText("added", soon);
    expect(await violations(page)).toEqual([]);

    // By keyboard alone: down to the folder, in, on to the first name, back up to where one came from.
    await tab.row("app/").focus();
    await page.keyboard.press("Enter");
    await expect(tab.name("empty/")).toBeVisible(soon);
    await expect(tab.row("empty/")).toBeFocused();
    await page.keyboard.press("Enter");
    await expect(tab.panel).toContainText("This folder is empty.", soon);
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press("Backspace");
    await expect(tab.row("empty/")).toBeFocused(soon);
    await page.keyboard.press("ArrowDown");
    await expect(tab.row(/src\/(?!deep)/)).toBeFocused();
    await page.keyboard.press("End");
    await page.keyboard.press("Home");
    await page.keyboard.press("Backspace");
    await expect(tab.row("app/")).toBeFocused(soon);
    await page.keyboard.press("Enter");

    // Names of strangers are shown so that they cannot act.
    await expect(tab.grid).toContainText("two^Jlines", soon);
    await expect(tab.grid).toContainText("rtl\ufffdgpj.exe");
    await tab.name("-rf").click();
    await expect(tab.panel.getByText("rf", { exact: true })).toBeVisible(soon);
    await page.keyboard.press("Backspace");
    await expect(tab.row("-rf")).toBeVisible(soon);
    await tab.name("binary").click();
    await expect(tab.panel).toContainText("A binary file", soon);
    await tab.button("Back").click();
    await tab.name("odd").click();
    await expect(tab.panel.getByText("a^[[31mb\ufffd")).toBeVisible(soon);
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press("Escape");
    await expect(shell(page).details).toBeVisible();

    // A link leads where it leads, a typed path too.
    await tab.name("short").click();
    await expect(tab.crumbs).toContainText("deep", soon);
    await tab.go("../package.json");
    await expect(tab.panel.getByRole("alert")).toContainText("/app/src/package.json is not in this container", soon);
    expect(await violations(page)).toEqual([]);
    await tab.go("/app/package.json");
    await expect(tab.panel.getByText('{ "name": "shop" }')).toBeVisible(soon);
    await tab.button("Back").click();

    await tab.go("/etc");
    await expect(tab.row("group")).toContainText("removed", soon);
    await expect(tab.row("passwd")).toContainText("changed");
    await tab.onlyChanged.check();
    await tab.go("/app/empty");
    await expect(tab.panel).toContainText("This folder is empty.", soon);
    await tab.go("/www");
    await expect(tab.crumbs).toContainText("www");
    await tab.go("/");
    await expect(tab.name("app/")).toBeVisible(soon);
    await expect(tab.name("bin/")).toBeHidden();
    await shell(page).chooseTheme("Dark");
    await shell(page).open("Containers");
    // Where one was is where one comes back to.
    await openTab(page, "e2e-files", "Files");
    await tab.go("/data");
    await expect(tab.name("inside")).toBeVisible(soon);
    expect(await violations(page)).toEqual([]);
    await tab.panel.getByRole("link", { name: "e2e-files-data" }).click();
    await expect(shell(page).heading).toHaveText("Volumes");
    await expect(shell(page).details.getByRole("heading", { name: "e2e-files-data" })).toBeVisible(soon);
  } finally {
    await containers.end();
    await engine.docker("volume", "rm", "e2e-files-data").catch(() => {});
  }
});

test("files come out and go in as with docker cp; what is there already is asked about", async ({
  app,
  page,
  engine,
  dataDir,
}) => {
  const containers = containersOf(engine);
  const tab = files(page);
  const here = join(dataDir, "files");
  mkdirSync(join(here, "site/css"), { recursive: true });
  mkdirSync(join(here, "out"));
  writeFileSync(join(here, "site/css/a.css"), "one");
  writeFileSync(join(here, "note.txt"), "from here");
  const inside = (path: string) => engine.docker("exec", "e2e-copies", "cat", path);
  try {
    await containers.run("e2e-copies", images.web);
    await openTab(page, "e2e-copies", "Files");
    await tab.go("/www");
    await tab.download("index.html").click();
    const download = tab.dialog("Download index.html");
    await download.getByRole("textbox", { name: "Folder" }).fill(join(here, "out"));
    await expect(tab.command).toContainText(`cp e2e-copies:/www/index.html ${join(here, "out")}`);
    expect(await violations(page)).toEqual([]);
    await download.getByRole("button", { name: "Download" }).click();
    await expect(download).toBeHidden(soon);
    expect(readFileSync(join(here, "out/index.html"), "utf8")).toContain("Hello");

    // The same again: nothing is overwritten.
    await tab.download("index.html").click();
    await download.getByRole("button", { name: "Download" }).click();
    await expect(download.getByRole("alert")).toContainText("is there already", soon);
    await download.getByRole("button", { name: "Cancel" }).click();

    await app.evaluate(
      ({ dialog }, chosen) => {
        dialog.showOpenDialog = (async () => ({ canceled: false, filePaths: [chosen] })) as never;
      },
      join(here, "site"),
    );
    await tab.button("Upload").click();
    const upload = tab.dialog("Upload to /www");
    await upload.getByRole("button", { name: "Choose folder…" }).click();
    await expect(tab.command).toContainText(`cp ${join(here, "site")} e2e-copies:/www/`);
    expect(await violations(page)).toEqual([]);
    await upload.getByRole("button", { name: "Upload", exact: true }).click();
    await expect(upload).toBeHidden(soon);
    await expect(tab.name("site/")).toBeVisible(soon);
    await expect(tab.row("site/")).toContainText("added", soon);
    expect(await inside("/www/site/css/a.css")).toBe("one");

    // Dropped on the tab, one of them new: asked about, and Cancel changes nothing.
    writeFileSync(join(here, "site/css/a.css"), "two");
    await tab.drop([join(here, "site"), join(here, "note.txt")]);
    await expect(upload.getByRole("list", { name: "Files and folders" })).toContainText("note.txt");
    await upload.getByRole("button", { name: "Upload", exact: true }).click();
    await expect(tab.question).toContainText("Replace site?", soon);
    await expect(tab.question.getByRole("button", { name: "Cancel" })).toBeFocused();
    await page.keyboard.press("Enter");
    await expect(tab.question).toBeHidden();
    expect(await inside("/www/site/css/a.css")).toBe("one");
    await upload.getByRole("button", { name: "Upload", exact: true }).click();
    await tab.question.getByRole("button", { name: "Replace" }).click();
    await expect(upload).toBeHidden(soon);
    await expect(tab.name("note.txt")).toBeVisible(soon);
    expect(await inside("/www/site/css/a.css")).toBe("two");
    expect(await inside("/www/note.txt")).toBe("from here");

    await shell(page).open("Activity");
    await expect(page.getByRole("row", { name: /cp e2e-copies:\/www\/index\.html/ }).first()).toBeVisible();
    await expect(page.getByRole("row", { name: /note\.txt e2e-copies:\/www\// })).toBeVisible();
  } finally {
    await containers.end();
  }
});

test("files of a container that never ran, and what is said when it goes", async ({ page, engine }) => {
  const containers = containersOf(engine);
  const tab = files(page);
  try {
    await engine.docker("create", "--name", "e2e-made", images.web);
    await openTab(page, "e2e-made", "Files");
    await tab.name("www/").click();
    await expect(tab.name("index.html")).toBeVisible(soon);
    await tab.name("index.html").click();
    await expect(tab.panel.getByText("Hello from Drydock")).toBeVisible(soon);
    expect((await engine.docker("inspect", "-f", "{{.State.Status}}", "e2e-made")).trim()).toBe("created");
    await page.keyboard.press("Escape");
    await engine.docker("rm", "e2e-made");
    await expect(tab.panel).toContainText("The container was removed", soon);
  } finally {
    await engine.docker("rm", "-f", "e2e-made").catch(() => {});
    await containers.end();
  }
});
