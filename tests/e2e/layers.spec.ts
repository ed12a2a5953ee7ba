import { buildImage, images } from "../engine/images.ts";
import { expect, test } from "./app.ts";
import { violations } from "./pages/accessibility.ts";
import { imagesPage } from "./pages/images.ts";
import { shell } from "./pages/shell.ts";

const tag = "layered:1.0";
const dockerfile = `FROM ${images.busybox}
LABEL hostile="<b id=hostile>bold</b>\u001b[31mred\u202Egpj" note=plain
ENV API_TOKEN=do-not-show MODE=test
COPY first /srv/data/file
COPY second /srv/data/file
RUN mkdir -p /srv/cache && dd if=/dev/zero of=/srv/cache/big bs=1k count=300 2>/dev/null && touch "$(printf '/srv/<img src=x>\\n\\033[31mred')"
RUN rm -r /srv/cache
CMD ["sh"]
`;

test("what each layer of an image holds, and what is wasted", async ({ page, engine }) => {
  await buildImage(engine, tag, dockerfile, { first: Buffer.alloc(200_000, "a"), second: Buffer.alloc(1000, "b") });
  try {
    const view = imagesPage(page);
    await view.open("Images");
    await view.row(tag).click();
    const layers = view.details.getByRole("table", { name: "Layers" });
    const files = view.details.getByRole("region", { name: "Files" });
    await expect(layers.getByRole("row")).not.toHaveCount(0);
    await expect(view.details.getByRole("region", { name: "docker command" })).toContainText(`history ${tag}`);
    await files.getByRole("button", { name: "Read files" }).click();
    await expect(files.getByText(/^Efficiency \d/)).toBeVisible({ timeout: 30_000 });
    await expect(view.details.getByRole("region", { name: "docker command" })).toContainText(`save ${tag}`);

    // The topmost layer with files is shown first: it removed a folder, told level by level.
    const tree = files.getByRole("table", { name: "Files in this layer" });
    await expect(tree.getByRole("row", { name: /removed.*cache\// })).toBeVisible();
    const gone = tree.getByRole("row", { name: /removed.*big.*307 kB/ });
    await expect(gone).toBeVisible();
    await tree.getByRole("button", { name: "Folder srv" }).click();
    await expect(gone).toBeHidden();
    await tree.getByRole("button", { name: "Folder srv" }).click();
    await expect(gone).toBeVisible();
    expect(await violations(page)).toEqual([]);

    await layers.getByRole("button", { name: /^RUN mkdir/ }).click();
    await expect(layers.getByRole("row", { name: /^4 RUN mkdir.*2 added.*307 kB/ })).toBeVisible();
    await files.getByRole("searchbox", { name: "Filter files" }).fill("IMG");
    await expect(tree.getByRole("row")).toHaveCount(2);
    await expect(tree).toContainText("<img src=x>");
    await expect(files.locator("img")).toHaveCount(0);
    await files.getByRole("checkbox", { name: /^Added/ }).uncheck();
    await expect(files.getByText("No file of this layer matches “IMG”.")).toBeVisible();

    await files.getByText("Wasted space", { exact: true }).click();
    const wasted = files.getByRole("table", { name: "Wasted space" });
    await expect(wasted.getByRole("row").nth(1)).toContainText(/\/srv\/cache.*307 kB/);
    await expect(wasted.getByRole("row").nth(2)).toContainText(/\/srv\/data\/file.*200 kB.*overwritten in layer 3/);
    expect(await violations(page)).toEqual([]);
    await wasted.getByRole("button", { name: "layer 3" }).click();
    await expect(tree.getByRole("row", { name: /changed.*file.*200 kB → 1.00 kB/ })).toBeVisible();

    await view.details.getByRole("tab", { name: "Inspect" }).click();
    const readable = view.details.getByRole("region", { name: "Readable" });
    await expect(readable.getByRole("region", { name: "Labels" })).toContainText("<b id=hostile>bold</b>");
    await expect(page.locator("#hostile")).toHaveCount(0);
    await expect(readable.getByRole("region", { name: "Environment" })).toContainText("MODE");
    await expect(view.details).not.toContainText("do-not-show");
    await readable.getByRole("button", { name: "Reveal API_TOKEN" }).click();
    await expect(readable).toContainText("do-not-show");
    await expect(readable.getByRole("region", { name: "Platform" })).toContainText(/linux\/\w+/);
    expect(await violations(page)).toEqual([]);

    await view.details.getByRole("tab", { name: "Uses" }).click();
    const removing = view.details.getByRole("region", { name: "Removing it" });
    await expect(removing).toContainText(/Would free\s*508 kB/);
    await expect(removing).toContainText("1 of 5 are in other images too");
    await view.details
      .getByRole("table", { name: "Images that it shares layers with" })
      .getByRole("link", { name: images.web })
      .click();
    await expect(view.details.getByRole("heading", { name: images.web })).toBeVisible();
    expect(await violations(page)).toEqual([]);
  } finally {
    await engine.docker("rmi", "-f", tag).catch(() => {});
  }
});

test("what takes space, drawn and in a table, and how much it grew", async ({ page, engine }) => {
  await engine.docker("volume", "create", "grows");
  const grow = (kilobytes: number) =>
    engine.docker(
      "run",
      "--rm",
      "-v",
      "grows:/data",
      images.busybox,
      "sh",
      "-c",
      `head -c ${kilobytes}000 /dev/zero >> /data/file`,
    );
  try {
    await grow(300);
    const window = shell(page);
    await window.open("Clean up");
    await page.getByRole("link", { name: "Disk use" }).click();
    await expect(window.heading).toHaveText("Disk use");
    const rows = page.getByRole("grid", { name: "Disk use" }).getByRole("row");
    const volume = rows.filter({ hasText: "grows" });
    await expect(volume).toContainText("300 kB", { timeout: 30_000 });
    await expect(volume).toContainText("no container");
    await expect(rows.filter({ hasText: images.layers })).toContainText("7.23 MB");
    const totals = page.getByRole("region", { name: "Totals" });
    await expect(totals).toContainText(/Volumes.*300 kB.*300 kB unused/);
    await expect(page.getByRole("img", { name: /Disk use drawn: Images .* MB.*Volumes 300 kB/ })).toBeVisible();
    expect(await violations(page)).toEqual([]);

    await grow(200);
    await page.getByRole("button", { name: "Count again" }).click();
    await expect(volume).toContainText("+200 kB", { timeout: 30_000 });
    await expect(totals).toContainText(/500 kB\s*\+200 kB since/);
    await page.getByRole("searchbox", { name: "Filter objects" }).fill("kind:volume use:unused grows");
    await expect(rows).toHaveCount(2);
    await volume.click();
    await expect(window.heading).toHaveText("Volumes");
  } finally {
    await engine.docker("volume", "rm", "grows").catch(() => {});
  }
});
