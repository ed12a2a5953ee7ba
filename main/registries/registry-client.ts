import { DrydockError } from "@shared/errors.ts";
import type { FoundRepository } from "@shared/registries.ts";
import { z } from "zod";
import { splitReference } from "../images/reference.ts";
import type { Credential } from "./credential.ts";
import { hubHost } from "./hosts.ts";

/** Milliseconds for one answer. */
const deadline = 15_000;
const longestAnswer = 8 * 1024 * 1024;
const mostRepositories = 1000;
const mostShown = 100;
const mostTags = 200;

const catalogueAnswer = z.object({ repositories: z.array(z.string().max(300)).nullable() });
const tagsAnswer = z.object({ tags: z.array(z.string().max(200)).nullable() });
const tokenAnswer = z.object({ token: z.string().optional(), access_token: z.string().optional() });

/** Repositories of a registry whose name holds the words, at most 100. UNSUPPORTED where it offers no catalogue. */
export async function catalogue(
  host: string,
  credential: Credential | undefined,
  term: string,
): Promise<FoundRepository[]> {
  const words = term.toLowerCase().split(/\s+/);
  const scope = "registry:catalog:*";
  const { repositories } = await ask(host, `/v2/_catalog?n=${mostRepositories}`, scope, credential, catalogueAnswer);
  return (repositories ?? [])
    .filter((name) => words.every((word) => name.toLowerCase().includes(word)))
    .slice(0, mostShown)
    .map((name) => ({ name: `${host}/${name}`, description: "" }));
}

/** Tags of a repository, the first 200 that the registry names. */
export async function tagsOf(host: string, credential: Credential | undefined, repository: string): Promise<string[]> {
  const name = repository.split("/").map(encodeURIComponent).join("/");
  const scope = `repository:${repository}:pull`;
  const { tags } = await ask(host, `/v2/${name}/tags/list?n=${mostTags}`, scope, credential, tagsAnswer);
  return (tags ?? []).slice(0, mostTags);
}

/** All kinds of manifest, so that the digest is that of the list of platforms where there is one. */
const manifests = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.v2+json",
].join(", ");

/** The digest that a tag has in its registry now; asked with HEAD, which no rate limit counts as a pull. */
export async function digestOf(host: string, credential: Credential | undefined, reference: string): Promise<string> {
  const { name, tag } = splitReference(reference);
  const within = name.startsWith(`${host}/`) ? name.slice(host.length + 1) : name;
  const repository = host === hubHost && !within.includes("/") ? `library/${within}` : within;
  const scope = `repository:${repository}:pull`;
  const target = `/v2/${repository}/manifests/${tag}`;
  const response = await authorised(host, target, scope, credential, { method: "HEAD", accept: manifests });
  const digest = response.headers.get("docker-content-digest");
  if (response.status === 404)
    throw new DrydockError("NOT_FOUND", `The registry has no ${reference} any more, or it gives no access to it.`);
  if (!response.ok || !digest) throw notARegistry(host, `HTTP ${response.status} without a digest`);
  return digest;
}

async function ask<T extends z.ZodType>(
  host: string,
  path: string,
  scope: string,
  credential: Credential | undefined,
  schema: T,
): Promise<z.output<T>> {
  const response = await authorised(host, path, scope, credential);
  if (response.status === 404 || response.status === 405)
    throw new DrydockError("UNSUPPORTED", `${host} does not list what it has. Type the image's whole name.`);
  if (!response.ok) throw notARegistry(host, `HTTP ${response.status}`);
  return parse(host, schema, await textOf(host, response));
}

/** One request, answering the registry's challenge where it has one. */
async function authorised(
  host: string,
  path: string,
  scope: string,
  credential: Credential | undefined,
  { method = "GET", accept = "application/json" } = {},
): Promise<Response> {
  const url = new URL(path, baseOf(host));
  let response = await send(host, url, { accept }, method);
  if (response.status === 401) {
    const header = await answerTo(response.headers.get("www-authenticate") ?? "", host, scope, credential);
    if (!header) throw noAccess(host, credential);
    await response.body?.cancel();
    response = await send(host, url, { accept, authorization: header }, method);
  }
  if (response.status === 401 || response.status === 403) throw noAccess(host, credential);
  if (response.status === 429)
    throw new DrydockError("RATE_LIMITED", `${host} takes no more requests from you for now. Wait some minutes.`);
  return response;
}

