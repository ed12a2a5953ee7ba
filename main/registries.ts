import { DrydockError } from "@shared/errors.ts";
import type { registriesApi } from "@shared/registries.ts";
import type { Server } from "@shared/wire.ts";
import type { EngineHub } from "./docker/hub.ts";
import { path } from "./docker/path.ts";
import { authConfig, type Credential, headerValue } from "./registries/credential.ts";
import { hostOf, keyOf, registryOf } from "./registries/hosts.ts";
import type { Logins } from "./registries/logins.ts";
import { catalogue, tagsOf } from "./registries/registry-client.ts";
import { searchHub } from "./registries/search-hub.ts";

/** Gives the value of `X-Registry-Auth` for an image, undefined where its registry has no login. Rejects when whoever keeps the login fails. */
export type RegistryAuth = (reference: string) => Promise<string | undefined>;

/** For whoever works without any login. */
export const anonymous: RegistryAuth = async () => undefined;

/** `X-Registry-Auth` from the logins of this computer: each goes to its own registry only. */
export const registryAuth =
  (logins: Pick<Logins, "credential">): RegistryAuth =>
  async (reference) => {
    const host = registryOf(reference);
    const credential = await logins.credential(host);
    return credential && headerValue(authConfig(keyOf(host), credential));
  };

/**
 * Gives the value of `X-Registry-Config` for a build: the logins to the registries of these images, or of every registry
 * that has one. Rejects when whoever keeps one of them fails.
 */
export async function registryConfig(
  logins: Pick<Logins, "credential" | "list">,
  references?: readonly string[],
): Promise<string> {
  const hosts = references ? references.map(registryOf) : (await logins.list()).map(({ host }) => host);
  const config: Record<string, unknown> = {};
  for (const host of new Set(hosts.filter((host) => host !== ""))) {
    const credential = await logins.credential(host);
    if (credential) config[keyOf(host)] = authConfig(keyOf(host), credential);
  }
  return headerValue(config);
}

/** Logins to registries, and what registries offer. */
export const registries = (hub: Pick<EngineHub, "use">, logins: Logins): Server<typeof registriesApi> => ({
  list: () => logins.list(),
  keeper: ({ host }) => logins.keeper(hostOf(host)),
  async login({ engine, host: typed, username, password }) {
    const host = hostOf(typed);
    // Nothing is sent to a registry for a login that could not be kept.
    const { problem } = await logins.keeper(host);
    if (problem !== undefined) throw new DrydockError("UNSUPPORTED", problem);
    const given: Credential = { username, password };
    const { IdentityToken: token } = await hub
      .use(engine)
      .post<{ IdentityToken?: string }>(path`/auth`, { body: authConfig(keyOf(host), given), deadline: 60_000 })
      .catch((error: unknown) => {
        throw refused(error, host);
      });
    await logins.store(host, username, token ? { token } : given);
  },
  logout: ({ host }) => logins.erase(hostOf(host)),
  async search({ engine, host: typed, term }) {
    const host = hostOf(typed);
    const client = hub.use(engine);
    if (host === "docker.io") return searchHub(client, term);
    return catalogue(host, await logins.credential(host), term);
  },
  async tags({ host: typed, repository }) {
    const host = hostOf(typed);
    return tagsOf(host, await logins.credential(host), repository);
  },
});

/** The engine's word for a wrong password speaks of an image. */
const refused = (error: unknown, host: string): unknown =>
  error instanceof DrydockError && error.code === "UNAUTHORIZED" && !/x509|tls:/.test(error.detail ?? "")
    ? new DrydockError(
        "UNAUTHORIZED",
        `${host} refused the login. Check the user name and password; some registries want a token in place of the password.`,
        error.detail,
      )
    : error;
