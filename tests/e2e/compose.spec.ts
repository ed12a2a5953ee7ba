import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "./app.ts";
import { violations } from "./pages/accessibility.ts";
import { answerFileDialog, composePage } from "./pages/compose.ts";

/** Where an engine works and the machine is busy. */
const patient = { timeout: 60_000 };

test("a project is opened, agreed to, started, read, stopped and taken down", async ({
  app,
  page,
  engine,
  dataDir,
}) => {
  test.setTimeout(180_000);
  const folder = join(dataDir, "shop");
  mkdirSync(join(folder, "web"), { recursive: true });
  writeFileSync(
    join(folder, "compose.yaml"),
    `services:
  web:
    build: web
    depends_on: [db]
    volumes: ["data:/data", "/var/run/docker.sock:/s:ro"]
  db:
    image: busybox:latest
    command: sh -c 'echo ready to serve; exec sleep 1000'
  job:
    image: busybox:latest
    profiles: [jobs]
volumes: { data: {} }
`,
  );
  writeFileSync(
    join(folder, "web", "Dockerfile"),
    "FROM busybox:latest\nRUN echo built\nCMD echo serving && exec sleep 1000\n",
  );
  const labels = ["--filter", "label=com.docker.compose.project=shop"];
  const left = () => engine.docker("ps", "-a", ...labels, "--format", "{{.Names}} {{.State}}");
  try {
    const view = composePage(page);
    await view.open("Compose");
    await answerFileDialog(app, folder);
    await view.openButton.first().click();
    const open = view.dialog("Open compose file");
    await expect(open.getByRole("textbox", { name: "Project name" })).toHaveValue("shop");
    await expect(open).toContainText("3 services: db, job, web");
    await expect(open.getByRole("region", { name: "What these files reach" })).toContainText("/var/run/docker.sock");
    expect(await violations(page)).toEqual([]);
    expect(await left()).toBe("");

    await open.getByRole("button", { name: "Up…" }).click();
    const up = view.dialog("Up shop");
    for (const name of ["Build images", "Detach", "Force recreate", "Pull always"])
      await expect(up.getByRole("checkbox", { name, exact: true })).toBeVisible();
    await up.getByRole("checkbox", { name: "Build images", exact: true }).check();
    await up.getByRole("textbox", { name: "Containers of db" }).fill("2");
    await expect(up.getByRole("region", { name: "docker command" })).toContainText(
      `compose -f ${folder}/compose.yaml -p shop up -d --build --scale db=2`,
    );
    expect(await violations(page)).toEqual([]);
    await up.getByRole("button", { name: "Up", exact: true }).click();
    await expect(view.question).toContainText("Trust the files of shop?");
    await expect(view.question.getByRole("button", { name: "Cancel" })).toBeFocused();
    await page.keyboard.press("Enter");
    await expect(view.question).toBeHidden();
    expect(await left()).toBe("");
    await up.getByRole("button", { name: "Up", exact: true }).click();
    await view.question.getByRole("button", { name: "Trust these files" }).click();

    const steps = view.details.getByRole("region", { name: "Steps" });
    await expect(steps.getByRole("region", { name: "web" })).toContainText("Started", patient);
    await expect(view.details.getByRole("region", { name: "Output" })).toContainText("web |");
    await expect(view.details.getByRole("status").filter({ hasText: "Done" })).toBeVisible(patient);
    await expect(view.row("shop")).toContainText("3 of 3 running");
    expect(await violations(page)).toEqual([]);

    await view.tab("Services").click();
    await expect(view.details.getByRole("table", { name: "Services" })).toContainText("2 of 2 running");
    await expect(view.details.getByRole("table", { name: "Volumes of this project" })).toContainText("shop_data");
    expect(await violations(page)).toEqual([]);
    await view.details.getByRole("button", { name: "Stop db" }).click();
    await expect(view.row("shop")).toContainText("1 of 3 running", patient);
    await view.tab("Logs").click();
    await expect(view.details.getByRole("log")).toContainText("db-1  | ready to serve");
    await expect(view.details.getByRole("log")).toContainText("db-2  | ready to serve");
    await expect(view.details.getByRole("log")).toContainText("web-1 | serving");
    await view.tab("Services").click();
    await view.details.getByRole("button", { name: "Logs db" }).click();
    const service = view.details.getByRole("combobox", { name: "Service" });
    await expect(service).toHaveValue("db");
    await expect(view.details.getByRole("log")).toContainText("db-1 | ready to serve");
    await expect(view.details.getByRole("log")).not.toContainText("serving");
    await expect(view.details.getByRole("region", { name: "docker command" })).toContainText(
      "compose -p shop logs --follow --tail 2000 db",
    );
    expect(await violations(page)).toEqual([]);
    await service.click();
    await page.getByRole("option", { name: "web", exact: true }).click();
    await expect(view.details.getByRole("log")).toContainText("web-1 | serving");
    await expect(view.details.getByRole("log")).not.toContainText("ready to serve");
    await view.details.getByRole("button", { name: "Show all services" }).click();
    await expect(service).toHaveValue("All services");
    await expect(view.details.getByRole("log")).toContainText("db-1  | ready to serve");
    await expect(view.details.getByRole("log")).toContainText("web-1 | serving");
    await view.tab("Graph").click();
    await expect(view.details.getByRole("list", { name: "Dependencies" })).toContainText(
      "web, on default, needs db started, mounts shop_data",
    );
    expect(await violations(page)).toEqual([]);
    await view.act("shop", "Start");
    await expect(view.row("shop")).toContainText("3 of 3 running", patient);

    await view.act("shop", "Down");
    const rows = view.question.getByRole("table", { name: "What will be removed" });
    await expect(rows).toContainText("shop-web-1", patient);
    await expect(rows).not.toContainText("shop_data");
    await expect(view.question.getByRole("button", { name: "Cancel" })).toBeFocused();
    await view.question.getByRole("checkbox", { name: "Remove volumes" }).check();
    await expect(rows).toContainText("shop_data", patient);
    await expect(view.question.getByRole("region", { name: "docker command" })).toContainText("-p shop down --volumes");
    const down = view.question.getByRole("button", { name: "Down", exact: true });
    await expect(down).toBeDisabled();
    await view.question.getByRole("textbox").fill("shop_data");
    expect(await violations(page)).toEqual([]);
    await down.click();
    await expect(view.question).toBeHidden(patient);
    await expect(view.row("shop")).toContainText("0 of 2 running");
    expect(await left()).toBe("");
    expect(await engine.docker("volume", "ls", "-q")).not.toContain("shop_data");
  } finally {
    const ids = (await engine.docker("ps", "-aq", ...labels)).split("\n").filter(Boolean);
    if (ids.length > 0) await engine.docker("rm", "-f", ...ids);
    await engine.docker("network", "rm", "shop_default").catch(() => {});
    await engine.docker("volume", "rm", "shop_data").catch(() => {});
    await engine.docker("rmi", "shop-web").catch(() => {});
  }
});

