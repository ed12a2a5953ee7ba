#!/usr/bin/env node
// Stands in for the fpm that electron-builder downloads, where it cannot: makes a .deb with dpkg-deb from the same words.
import { execFileSync } from "node:child_process";
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";

const text = /** @type {const} */ ({ type: "string" });
const list = /** @type {const} */ ({ type: "string", multiple: true });
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    s: { ...text, short: "s" },
    t: { ...text, short: "t" },
    d: { ...list, short: "d" },
    force: { type: "boolean" },
    debug: { type: "boolean" },
    log: text,
    "deb-recommends": list,
    "deb-compression": text,
    "deb-priority": text,
    architecture: text,
    "after-install": text,
    "after-remove": text,
    description: text,
    version: text,
    package: text,
    name: text,
    maintainer: text,
    vendor: text,
    url: text,
    category: text,
    license: text,
    iteration: text,
  },
});
const required = (
  /** @type {"architecture" | "description" | "maintainer" | "name" | "package" | "version"} */ name,
) => {
  const value = values[name];
  if (value === undefined) throw new Error(`--${name} is missing`);
  return value;
};
if (values.s !== "dir" || values.t !== "deb") throw new Error("only -s dir -t deb is known here");

const output = required("package");
const root = mkdtempSync(join(dirname(output), ".deb-"));
try {
  // dpkg-deb takes the folders' modes as they are; mkdtemp's is private.
  chmodSync(root, 0o755);
  for (const word of positionals) place(word);
  const size = execFileSync("du", ["-sk", "--apparent-size", root], { encoding: "utf8" }).split("\t")[0];
  mkdirSync(join(root, "DEBIAN"));
  writeFileSync(join(root, "DEBIAN/control"), control(size));
  script("postinst", values["after-install"]);
  script("postrm", values["after-remove"]);
  // gz is asked for where speed counts: at its fastest.
  const compression = values["deb-compression"] === "gz" ? ["-Zgzip", "-z1"] : ["-Zxz"];
  execFileSync("dpkg-deb", ["--root-owner-group", ...compression, "--build", root, output], { stdio: "inherit" });
} finally {
  rmSync(root, { recursive: true, force: true });
}

/** @param {string} word `source=/path`; a source that ends in a slash is a folder whose content goes there */
function place(word) {
  const cut = word.lastIndexOf("=");
  const source = word.slice(0, cut);
  const destination = join(root, word.slice(cut + 1));
  if (cut < 1 || !existsSync(source)) throw new Error(`no such file: ${word}`);
  mkdirSync(dirname(destination), { recursive: true });
  cpSync(source, destination, { recursive: true, verbatimSymlinks: true });
  if (source.endsWith("/")) chmodSync(destination, 0o755);
  else chmodSync(destination, 0o644);
}

/** @param {string} installedSize in KiB */
function control(installedSize) {
  // The first line is the synopsis; a line of the rest starts with a space, and an empty one is a dot.
  const [synopsis = "", ...rest] = required("description").split("\n");
  const details = rest.map((line) => ` ${line.trim() || "."}`);
  const fields = [
    ["Package", required("name")],
    ["Version", required("version") + (values.iteration ? `-${values.iteration}` : "")],
    ["License", values.license],
    ["Vendor", values.vendor],
    ["Architecture", required("architecture")],
    ["Maintainer", required("maintainer")],
    ["Installed-Size", installedSize],
    ["Depends", values.d?.join(", ")],
    ["Recommends", values["deb-recommends"]?.join(", ")],
    ["Section", values.category],
    ["Priority", values["deb-priority"]],
    ["Homepage", values.url?.startsWith("https:") ? values.url : undefined],
    ["Description", [synopsis.trim(), ...details].join("\n")],
  ];
  return fields.map(([name, value]) => (value ? `${name}: ${value}\n` : "")).join("");
}

/**
 * @param {string} name
 * @param {string | undefined} source
 */
function script(name, source) {
  if (source === undefined) return;
  cpSync(source, join(root, "DEBIAN", name));
  chmodSync(join(root, "DEBIAN", name), 0o755);
}
