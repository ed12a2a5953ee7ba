import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type ElectronApplication, _electron as electron, type Page } from "@playwright/test";
import { resolveRuntime } from "../../scripts/setup/electron.mjs";
import { test } from "../e2e/app.ts";
import type { Engine } from "../engine/engine.ts";
import { images } from "../engine/images.ts";

/** Rounds in which Drydock and the bare client take turns; containers that the engine has meanwhile. */
const rounds = 5;
const containers = 100;

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1]!;

/** Proportional set size of a process and all below it, in bytes. */
function memory(root: number): number {
  const parents = readdirSync("/proc").flatMap((pid) => {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
      return [[Number(pid), Number(stat.slice(stat.lastIndexOf(")")).split(" ")[2])] as const];
    } catch {
      return [];
    }
  });
  const tree = new Set([root]);
  for (let size = 0; size !== tree.size; ) {
    size = tree.size;
    for (const [pid, parent] of parents) if (tree.has(parent)) tree.add(pid);
  }
  return [...tree].reduce((sum, pid) => {
    try {
      return sum + Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, "utf8"))?.[1] ?? 0) * 1024;
    } catch {
      // It ended meanwhile.
      return sum;
    }
  }, 0);
}

/** Milliseconds from `change` to the moment the page shows a row that fits, as the page's own clock of changes tells it. */
async function untilShown(page: Page, pattern: string, change: () => Promise<unknown>): Promise<number> {
  const shown = page.evaluate(
    (text) =>
      new Promise<number>((resolve) => {
        const fits = () =>
          [...document.querySelectorAll("tr")].some((row) => new RegExp(text).test(row.textContent ?? ""));
        const look = () => {
          if (!fits()) return;
          observer.disconnect();
          resolve(Date.now());
        };
        const observer = new MutationObserver(look);
        observer.observe(document.body, { childList: true, subtree: true, characterData: true, attributes: true });
        look();
      }),
    pattern,
  );
  const begun = Date.now();
  await change();
  return (await shown) - begun;
}

async function measure(start: () => Promise<{ app: ElectronApplication; page: Page }>, engine: Engine, name: string) {
  const begun = Date.now();
  const { app, page } = await start();
  await page.waitForSelector("[data-ready]", { state: "attached" });
  const started = Date.now() - begun;
  await engine.docker("create", "--name", name, images.busybox, "sleep", "1000");
  const row = await untilShown(page, `${name}.*running`, () => engine.api("POST", `/containers/${name}/start`));
  const pss = memory(app.process().pid!);
  await engine.docker("rm", "--force", name);
  await app.close();
  return { started, row, pss };
}

test("Drydock beside the least that an Electron app can do", async ({ engine, display, launch, dataDir }) => {
  for (let at = 0; at < containers; at += 1)
    await engine.api("POST", `/containers/create?name=zz-${at}`, { Image: images.busybox });
  const runtime = await resolveRuntime();
  const bare = async () => {
    const app = await electron.launch({
      executablePath: runtime.executable,
      args: [...runtime.args.slice(0, -1), join(import.meta.dirname, "bare")],
      env: {
        ...(process.env as Record<string, string>),
        ...(display ? { DISPLAY: display } : {}),
        DOCKER_HOST: engine.host,
        HOME: dataDir,
      },
    });
    return { app, page: await app.firstWindow() };
  };
  const results = {
    drydock: [] as Awaited<ReturnType<typeof measure>>[],
    bare: [] as Awaited<ReturnType<typeof measure>>[],
  };
  for (let round = 0; round < rounds; round += 1) {
    results.bare.push(await measure(bare, engine, `aa-bare-${round}`));
    results.drydock.push(await measure(launch, engine, `aa-drydock-${round}`));
  }
  const line = (what: string, key: "started" | "row" | "pss", unit: number, suffix: string) => {
    const [ours, theirs] = [results.drydock, results.bare].map((all) => median(all.map((each) => each[key])));
    const figure = (value: number) => `${Math.round(value / unit)} ${suffix}`;
    return `${what}: ${figure(ours!)}, bare client ${figure(theirs!)}, ratio ${(ours! / theirs!).toFixed(2)}`;
  };
  console.log(
    [
      `Medians of ${rounds} rounds, ${containers} containers, Electron ${runtime.version}`,
      line("start to first list on the screen", "started", 1, "ms"),
      line("outside start to `running` on the screen", "row", 1, "ms"),
      line("memory of all processes (PSS)", "pss", 1e6, "MB"),
    ].join("\n"),
  );
});
