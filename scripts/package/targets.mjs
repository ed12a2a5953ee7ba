import { findExecutable } from "../setup/places.mjs";

/** @typedef {{ name: string, skipped?: string }} Target a package format, with the reason when it cannot be built here */

/**
 * What this computer can build of the formats that electron-builder.yml names, in words for the person who asked.
 * @param {{ platform: NodeJS.Platform, online: boolean }} machine `online`: electron-builder's tools can be downloaded
 * @returns {Target[]}
 */
export function targetsFor({ platform, online }) {
  const download = online ? undefined : "its tools come from GitHub, which does not answer";
  const elsewhere = (/** @type {NodeJS.Platform} */ wanted, /** @type {string} */ name) =>
    platform === wanted ? download : `is built on ${name}`;
  const linux = elsewhere("linux", "Linux");
  const onLinux = platform === "linux";
  return [
    { name: "dir" },
    { name: "tar.gz", skipped: onLinux ? undefined : linux },
    // Offline, scripts/package/fpm.mjs does fpm's work with dpkg-deb.
    {
      name: "deb",
      skipped: onLinux && (online || findExecutable("dpkg-deb")) ? undefined : (linux ?? "needs dpkg-deb"),
    },
    { name: "AppImage", skipped: linux },
    { name: "rpm", skipped: linux ?? (findExecutable("rpmbuild") ? undefined : "needs rpmbuild") },
    { name: "dmg", skipped: elsewhere("darwin", "macOS") },
    { name: "zip", skipped: elsewhere("darwin", "macOS") },
    { name: "nsis", skipped: elsewhere("win32", "Windows") },
  ].map(({ name, skipped }) => (skipped === undefined ? { name } : { name, skipped }));
}

/** Whether GitHub answers: electron-builder downloads its tools from there. */
export async function isOnline() {
  // fetch knows no proxy, electron-builder does: behind one, it is left to try.
  if (process.env.HTTPS_PROXY || process.env.https_proxy) return true;
  const answer = await fetch("https://github.com", { method: "HEAD", signal: AbortSignal.timeout(5_000) }).catch(
    () => null,
  );
  return answer !== null && answer.status < 500;
}
