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

const { main, name, productName, version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
app.setVersion(version);
app.setName(productName ?? name);
app.setAppPath(folder);
require(join(folder, main));