/** Registries on this computer speak plain HTTP to the engine too; nothing else is ever asked without TLS. */
const baseOf = (host: string): string =>
  `${/^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])(?::\d+)?$/.test(host) ? "http" : "https"}://${host === hubHost ? "registry-1.docker.io" : host}`;

const send = (host: string, url: URL, headers: Record<string, string> = {}, method = "GET"): Promise<Response> =>
  // A redirect would carry a login to somebody else.
  fetch(url, { method, headers, redirect: "error", signal: AbortSignal.timeout(deadline) }).catch((error: unknown) => {
    throw new DrydockError(
      "ENGINE_UNREACHABLE",
      `${host} could not be reached from this computer. Check its name and your network.`,
      (error as { cause?: Error }).cause?.message ?? (error as Error).message,
    );
  });

/** Answers a challenge with the registry's own login, or with a token that the registry's token server gives for it. */
async function answerTo(
  challenge: string,
  host: string,
  scope: string,
  credential: Credential | undefined,
): Promise<string | undefined> {
  if (/^basic\b/i.test(challenge)) return credential && basic(credential);
  const part = (name: string) => new RegExp(`\\b${name}="([^"]*)"`, "i").exec(challenge)?.[1];
  const realm = part("realm");
  const url = /^bearer\b/i.test(challenge) && realm ? urlOf(realm) : undefined;
  if (!url) return undefined;
  if (url.protocol !== "https:" && url.origin !== baseOf(host)) return undefined;
  const service = part("service");
  const headers: Record<string, string> = {};
  let response: Response;
  if (credential && "token" in credential) {
    const body = new URLSearchParams({
      grant_type: "refresh_token",
      refresh_token: credential.token,
      client_id: "drydock",
      scope,
      ...(service ? { service } : {}),
    });
    response = await fetch(url, {
      method: "POST",
      body,
      redirect: "error",
      signal: AbortSignal.timeout(deadline),
    }).catch(() => {
      throw noAccess(host, credential);
    });
  } else {
    if (credential) headers.authorization = basic(credential) ?? "";
    url.searchParams.set("scope", scope);
    if (service) url.searchParams.set("service", service);
    response = await send(host, url, headers);
  }
  if (!response.ok) return undefined;
  const { token, access_token } = parse(host, tokenAnswer, await textOf(host, response));
  const given = token ?? access_token;
  return given ? `Bearer ${given}` : undefined;
}

/** The floor has no URL.canParse. */
function urlOf(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}

const basic = (credential: Credential): string | undefined =>
  "token" in credential
    ? undefined
    : `Basic ${Buffer.from(`${credential.username}:${credential.password}`).toString("base64")}`;

async function textOf(host: string, response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  const reader = response.body?.getReader();
  for (let step = await reader?.read(); step && !step.done; step = await reader?.read()) {
    length += step.value.length;
    if (length > longestAnswer) {
      await reader?.cancel();
      throw notARegistry(host, `An answer of more than ${longestAnswer} bytes.`);
    }
    chunks.push(step.value);
  }
  return Buffer.concat(chunks).toString();
}

function parse<T extends z.ZodType>(host: string, schema: T, text: string): z.output<T> {
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    throw notARegistry(host, text.slice(0, 500));
  }
}

const noAccess = (host: string, credential: Credential | undefined) =>
  new DrydockError(
    "UNAUTHORIZED",
    credential
      ? `${host} does not let your login see what it has. Type the image's whole name.`
      : `${host} wants a login before it says what it has. Log in to it in Settings.`,
  );
const notARegistry = (host: string, detail: string) =>
  new DrydockError("INTERNAL", `What answers at ${host} does not speak as a registry. Check its name.`, detail);
