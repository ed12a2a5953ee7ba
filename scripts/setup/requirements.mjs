import { existsSync, readdirSync } from "node:fs";
import { findExecutable } from "./places.mjs";
import { run } from "./steps.mjs";

/** @typedef {"app" | "display" | "engine" | "rootless" | "package tests"} Purpose what a requirement is for */

/**
 * Something the system must have, and the package that brings it: for apt as a dependency with alternatives, because newer
 * releases renamed some.
 * @typedef {{ purpose: Purpose, library?: string, program?: string, folder?: string, apt: string, dnf: string, pacman: string, zypper: string }} Requirement
 */

/** @type {Requirement[]} */
export const requirements = [
  library("libgtk-3.so.0", "libgtk-3-0t64 | libgtk-3-0", "gtk3", "gtk3", "libgtk-3-0"),
  library("libnss3.so", "libnss3", "nss", "nss", "mozilla-nss"),
  library("libasound.so.2", "libasound2t64 | libasound2", "alsa-lib", "alsa-lib", "libasound2"),
  library("libgbm.so.1", "libgbm1", "mesa-libgbm", "mesa", "libgbm1"),
  library("libXss.so.1", "libxss1", "libXScrnSaver", "libxss", "libXss1"),
  library("libXtst.so.6", "libxtst6", "libXtst", "libxtst", "libXtst6"),
  {
    purpose: "app",
    folder: "/usr/share/fonts",
    apt: "fonts-dejavu-core",
    dnf: "dejavu-sans-fonts",
    pacman: "ttf-dejavu",
    zypper: "dejavu-fonts",
  },
  program("display", "Xvfb", "xvfb", "xorg-x11-server-Xvfb", "xorg-server-xvfb", "xorg-x11-server-Xvfb"),
  program("engine", "iptables", "iptables", "iptables-nft", "iptables", "iptables"),
  program("engine", "ip", "iproute2", "iproute", "iproute2", "iproute2"),
  program("rootless", "newuidmap", "uidmap", "shadow-utils", "shadow", "shadow"),
  program("package tests", "xdotool", "xdotool", "xdotool", "xdotool", "xdotool"),
  program("package tests", "setpriv", "util-linux", "util-linux", "util-linux", "util-linux"),
];

/**
 * @param {string} name
 * @param {string} apt
 * @param {string} dnf
 * @param {string} pacman
 * @param {string} zypper
 * @returns {Requirement}
 */
function library(name, apt, dnf, pacman, zypper) {
  return { purpose: "app", library: name, apt, dnf, pacman, zypper };
}

/**
 * @param {Purpose} purpose
 * @param {string} name
 * @param {string} apt
 * @param {string} dnf
 * @param {string} pacman
 * @param {string} zypper
 * @returns {Requirement}
 */
function program(purpose, name, apt, dnf, pacman, zypper) {
  return { purpose, program: name, apt, dnf, pacman, zypper };
}

/**
 * Which requirements the system does not meet, asked of the system itself and not of its package database.
 * @param {Purpose[]} purposes
 * @returns {Promise<Requirement[]>}
 */
export async function missingRequirements(purposes) {
  const { stdout } = await run(findExecutable("ldconfig") ?? "ldconfig", ["-p"]);
  return requirements.filter((one) => purposes.includes(one.purpose) && !isMet(one, stdout));
}

/**
 * @param {Requirement} requirement
 * @param {string} libraries what `ldconfig -p` prints
 */
export function isMet({ library, program, folder }, libraries) {
  if (library) return libraries.includes(`\t${library} `);
  if (program) return findExecutable(program) !== undefined;
  return folder !== undefined && existsSync(folder) && readdirSync(folder).length > 0;
}

/** @typedef {"apt" | "dnf" | "pacman" | "zypper"} PackageManager */

/**
 * The exact commands that install requirements, as a person types them.
 * @param {PackageManager} manager
 * @param {Requirement[]} missing
 */
export function installCommands(manager, missing) {
  const packages = [...new Set(missing.map((one) => one[manager]))];
  if (manager === "apt") {
    return `sudo apt-get update && sudo apt-get satisfy --no-install-recommends '${packages.join(", ")}'`;
  }
  const verb = { dnf: "dnf install", pacman: "pacman -S --needed", zypper: "zypper install" }[manager];
  return `sudo ${verb} ${packages.join(" ")}`;
}