test("a bad file is told with its lines, and nothing is started; a project started elsewhere keeps its files", async ({
  app,
  page,
  engine,
  dataDir,
}) => {
  const bad = join(dataDir, "bad.yaml");
  writeFileSync(bad, "services:\n  web:\n    image: busybox:$TAG\n    depends_on: [db]\n");
  const project = ["project=elsewhere", "service=web", "project.working_dir=/srv/elsewhere"];
  const files = "project.config_files=/srv/elsewhere/compose.yaml,/srv/elsewhere/prod.yaml";
  const words = [...project, files, "container-number=1", "oneoff=False", "config-hash=0"].flatMap((one) => [
    "--label",
    `com.docker.compose.${one}`,
  ]);
  await engine.docker("run", "-d", "--name", "elsewhere-web-1", ...words, "busybox:latest", "sleep", "1000");
  try {
    const view = composePage(page);
    await view.open("Compose");
    await answerFileDialog(app, bad);
    await view.openButton.first().click();
    const problems = view.dialog("Open compose file").getByRole("alert", { name: "Problems" });
    await expect(problems).toContainText("bad.yaml:3:12 The variable TAG has no value.");
    await expect(problems).toContainText("bad.yaml:4:5 The service web depends on db, which does not exist.");
    await expect(page.getByRole("button", { name: "Up…" })).toBeDisabled();
    await page.keyboard.press("Escape");

    await view.row("elsewhere").click();
    await view.tab("Compose files").click();
    await expect(view.details).toContainText("/srv/elsewhere/prod.yaml");
    await view.act("elsewhere", "Stop");
    await expect(view.row("elsewhere")).toContainText("0 of 1 running", patient);
    await view.tab("Progress").click();
    await expect(view.details.getByRole("region", { name: "docker command" })).toContainText(
      "compose -p elsewhere stop",
    );
  } finally {
    await engine.docker("rm", "-f", "elsewhere-web-1");
  }
});
