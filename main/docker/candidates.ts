import { realpathSync, statSync } from "node:fs";
import { join } from "node:path";
import type { EngineOrigin } from "@shared/engine.ts";
import { DrydockError } from "@shared/errors.ts";
import { parseAddress } from "./address.ts";
import { allContexts, currentContext, readTls } from "./contexts.ts";
import { defaultHost, normalizeHost, type Surroundings, usualPlaces } from "./hosts.ts";
import { path } from "./path.ts";
import { clientFor, type Place } from "./place.ts";
import { socketPath } from "./socket-file.ts";

/** How long `_ping` may take, in milliseconds; another computer gets more time. */
const pingDeadline = { here: 2000, elsewhere: 8000 };

const isRemote = (host: string): boolean => /^(?:tcp|https?|ssh):\/\//.test(host);

/** The same socket under another name, such as Docker Desktop's link at /var/run/docker.sock, is listed once. */
function sameness(host: string): string {
  const file = socketPath(host);
  if (!file) return host;
  try {
    return `unix://${realpathSync(file)}`;
  } catch {
    return host;
  }
}

async function fromDockerHost({ env, home, platform }: Surroundings): Promise<Place[]> {
  if (!env.DOCKER_HOST) return [];
  const place = { key: "DOCKER_HOST", origin: "DOCKER_HOST" as const, name: "DOCKER_HOST", target: [] };
  const host = normalizeHost(env.DOCKER_HOST, platform);
  // Any value turns them on, as in the docker CLI.
  if (!env.DOCKER_TLS_VERIFY && !env.DOCKER_TLS) return [{ ...place, host }];
  const folder = env.DOCKER_CERT_PATH || join(home, ".docker");
  const verify = Boolean(env.DOCKER_TLS_VERIFY);
  try {
    return [{ ...place, host, tls: (await readTls(folder, verify)) ?? { verify } }];
  } catch (error) {
    return [{ ...place, host, problem: `The certificates could not be read: ${(error as Error).message}` }];
  }
}

/** Where engines may be, in the order in which they are tried; nothing is tried yet. It never rejects. */
export async function findPlaces(around: Surroundings, privateHost?: string): Promise<Place[]> {
  const { env, platform, home } = around;
  const config = env.DOCKER_CONFIG || join(home, ".docker");
  const [fromHost, current, contexts] = await Promise.all([
    fromDockerHost(around),
    currentContext(config, env.DOCKER_CONTEXT),
    allContexts(config),
  ]);
  // What the docker CLI does without options: DOCKER_HOST beats contexts, and either beats the default socket.
  const cliUses = fromHost.length > 0 ? "DOCKER_HOST" : current ? `context:${current.name}` : "default";
  const context = (origin: EngineOrigin, { name, host, tls, problem }: (typeof contexts)[number]): Place => ({
    key: `context:${name}`,
    origin,
    name,
    host: host && normalizeHost(host, platform),
    target: cliUses === `context:${name}` ? [] : ["--context", name],
    ...(tls ? { tls } : {}),
    ...(problem ? { problem } : {}),
  });
  const usual = usualPlaces(around).map(({ origin, name, host }): Place => {
    const byItself = cliUses === "default" && host === defaultHost(platform);
    return {
      key: origin === "default" ? "default" : `${origin}:${host}`,
      origin,
      name,
      host,
      target: byItself ? [] : ["--host", host],
    };
  });
  const others = contexts
    .filter(({ name }) => name !== current?.name)
    .map((each): Place => ({ ...context("context", each), ...(isRemote(each.host) ? { remote: true } : {}) }));
  const places = [
    ...fromHost,
    ...(current ? [context("context", current)] : []),
    ...usual,
    ...others,
    ...(privateHost ? [privatePlace(privateHost)] : []),
  ];
  const seen = new Set<string>();
  return places.filter(({ host, tls }) => {
    const same = `${sameness(host)}${tls ? " tls" : ""}`;
    if (host && seen.has(same)) return false;
    seen.add(same);
    return true;
  });
}

/** The private engine as a place. */
export const privatePlace = (host: string): Place => ({
  key: "private",
  origin: "private",
  name: "Private engine",
  host,
  target: ["--host", host],
});

/** An address that a person typed. Throws INVALID with a sentence when it is none. */
export function typedPlace(text: string, platform: NodeJS.Platform): Place {
  const host = normalizeHost(text, platform);
  parseAddress(host);
  return { key: `address:${host}`, origin: "address", name: host, host, target: ["--host", host] };
}

/** Says in one sentence why no engine answers at this place, or undefined when one does. It never rejects. */
export async function problemOf(place: Place, signal?: AbortSignal): Promise<string | undefined> {
  if (place.problem) return place.problem;
  if (place.remote) return "Not tried, because it is on another computer. Choose it to connect.";
  const file = socketPath(place.host);
  try {
    if (file && !statSync(file).isSocket()) return `${file} is not a socket.`;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EACCES") return `You may not look into the folder of ${file}.`;
    return "There is no socket at this place.";
  }
  try {
    const client = clientFor(place);
    const deadline = isRemote(place.host) ? pingDeadline.elsewhere : pingDeadline.here;
    try {
      const answer = await client.get<unknown>(path`/_ping`, { deadline, ...(signal ? { signal } : {}) });
      return answer === "OK" ? undefined : "Something answers there that is no Docker Engine.";
    } finally {
      client.close();
    }
  } catch (error) {
    return error instanceof DrydockError ? error.message : String(error);
  }
}
