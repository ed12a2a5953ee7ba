import type { Page } from "@playwright/test";
import { images } from "../engine/images.ts";
import { expect, test } from "./app.ts";
import { violations } from "./pages/accessibility.ts";
import { shell, table } from "./pages/shell.ts";

const soon = { timeout: 30_000 };

/** A notice that fades away has too little contrast while it does: it is waited for. */
async function accessible(page: Page): Promise<void> {
  await expect(page.locator(".mantine-Notification-root")).toHaveCount(0, soon);
  expect(await violations(page)).toEqual([]);
}

test("a network is created, a container connected and disconnected, reachability told and mended, and it is drawn", async ({
  page,
  engine,
}) => {
  test.setTimeout(120_000);
  const window = shell(page);
  const { row } = table(page, "Networks");
  const containers = ["e2e-web", "e2e-client"];
  try {
    await engine.docker("run", "-d", "--name", "e2e-web", images.busybox, ...["httpd", "-f", "-p", "80", "-h", "/www"]);
    await engine.docker("run", "-d", "--name", "e2e-client", images.busybox, "sleep", "9999");
    await window.open("Networks");
    await page.getByRole("button", { name: "Create network" }).click();
    const create = page.getByRole("dialog", { name: "Create network" });
    await create.getByRole("textbox", { name: "Name" }).fill("e2e-net");
    await create.getByRole("textbox", { name: "Subnet" }).fill("10.214.7.0");
    await expect(create).toContainText("Type a subnet such as");
    await create.getByRole("textbox", { name: "Subnet" }).fill("10.214.7.0/24");
    await create.getByRole("checkbox", { name: "Attachable" }).check();
    await expect(create.getByRole("region", { name: "docker command" })).toContainText(
      "network create --subnet 10.214.7.0/24 --attachable e2e-net",
    );
    await accessible(page);
    await create.getByRole("button", { name: "Create" }).click();
    await expect(row("e2e-net")).toContainText("10.214.7.0/24", soon);

    await page.getByRole("button", { name: "Actions for e2e-net", exact: true }).click();
    await page.getByRole("menuitem", { name: "Connect", exact: true }).click();
    const connect = page.getByRole("dialog", { name: "Connect a container to e2e-net" });
    await connect.getByRole("combobox", { name: "Container" }).click();
    await page.getByRole("option", { name: "e2e-web" }).click();
    await connect.getByRole("textbox", { name: "Aliases" }).fill("shop");
    await connect.getByRole("textbox", { name: "Address" }).fill("10.214.7.9");
    await expect(connect.getByRole("region", { name: "docker command" })).toContainText(
      "network connect --alias shop --ip 10.214.7.9 e2e-net e2e-web",
    );
    await accessible(page);
    await connect.getByRole("button", { name: "Connect" }).click();
    await row("e2e-net").click();
    await expect(window.details).toContainText("10.214.7.9", soon);

    await window.details.getByRole("tab", { name: "Reachability" }).click();
    const ask = async (from: string, to: string, port: string) => {
      for (const [label, name] of [
        ["From", from],
        ["To", to],
      ] as const) {
        await window.details.getByRole("combobox", { name: label, exact: true }).click();
        await page.getByRole("option", { name, exact: true }).click();
      }
      await window.details.getByRole("textbox", { name: "TCP port" }).fill(port);
      await window.details.getByRole("button", { name: "Test", exact: true }).click();
    };
    await ask("e2e-client", "e2e-web", "8080");
    await expect(window.details).toContainText("nothing in e2e-web listens on port 8080", soon);
    await expect(window.details).toContainText("It listens on 80");
    await ask("e2e-client", "e2e-web", "80");
    await expect(window.details).toContainText("Yes: e2e-web answers on port 80", soon);
    await expect(window.details).toContainText("from within e2e-client");
    await accessible(page);

    await window.details.getByRole("tab", { name: "Overview" }).click();
    await window.details.getByRole("button", { name: "Disconnect e2e-web" }).click();
    const question = page.getByRole("alertdialog");
    await expect(question).toContainText("Disconnect e2e-web from e2e-net?");
    await question.getByRole("button", { name: "Disconnect" }).click();
    await expect(window.details).toContainText("No container is on this network.", soon);

    await page.getByText("Drawing", { exact: true }).click();
    await expect(page.getByRole("img", { name: /^Which of \d+ containers/ })).toBeVisible();
    await page.getByText("The same as a table").click();
    await expect(page.getByRole("table", { name: "Containers and their networks" })).toContainText("e2e-client");
    await accessible(page);
    await page.getByText("List", { exact: true }).click();

    await page.getByRole("button", { name: "Actions for e2e-net", exact: true }).click();
    await page.getByRole("menuitem", { name: "Remove", exact: true }).click();
    await expect(question.getByRole("table", { name: "What will be removed" })).toContainText("e2e-net", soon);
    await question.getByRole("button", { name: "Remove", exact: true }).click();
    await expect(row("e2e-net")).toBeHidden(soon);
  } finally {
    await engine.docker("rm", "-f", ...containers).catch(() => {});
    await engine.docker("network", "rm", "e2e-net").catch(() => {});
  }
});
