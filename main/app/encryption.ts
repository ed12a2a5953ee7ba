import { safeStorage } from "electron";
import type { Encryption } from "../registries/vault.ts";

type Newer = { getSelectedStorageBackend?(): string };

const noKeychain =
  "This login cannot be kept safely: the system offers no keychain, and Drydock writes no passwords in plain text. Install a credential helper and name it as credsStore in docker's config.json";

/** The keychain of the operating system: Keychain on macOS, DPAPI on Windows, libsecret or KWallet on Linux. */
export const keychain: Encryption = {
  problem() {
    const linux = process.platform === "linux";
    if (!safeStorage.isEncryptionAvailable())
      return linux ? `${noKeychain}, or start a keyring such as GNOME Keyring or KWallet.` : `${noKeychain}.`;
    // Electron 25 lacks the method, and there encryption is only available with a keyring.
    const backend = linux ? (safeStorage as Newer).getSelectedStorageBackend?.() : undefined;
    // `basic_text` encrypts with a password that everybody knows.
    return backend === "basic_text" || backend === "unknown"
      ? `${noKeychain}, or start a keyring such as GNOME Keyring or KWallet.`
      : undefined;
  },
  encrypt: (text) => safeStorage.encryptString(text),
  decrypt: (bytes) => safeStorage.decryptString(bytes),
};
