// Stands in for Electron's own default_app, which the fallback runtime lacks: starts the app in the folder that is the
// first argument without a dash, exactly as `electron <folder>` does.
const { existsSync, readFileSync } = require("node:fs");
const { join, resolve } = require("node:path");
const { app } = require("electron");

const argument = process.argv.slice(1).find((one) => !one.startsWith("-"));
const folder = argument && resolve(argument);

if (!folder || !existsSync(join(folder, "package.json"))) {
  process.stderr.write(`No app in ${folder ?? "the arguments"}: give the folder with its package.json.\n`);
  process.exit(1);
}

// As Playwright starts an app. It attaches to the first window while that loads, and waits for ever when it comes just
// as Chromium changes the window's process. So the app gets ready when Playwright says that it is: it calls
// `__playwright_run` (playwright-core's electron/loader.ts, which it leaves out for an executable of one's own).
if (["--inspect=0", "--remote-debugging-port=0"].every((word) => process.argv.includes(word))) holdUntilAttached();

const { main, name, productName, version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
app.setVersion(version);
app.setName(productName ?? name);
app.setAppPath(folder);
require(join(folder, main));

function holdUntilAttached() {
  const really = app.whenReady();
  const emit = app.emit.bind(app);
  let told;
  let ready = false;
  let proceed;
  const attached = new Promise((resolve) => {
    proceed = resolve;
  });
  app.emit = (event, ...rest) => {
    if (event !== "ready" || ready) return emit(event, ...rest);
    told = rest;
    return app.listenerCount("ready") > 0;
  };
  app.isReady = () => ready;
  app.whenReady = () => attached;
  globalThis.__playwright_run = async () => {
    await really;
    if (ready) return;
    ready = true;
    proceed();
    emit("ready", ...told);
  };
  // Another tool with the same two switches never says it.
  setTimeout(globalThis.__playwright_run, 15_000).unref();
}
