import { realpath, rename, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DrydockError } from "@shared/errors.ts";
import type { Login } from "@shared/registries.ts";
import { configFolder, type DockerConfig, readDockerConfig } from "../docker/config.ts";
import { readSmall } from "../docker/contexts.ts";
import type { Surroundings } from "../docker/hosts.ts";
import { type Credential, credentialIn } from "./credential.ts";
import { type CredentialHelper, credentialHelper } from "./helper.ts";
import { hostOf, keyOf } from "./hosts.ts";
import type { Vault } from "./vault.ts";

export interface LoginsOptions {
  readonly around: Pick<Surroundings, "env" | "home">;
  readonly vault: Vault;
  /** Milliseconds a credential helper may take; 10,000 unless told. */
  readonly helperDeadline?: number;
}

/**
 * Logins to registries, wherever they are kept: by the credential helper that docker's configuration names for a
 * registry, and only by that; else encrypted by Drydock; else in plain text in docker's configuration, which is read
 * and never written to.
 */
export function openLogins({ around, vault, helperDeadline }: LoginsOptions) {
  const folder = configFolder(around);
  const helperCalled = (name: string): CredentialHelper => credentialHelper(name, around.env, helperDeadline);
  const helperFor = ({ credHelpers, credsStore }: DockerConfig, host: string): CredentialHelper | undefined => {
    const exact = credHelpers[keyOf(host)];
    const same = Object.entries(credHelpers).find(([key]) => hostOf(key) === host)?.[1];
    const name = exact ?? same ?? credsStore;
    return name ? helperCalled(name) : undefined;
  };
  const plainEntry = ({ auths }: DockerConfig, host: string): Credential | undefined => {
    const entry = auths[keyOf(host)] ?? Object.entries(auths).find(([key]) => hostOf(key) === host)?.[1];
    const credential = entry && credentialIn(entry);
    if (credential === null)
      throw new DrydockError(
        "INVALID",
        `The login to ${host} in docker's configuration cannot be read. Log in to it again.`,
      );
    return credential;
  };

  /** The credential of this registry and no other; undefined when there is none. Rejects when whoever keeps it fails. */
  const credential = async (host: string): Promise<Credential | undefined> => {
    const config = await readDockerConfig(folder);
    const helper = helperFor(config, host);
    if (helper) return helper.get(keyOf(host));
    return (await vault.get(host)) ?? plainEntry(config, host);
  };

  /** Every registry that somebody keeps a login to, with who keeps it; what cannot be read is a row with its problem. */
  const list = async (): Promise<Login[]> => {
    const config = await readDockerConfig(folder);
    const logins = new Map<string, Login>();
    for (const [key, entry] of Object.entries(config.auths)) {
      const host = hostOf(key);
      const read = credentialIn(entry);
      if (!host || read === undefined || helperFor(config, host)) continue;
      logins.set(host, {
        host,
        keptBy: { type: "config" },
        username: read && "username" in read ? read.username : "",
        ...(read === null ? { problem: "It cannot be read. Log in again." } : {}),
      });
    }
    for (const [host, username] of await vault.list())
      if (!helperFor(config, host)) logins.set(host, { host, username, keptBy: { type: "drydock" } });
    const names = [...new Set([config.credsStore, ...Object.values(config.credHelpers)])].filter((name) => name !== "");
    const answers = await Promise.all(names.map((name) => listOf(name)));
    for (const [at, answer] of answers.entries()) {
      const name = names[at]!;
      const keptBy = { type: "helper", name } as const;
      if (answer instanceof DrydockError) {
        // What it keeps is not known: each registry that it is named for, or the helper itself, carries the problem.
        const hosts = Object.keys(config.credHelpers).filter((key) => config.credHelpers[key] === name);
        for (const key of hosts.length > 0 ? hosts : [""])
          logins.set(hostOf(key) || name, { host: hostOf(key), username: "", keptBy, problem: answer.message });
      } else
        for (const [key, username] of Object.entries(answer)) {
          const host = hostOf(key);
          if (host && helperFor(config, host)?.name === name) logins.set(host, { host, username, keptBy });
        }
    }
    return [...logins.values()].sort((a, b) => (a.host < b.host ? -1 : 1));
  };
  const listOf = (name: string): Promise<Readonly<Record<string, string>> | DrydockError> =>
    helperCalled(name)
      .list()
      .catch((error: unknown) => (error instanceof DrydockError ? error : new DrydockError("INTERNAL", String(error))));

  return {
    credential,
    list,
    /** Who would keep a login to this registry: a helper by name, or Drydock; with a reason when it cannot be kept. */
    async keeper(host: string): Promise<{ helper?: string; problem?: string }> {
      const helper = helperFor(await readDockerConfig(folder), host);
      if (helper) return { helper: helper.name };
      const problem = vault.problem();
      return problem === undefined ? {} : { problem };
    },
    /** Rejects with UNSUPPORTED and the reason when it can be kept nowhere but in plain text. */
    async store(host: string, username: string, given: Credential): Promise<void> {
      const helper = helperFor(await readDockerConfig(folder), host);
      if (helper) await helper.store(keyOf(host), given);
      else await vault.store(host, username, given);
    },
    /** Forgets it everywhere that `credential` looks. */
    async erase(host: string): Promise<void> {
      const config = await readDockerConfig(folder);
      const helper = helperFor(config, host);
      if (helper) return helper.erase(keyOf(host));
      await vault.erase(host);
      if (Object.keys(config.auths).some((key) => hostOf(key) === host)) await forgetPlain(folder, host);
    },
  };
}
export type Logins = ReturnType<typeof openLogins>;

/** Takes a registry's login out of docker's config.json, as `docker logout` does, and leaves all else in it as it was. */
async function forgetPlain(folder: string, host: string): Promise<void> {
  // A link stays one.
  const file = await realpath(join(folder, "config.json"));
  const value = JSON.parse(await readSmall(file)) as { auths: Record<string, unknown> };
  value.auths = Object.fromEntries(Object.entries(value.auths).filter(([key]) => hostOf(key) !== host));
  const { mode } = await stat(file);
  await writeFile(`${file}.drydock`, `${JSON.stringify(value, null, "\t")}\n`, { mode });
  await rename(`${file}.drydock`, file);
}
