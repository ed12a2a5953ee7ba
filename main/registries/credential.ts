import type { AuthEntry } from "../docker/config.ts";

/** What a registry wants: a name and password, or the token it gave in exchange for them. */
export type Credential = { readonly username: string; readonly password: string } | { readonly token: string };

/** The user name by which docker marks a secret that is an identity token. */
export const identityUser = "<token>";

/** Reads what a helper keeps. */
export const credentialOf = (username: string, secret: string): Credential =>
  username === identityUser ? { token: secret } : { username, password: secret };

/** Reads one entry of `auths` in docker's configuration; undefined when it holds nothing, null when it is broken. */
export function credentialIn(entry: AuthEntry): Credential | undefined | null {
  if (entry.identitytoken) return { token: entry.identitytoken };
  if (entry.username && entry.password) return { username: entry.username, password: entry.password };
  if (!entry.auth) return undefined;
  const text = Buffer.from(entry.auth, "base64").toString();
  const colon = text.indexOf(":");
  // docker pads what it writes with NUL.
  return colon < 1 ? null : { username: text.slice(0, colon), password: text.slice(colon + 1).replace(/\0+$/, "") };
}

/** JSON of the engine's AuthConfig; `key` is what docker keeps the login under. */
export const authConfig = (key: string, credential: Credential) =>
  "token" in credential
    ? { identitytoken: credential.token, serveraddress: key }
    : { username: credential.username, password: credential.password, serveraddress: key };

/** As the engine's headers want it: base64url with its padding, without which engine 20.10 takes it for anonymous. */
export const headerValue = (value: unknown): string =>
  Buffer.from(JSON.stringify(value)).toString("base64").replaceAll("+", "-").replaceAll("/", "_");
