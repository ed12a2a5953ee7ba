import type { ChildProcess } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test as base, type ElectronApplication, _electron as electron, type Page } from "@playwright/test";
import { startDisplay } from "../../scripts/setup/display.mjs";
import { resolveRuntime } from "../../scripts/setup/electron.mjs";
import { type Engine, startEngine } from "../engine/engine.ts";
import { buildImages } from "../engine/images.ts";
import { type Registry, startRegistry } from "../engine/registry.ts";
import { endLeftovers } from "../engine/run-folder.ts";

export { expect } from "@playwright/test";

/** How a test starts the app: its own state unless it brings a folder, and the worker's engine unless it names another. */
interface LaunchOptions {
  dataDir?: string;
  env?: Record<string, string>;
  args?: string[];
}

interface Launched {
  app: ElectronApplication;
  page: Page;
}

interface WorkerFixtures {
  /** A virtual display of the worker's own, so that no window opens on anybody's desk; undefined where the system has none. */
  display: string | undefined;
  /** The engine all tests of the worker share, with `images` on it; a test removes what it makes. */
  engine: Engine;
  /** A registry the engine can pull from. */
  registry: Registry;
}

interface TestFixtures {
  /** A folder for the app's state, new for each test. */
  dataDir: string;
  /** Starts the built app; every started one is closed after the test. */
  launch: (options?: LaunchOptions) => Promise<Launched>;
  launched: Launched;
  /** The app on the worker's engine. */
  app: ElectronApplication;
  /** Its window. */
  page: Page;
}

/** Playwright's `test` with the built app on a private engine; `page` is the app's window. */
export const test = base.extend<TestFixtures, WorkerFixtures>({
  display: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixture's needs from this pattern.
    async ({}, use) => {
      if (process.platform !== "linux") return use(undefined);
      const screen = await startDisplay("1920x1080");
      await use(screen.display);
      await screen.stop();
    },
    { scope: "worker" },
  ],
  engine: [
    // biome-ignore lint/correctness/noEmptyPattern: as above.
    async ({}, use) => {
      endLeftovers();
      const engine = await startEngine();
      await buildImages(engine);
      await use(engine);
      await engine.stop();
    },
    { scope: "worker", timeout: 180_000 },
  ],
  registry: [
    // biome-ignore lint/correctness/noEmptyPattern: as above.
    async ({}, use) => {
      const registry = await startRegistry();
      await use(registry);
      await registry.stop();
    },
    { scope: "worker" },
  ],
  // biome-ignore lint/correctness/noEmptyPattern: as above.
  dataDir: async ({}, use) => {
    const folder = mkdtempSync(join(tmpdir(), "drydock-e2e-"));
    await use(folder);
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  },
  launch: async ({ display, engine, dataDir }, use, testInfo) => {
    const started: { app: ElectronApplication; child: ChildProcess }[] = [];
    await use(async (options = {}) => {
      const own = options.dataDir ?? dataDir;
      // A virtual display has no graphics card, and Chromium's tries to start one can end the app.
      const args = [...(display ? ["--disable-gpu"] : []), ...(options.args ?? [])];
      const app = await startApp(environment(engine, display, own, options.env), args);
      // Asked for now: an app that a test closes itself does not answer any more.
      started.push({ app, child: app.process() });
      await app.context().tracing.start({ screenshots: true, snapshots: true });
      return { app, page: await app.firstWindow() };
    });
    const failed = testInfo.status !== testInfo.expectedStatus;
    for (const [index, { app, child }] of started.entries()) {
      const path = failed ? testInfo.outputPath(`trace-${index}.zip`) : undefined;
      // An app that a test ended itself has no trace left to keep.
      await app
        .context()
        .tracing.stop({ path })
        .catch(() => {});
      await closeApp(app, child);
    }
  },
  launched: async ({ launch }, use) => use(await launch()),
  app: async ({ launched }, use) => use(launched.app),
  page: async ({ launched }, use) => use(launched.page),
});

async function startApp(env: Record<string, string>, args: string[]): Promise<ElectronApplication> {
  const runtime = await resolveRuntime();
  return electron.launch({ executablePath: runtime.executable, args: [...runtime.args, ...args], env });
}

/** The app's environment: nothing of the user's Docker, and a home of its own. */
function environment(
  engine: Engine,
  display: string | undefined,
  dataDir: string,
  extra: Record<string, string> = {},
): Record<string, string> {
  const { DOCKER_CONTEXT, DOCKER_TLS_VERIFY, DOCKER_CERT_PATH, WAYLAND_DISPLAY, ...inherited } = process.env;
  const home = join(dataDir, "home");
  mkdirSync(home, { recursive: true });
  const env: NodeJS.ProcessEnv = {
    ...inherited,
    ...(display ? { DISPLAY: display } : {}),
    HOME: home,
    XDG_RUNTIME_DIR: home,
    DRYDOCK_DATA_DIR: dataDir,
    DOCKER_HOST: engine.host,
    DOCKER_CONFIG: engine.config,
    ...extra,
  };
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

/** Closes the app as a person would, and ends it when a question keeps it open for 10 seconds. */
async function closeApp(app: ElectronApplication, child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const timer = setTimeout(() => child.kill("SIGKILL"), 10_000);
  await app.close().catch(() => {});
  clearTimeout(timer);
}
