import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FuseState, FuseV1Options, getCurrentFuseWire } from "@electron/fuses";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Engine, startEngine } from "../engine/engine.ts";
import { buildImages, images } from "../engine/images.ts";
import { until } from "../engine/until.ts";
import { filesInArchive } from "./archive.ts";
import { buildDeb, install, installDependencies, obstacle, purge, systemState } from "./debian.ts";
import { type Desktop, openDesktop } from "./desktop.ts";
import { confinement, processesOf, quit, runAsUser, shareWithUser, startAsUser, user } from "./processes.ts";

const why = obstacle();
const executable = "/opt/Drydock/drydock";

describe.skipIf(why)(`the installed package${why ? ` (skipped: ${why})` : ""}`, () => {
  let folder: string;
  /** Home of the ordinary user: the only place where the app may write. */
  let home: string;
  let deb: string;
  let engine: Engine;
  let desktop: Desktop;
  let before: Set<string>;
  let env: NodeJS.ProcessEnv;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "drydock-package-"));
    chmodSync(folder, 0o755);
    home = join(folder, "home");
    for (const path of [home, join(home, "tmp")]) {
      mkdirSync(path);
      chownSync(path, user, user);
    }
    [deb, engine, desktop] = await Promise.all([buildDeb(join(folder, "dist")), startEngine(), openDesktop()]);
    env = {
      ...{ PATH: "/usr/bin:/bin", LANG: "C.UTF-8", HOME: home, TMPDIR: join(home, "tmp") },
      ...{ DISPLAY: desktop.display, DOCKER_HOST: engine.host },
    };
    await installDependencies(deb);
    before = await systemState();
    await install(deb);
  }, 150_000);

  afterAll(async () => {
    if (existsSync(executable)) await purge();
    await desktop?.close();
    await engine?.stop();
    rmSync(folder, { recursive: true, force: true });
  }, 60_000);

  test("carries the bundled app alone, and what a desktop shows of it", () => {
    const app = filesInArchive("/opt/Drydock/resources/app.asar");
    expect(app).toEqual(
      expect.arrayContaining(["out/main/index.cjs", "out/preload/preload.cjs", "out/renderer/index.html"]),
    );
    // The texts that the bundled packages' licences ask for.
    expect(app).toEqual(expect.arrayContaining(["out/main/licenses.md", "out/renderer/licenses.md"]));
    expect(app.filter((path) => path.includes("node_modules") || path.endsWith(".map"))).toEqual([]);
    expect(readdirSync("/opt/Drydock/resources").filter((name) => /app($|\.asar)/.test(name))).toEqual(["app.asar"]);

    const theme = "/usr/share/icons/hicolor";
    const icons = readdirSync(theme).filter((size) =>
      [".png", ".svg"].some((end) => existsSync(join(theme, size, `apps/drydock${end}`))),
    );
    expect(icons).toEqual(expect.arrayContaining(["16x16", "32x32", "48x48", "256x256", "scalable"]));
    const entry = readFileSync("/usr/share/applications/drydock.desktop", "utf8").split("\n");
    expect(entry).toEqual(
      expect.arrayContaining([
        "Name=Drydock",
        "Exec=/opt/Drydock/drydock %U",
        "StartupWMClass=drydock",
        "MimeType=application/x-docker-compose+yaml;",
      ]),
    );
    // Compose files by their whole names: no other YAML file is touched.
    const types = readFileSync("/usr/share/mime/globs2", "utf8").split("\n");
    const ours = types.filter((line) => line.includes("x-docker-compose+yaml"));
    expect(ours).toContain("80:application/x-docker-compose+yaml:compose.yaml");
    expect(ours.filter((line) => line.includes("*"))).toEqual([]);
  });

  test("has its fuses flipped", async () => {
    const { version: _, ...wire } = await getCurrentFuseWire(executable);
    const off = [
      FuseV1Options.RunAsNode,
      FuseV1Options.EnableNodeOptionsEnvironmentVariable,
      FuseV1Options.EnableNodeCliInspectArguments,
      FuseV1Options.LoadBrowserProcessSpecificV8Snapshot,
    ];
    for (const fuse of off) expect(wire[fuse], FuseV1Options[fuse]).toBe(FuseState.DISABLE);
    expect(wire[FuseV1Options.OnlyLoadAppFromAsar]).toBe(FuseState.ENABLE);
    // Electron 29 brought this one.
    expect([undefined, FuseState.DISABLE]).toContain(wire[FuseV1Options.GrantFileProtocolExtraPrivileges]);
  });

  test("is no Node and takes no debugger", async () => {
    const marker = join(home, "marker");
    const script = join(folder, "marker.cjs");
    writeFileSync(script, `require("node:fs").writeFileSync(${JSON.stringify(marker)}, "");\n`);
    // Node would run the script; Electron has no display.
    const asNode = await runAsUser(executable, [script], { ...env, ELECTRON_RUN_AS_NODE: "1", DISPLAY: "" });
    expect(asNode.code).not.toBe(0);
    const version = await runAsUser(executable, ["--version"], { ...env, NODE_OPTIONS: `--require=${script}` });
    expect(version).toMatchObject({ code: 0, stdout: expect.stringMatching(/^Drydock \d/) });
    expect(existsSync(marker)).toBe(false);

    for (const option of ["--remote-debugging-port=0", "--remote-debugging-pipe", "--inspect=0"]) {
      const { code, stderr } = await runAsUser(executable, [option], env);
      expect({ option, code }).toEqual({ option, code: 2 });
      expect(stderr).toContain(`drydock: ${option.split("=")[0]} is not available in a release`);
      expect(stderr).not.toContain("listening on");
    }
  });

  test("opens sandboxed for an ordinary user and stops a container by keyboard", async () => {
    const name = "stopped-by-the-package-test";
    await buildImages(engine, []);
    shareWithUser(engine);
    await engine.docker("run", "--detach", "--init", "--name", name, images.busybox, "sleep", "3600");
    const running = async () => (await engine.docker("inspect", "--format", "{{.State.Running}}", name)) === "true";

    const screenshot = join(home, "window.png");
    const app = startAsUser("/usr/bin/drydock", [], { ...env, DRYDOCK_SCREENSHOT: screenshot });
    try {
      await until("the page shows something", () => existsSync(screenshot), 40_000);
      const pages = processesOf(executable).filter(({ line }) => line.includes("--type=renderer"));
      expect(pages.length).toBeGreaterThan(0);
      for (const { pid } of pages) {
        expect(confinement(pid)).toEqual({ user, noNewPrivileges: true, filtered: true, ownNamespace: true });
      }

      await desktop.focus("Drydock");
      expect(await running()).toBe(true);
      await runFromCommandBar(name);
      await runFromCommandBar("Stop");
      await until("the container has stopped", async () => !(await running()));
    } finally {
      await quit(app);
    }
    expect(app.exitCode, "after SIGTERM").toBe(0);
    await until("no process is left", () => processesOf(executable).length === 0);
    const state = join(home, ".config/Drydock");
    expect(readFileSync(join(state, "activity.jsonl"), "utf8")).toContain(`["stop","${name}"]`);
    const log = existsSync(join(state, "drydock.log")) ? readFileSync(join(state, "drydock.log"), "utf8") : "";
    expect(log).not.toMatch(/\[error\]/);
  }, 90_000);

  test("is purged without a trace but user data", async () => {
    await purge();
    const after = await systemState();
    expect([...after].filter((line) => !before.has(line))).toEqual([]);
    expect([...before].filter((line) => !after.has(line))).toEqual([]);
    expect(existsSync(join(home, ".config/Drydock"))).toBe(true);
  }, 60_000);

  /** Opens the command bar, types, and runs the first line that it offers. */
  async function runFromCommandBar(text: string): Promise<void> {
    await desktop.press("ctrl+k");
    await desktop.type(text);
    await desktop.press("Return");
  }
});
