import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { app, type BrowserWindow } from "electron";
import log from "electron-log/main";
import { openActivity } from "./activity.ts";
import { confirmClosing } from "./app/closing.ts";
import { createDrops } from "./app/dropped.ts";
import { keychain } from "./app/encryption.ts";
import { isComposeFile, parseOptions } from "./app/options.ts";
import { registerScheme, servePage } from "./app/protocol.ts";
import { confirmQuit } from "./app/quit.ts";
import { writeScreenshot } from "./app/screenshot.ts";
import { denyPermissions, lockDown } from "./app/security.ts";
import { openWindow, showWindow } from "./app/window.ts";
import { appInfo } from "./app.ts";
import { builds } from "./builds.ts";
import { openRemembered } from "./compose/remembered.ts";
import { openVersions } from "./compose/versions.ts";
import { composeWork } from "./compose/work.ts";
import { compose } from "./compose.ts";
import { composeFiles } from "./compose-files.ts";
import { acceptConnections } from "./connection.ts";
import { containerFiles } from "./container-files.ts";
import { containers } from "./containers.ts";
import { disk } from "./disk.ts";
import { createEngineHub, here } from "./docker/hub.ts";
import { engine } from "./engine.ts";
import { openGuide } from "./guide.ts";
import { images } from "./images.ts";
import { layers } from "./layers.ts";
import { networks } from "./networks.ts";
import { openPlans } from "./plans.ts";
import { openLogins } from "./registries/logins.ts";
import { openVault } from "./registries/vault.ts";
import { registries, registryAuth } from "./registries.ts";
import { openSettings, settings } from "./settings.ts";
import { terminal } from "./terminal.ts";
import { openStopped } from "./volumes/stopped.ts";
import { tidyEngines } from "./volumes/tidy.ts";
import { volumes } from "./volumes.ts";
import { serve } from "./wire.ts";

function start(opens: readonly string[]): void {
  const dataDir = app.getPath("userData");
  log.transports.file.resolvePathFn = () => join(dataDir, "drydock.log");
  log.transports.file.maxSize = 1_000_000;
  log.transports.console.level = app.isPackaged ? false : "info";
  Object.assign(console, log.functions);
  process.on("uncaughtException", (error) => console.error("Uncaught:", error));
  process.on("unhandledRejection", (error) => console.error("Unhandled:", error));

  registerScheme();
  lockDown();
  const store = openSettings(dataDir);
  // The first list is asked for before there is a window: it is usually there when the page asks.
  const hub = createEngineHub({
    dataDir,
    remembered: () => store.current().engine,
    remember: (key: string) => store.update({ engine: key }),
  });
  const logins = openLogins({
    around: { env: process.env, home: homedir() },
    vault: openVault(dataDir, keychain),
  });
  const auth = registryAuth(logins);
  const activity = openActivity(dataDir, () => hub.status());
  const composeStore = openRemembered(dataDir);
  const composing = composeWork(hub, composeStore, here());
  const plans = openPlans(hub, join(dataDir, "journal"), activity.record);
  const stopped = openStopped(dataDir);
  void tidyEngines(hub, stopped);
  const guide = openGuide(hub, dataDir, activity.record, composing);
  let window: BrowserWindow | null = null;
  const closing = confirmClosing(activity.running);
  const drops = createDrops();
  const openFiles = (words: readonly string[], folder: string) => {
    for (const word of words) drops.drop(word.startsWith("file:") ? fileURLToPath(word) : resolve(folder, word));
  };
  openFiles(opens, process.cwd());

  const root = () =>
    serve(
      {
        activity: activity.server,
        app: appInfo(() => window, drops),
        builds: builds(hub, logins, dataDir),
        compose: compose(composing, composeStore, plans),
        composeFiles: composeFiles(composing, composeStore, openVersions(dataDir)),
        containerFiles: containerFiles(hub),
        containers: containers(hub, auth, activity.record, plans.removeOne),
        disk: disk(hub, dataDir),
        engine: engine(hub),
        guide: guide.server,
        images: images(hub, auth, logins, plans.removeOne),
        layers: layers(hub),
        networks: networks(hub),
        registries: registries(hub, logins),
        plans: plans.server,
        settings: settings(store),
        terminal: terminal(hub),
        volumes: volumes(hub, dataDir, stopped, plans.removeOne),
      },
      activity.record,
    );

  const open = () => {
    window = openWindow((visible) => hub.setVisible(visible));
    closing.guard(window);
    acceptConnections(window, root, drops.drop);
    window.on("closed", () => {
      window = null;
    });
    const screenshot = process.env.DRYDOCK_SCREENSHOT;
    if (screenshot) void writeScreenshot(window, screenshot).catch((error) => console.error("No screenshot:", error));
  };

  app.on("second-instance", (_event, words, folder) => {
    openFiles(words.filter(isComposeFile), folder);
    if (window) showWindow(window);
  });
  // macOS hands over files this way, also before there is a window.
  app.on("open-file", (event, file) => {
    event.preventDefault();
    openFiles([file], "/");
    if (window) showWindow(window);
  });
  app.on("activate", () => {
    if (!window) open();
  });
  app.on("window-all-closed", () => app.quit());
  confirmQuit(
    hub,
    store,
    () => window,
    closing.ask,
    async () => {
      guide.close();
      await hub.close();
      await activity.flush();
    },
  );
  void app.whenReady().then(() => {
    denyPermissions();
    servePage(join(__dirname, "../renderer"));
    open();
  });
}

const options = parseOptions(process.argv.slice(1), {
  version: app.getVersion(),
  packaged: app.isPackaged,
});
if (process.env.DRYDOCK_DATA_DIR) app.setPath("userData", process.env.DRYDOCK_DATA_DIR);
if (options.run === "print") {
  (options.exitCode === 0 ? process.stdout : process.stderr).write(`${options.text}\n`);
  app.exit(options.exitCode);
} else if (app.requestSingleInstanceLock()) start(options.opens);
else app.quit();
