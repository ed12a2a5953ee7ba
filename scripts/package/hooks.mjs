import { rm } from "node:fs/promises";
import { join } from "node:path";
import { FuseState, FuseV1Options, FuseVersion, flipFuses, getCurrentFuseWire } from "@electron/fuses";

/** @typedef {import("electron-builder").AfterPackContext} Context */

/**
 * Removes what a local runtime has in the app's place: a stand-in for Electron's default app, and its version file.
 * @param {Context} context
 */
export async function afterExtract({ appOutDir, packager }) {
  if (!packager.config.electronDist) return;
  for (const name of ["resources/app", "resources/default_app.asar", "version"]) {
    await rm(join(appOutDir, name), { recursive: true, force: true });
  }
}

/**
 * Turns off the ways into the process that a release does not need, for good: in the executable itself. A fuse that the
 * runtime does not have yet, or no longer, is left out.
 * @param {Context} context
 * @see https://www.electronjs.org/docs/latest/tutorial/fuses
 */
export async function afterPack({ appOutDir, electronPlatformName, packager }) {
  const executable = executableIn(appOutDir, electronPlatformName, packager);
  const present = await getCurrentFuseWire(executable);
  const states = Object.entries(fuses(electronPlatformName)).filter(
    ([fuse]) => present[fuse] !== undefined && present[fuse] !== FuseState.REMOVED,
  );
  await flipFuses(executable, {
    version: FuseVersion.V1,
    // An edited executable fails its signature. Where there is no certificate, electron-builder signs nothing, and this
    // is the signature that Apple silicon insists on.
    resetAdHocDarwinSignature: electronPlatformName === "darwin",
    ...Object.fromEntries(states),
  });
}

/** @param {string} platform */
function fuses(platform) {
  return {
    [FuseV1Options.RunAsNode]: false,
    [FuseV1Options.EnableNodeOptionsEnvironmentVariable]: false,
    [FuseV1Options.EnableNodeCliInspectArguments]: false,
    [FuseV1Options.OnlyLoadAppFromAsar]: true,
    // Electron checks the archive on macOS and Windows only.
    [FuseV1Options.EnableEmbeddedAsarIntegrityValidation]: platform !== "linux",
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
    // The page comes from app://; nothing is ever loaded from file://.
    [FuseV1Options.GrantFileProtocolExtraPrivileges]: false,
    // There are no cookies, and the key for them would make macOS ask for the keychain.
    [FuseV1Options.EnableCookieEncryption]: false,
  };
}

/**
 * @param {string} folder
 * @param {string} platform
 * @param {Context["packager"]} packager
 */
function executableIn(folder, platform, packager) {
  const name = packager.appInfo.productFilename;
  if (platform === "darwin") return join(folder, `${name}.app`);
  return join(folder, platform === "win32" ? `${name}.exe` : packager.executableName);
}
