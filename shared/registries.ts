import { z } from "zod";
import { action, engineId, nothing, query } from "./wire.ts";

/** A registry that somebody keeps a login to. */
export interface Login {
  /** `docker.io`, or host and port; empty for a helper whose registries are not known. */
  readonly host: string;
  /** Empty where only a token is kept. */
  readonly username: string;
  /** A credential helper, docker's own config.json in plain text, or Drydock with the system's keychain. */
  readonly keptBy:
    | { readonly type: "helper"; readonly name: string }
    | { readonly type: "config" }
    | { readonly type: "drydock" };
  /** Why it cannot be used, in one sentence. */
  readonly problem?: string;
}

/** A registry as a person types it; `docker.io` for Docker Hub. */
export const registryHost = z
  .string()
  .trim()
  .min(1, "Type a registry, for example `registry.example` or `docker.io`.")
  .max(300)
  .transform((typed) => typed.replace(/^https?:\/\//i, "").replace(/\/(?:v[12]\/?)?$/i, ""))
  .pipe(
    z
      .string()
      .regex(
        /^(?:[a-zA-Z0-9](?:[a-zA-Z0-9.-]*[a-zA-Z0-9])?|\[[a-fA-F0-9:]+\])(?::[0-9]{1,5})?$/,
        "That is not a registry. Type its host name, with its port where it has one, for example `registry.example:5000`.",
      ),
  );

export interface FoundRepository {
  /** What to pull. */
  readonly name: string;
  readonly description: string;
  /** Docker Hub counts them; missing elsewhere. */
  readonly stars?: number;
  readonly official?: boolean;
}

/** docker names Docker Hub by leaving the registry out. */
const serverWords = (host: string): string[] => (host === "docker.io" ? [] : [host]);

export const registriesApi = {
  /** Logins from docker's configuration, its credential helpers, and Drydock's own. */
  list: query(nothing).returns<readonly Login[]>(),
  /** Who would keep a login to this registry: the helper's name, or the reason why it cannot be kept at all. */
  keeper: query(z.object({ host: registryHost })).returns<{ readonly helper?: string; readonly problem?: string }>(),
  /** Tries the login with the engine first; UNAUTHORIZED when the registry refuses it, and then nothing is kept. */
  login: action(
    z.object({
      engine: engineId,
      host: registryHost,
      username: z.string().trim().min(1, "Type a user name.").max(1000),
      password: z.string().min(1, "Type a password or token.").max(16_000),
    }),
    ({ host, username }) => ["login", "-u", username, "--password-stdin", ...serverWords(host)],
  ),
  logout: action(z.object({ host: registryHost }), ({ host }) => ["logout", ...serverWords(host)]),
  /** Docker Hub through the engine; another registry through its catalogue, where it offers one. */
  search: query(z.object({ engine: engineId, host: registryHost, term: z.string().trim().max(200) })).returns<
    readonly FoundRepository[]
  >(),
  /** Tags of a repository, at most 200, from a registry that offers them. */
  tags: query(z.object({ host: registryHost, repository: z.string().trim().min(1).max(300) })).returns<
    readonly string[]
  >(),
} as const;
