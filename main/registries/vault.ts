import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DrydockError } from "@shared/errors.ts";
import { z } from "zod";
import type { Credential } from "./credential.ts";

/** The keychain of the operating system, as far as it encrypts for us (Electron's safeStorage). */
export interface Encryption {
  /** Why nothing can be encrypted here, in one or two sentences; undefined when it can. */
  problem(): string | undefined;
  encrypt(text: string): Buffer;
  decrypt(bytes: Buffer): string;
}

const secret = z.union([z.object({ username: z.string(), password: z.string() }), z.object({ token: z.string() })]);
const vaultFile = z.record(z.string(), z.object({ username: z.string(), secret: z.string() }));

/** Logins that no credential helper keeps: encrypted with a key of the operating system, in a file of Drydock's own. */
export function openVault(folder: string, encryption: Encryption) {
  const file = join(folder, "logins.json");
  // One change after the other.
  let turn: Promise<unknown> = Promise.resolve();

  const read = async () => {
    let text: string;
    try {
      text = await readFile(file, "utf8");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return {};
      throw broken(file, error);
    }
    try {
      return vaultFile.parse(JSON.parse(text));
    } catch (error) {
      throw broken(file, error);
    }
  };
  const change = (host: string, entry: { username: string; secret: string } | undefined): Promise<void> => {
    const work = async () => {
      const { [host]: _, ...others } = await read();
      const next = entry ? { ...others, [host]: entry } : others;
      await writeFile(`${file}.new`, JSON.stringify(next), { mode: 0o600 });
      await rename(`${file}.new`, file);
    };
    const done = turn.then(work);
    turn = done.catch(() => undefined);
    return done;
  };

  return {
    problem: () => encryption.problem(),
    /** User names by host. */
    async list(): Promise<ReadonlyMap<string, string>> {
      return new Map(Object.entries(await read()).map(([host, { username }]) => [host, username]));
    },
    /** Rejects with UNAUTHORIZED when it is there and cannot be decrypted. */
    async get(host: string): Promise<Credential | undefined> {
      const entry = (await read())[host];
      if (!entry) return undefined;
      try {
        return secret.parse(JSON.parse(encryption.decrypt(Buffer.from(entry.secret, "base64"))));
      } catch {
        throw new DrydockError(
          "UNAUTHORIZED",
          `The login to ${host} that Drydock keeps can no longer be decrypted: the system's keychain has another key now. Log in again in Settings.`,
        );
      }
    },
    /** Rejects with UNSUPPORTED and the reason when nothing can be encrypted here. */
    async store(host: string, username: string, credential: Credential): Promise<void> {
      const problem = encryption.problem();
      if (problem !== undefined) throw new DrydockError("UNSUPPORTED", problem);
      const encrypted = encryption.encrypt(JSON.stringify(credential)).toString("base64");
      await change(host, { username, secret: encrypted });
    },
    erase: (host: string): Promise<void> => change(host, undefined),
  };
}
export type Vault = ReturnType<typeof openVault>;

const broken = (file: string, error: unknown) =>
  new DrydockError(
    "INVALID",
    `The logins that Drydock keeps in ${file} cannot be read. Remove that file, then log in again in Settings.`,
    (error as Error).message.slice(0, 200),
  );
