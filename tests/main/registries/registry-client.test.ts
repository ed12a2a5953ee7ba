import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { createDockerClient } from "../../../main/docker/client.ts";
import { catalogue, digestOf, tagsOf } from "../../../main/registries/registry-client.ts";
import { searchHub } from "../../../main/registries/search-hub.ts";
import { scriptedEngine, sendJson } from "../docker/scripted-engine.ts";

/** Something on the loopback that answers as told, for what a real registry does not do on demand. */
async function server(answer: (request: IncomingMessage, response: ServerResponse) => void) {
  const requests: string[] = [];
  const listening = createServer((request, response) => {
    requests.push(`${request.method} ${request.url} ${request.headers.authorization ?? "-"}`);
    answer(request, response);
  });
  await new Promise<void>((resolve) => listening.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    listening.closeAllConnections();
    listening.close();
  });
  return { host: `127.0.0.1:${(listening.address() as AddressInfo).port}`, requests };
}

const login = { username: "sam", password: "secret" };
const basic = `Basic ${Buffer.from("sam:secret").toString("base64")}`;

test("a registry with a token server gets its token there, with the login and for this scope only", async () => {
  const registry = await server((request, response) => {
    if (request.url!.startsWith("/token")) return sendJson(response, { token: "t1" });
    if (request.headers.authorization === "Bearer t1") return sendJson(response, { tags: ["1", "2"] });
    response.writeHead(401, {
      "WWW-Authenticate": `Bearer realm="http://${request.headers.host}/token",service="registry"`,
    });
    response.end();
  });
  expect(await tagsOf(registry.host, login, "team/app")).toEqual(["1", "2"]);
  expect(registry.requests).toEqual([
    "GET /v2/team/app/tags/list?n=200 -",
    `GET /token?scope=repository%3Ateam%2Fapp%3Apull&service=registry ${basic}`,
    "GET /v2/team/app/tags/list?n=200 Bearer t1",
  ]);
});

test("a login goes neither to a token server without TLS elsewhere, nor along a redirect", async () => {
  const thief = await server((_request, response) => sendJson(response, { token: "t", repositories: [], tags: [] }));
  const challenging = await server((_request, response) => {
    response.writeHead(401, { "WWW-Authenticate": `Bearer realm="http://${thief.host}/token"` });
    response.end();
  });
  await expect(catalogue(challenging.host, login, "")).rejects.toMatchObject({ code: "UNAUTHORIZED" });
  const moving = await server((request, response) => {
    if (request.headers.authorization) response.writeHead(302, { Location: `http://${thief.host}/v2/_catalog` });
    else response.writeHead(401, { "WWW-Authenticate": 'Basic realm="registry"' });
    response.end();
  });
  await expect(catalogue(moving.host, login, "")).rejects.toMatchObject({ code: "ENGINE_UNREACHABLE" });
  expect(thief.requests).toEqual([]);
});

test("what is no registry, offers no catalogue, limits or answers without end gets its own sentence", async () => {
  const answering = (answer: (response: ServerResponse) => void) => server((_request, response) => answer(response));
  const junk = await answering((response) => response.end("<html>"));
  await expect(catalogue(junk.host, undefined, "")).rejects.toMatchObject({
    message: expect.stringContaining("does not speak as a registry"),
  });
  const without = await answering((response) => response.writeHead(404).end());
  await expect(catalogue(without.host, undefined, "")).rejects.toMatchObject({ code: "UNSUPPORTED" });
  await expect(digestOf(without.host, undefined, `${without.host}/app:1`)).rejects.toMatchObject({ code: "NOT_FOUND" });
  const limited = await answering((response) => response.writeHead(429).end());
  await expect(catalogue(limited.host, undefined, "")).rejects.toMatchObject({ code: "RATE_LIMITED" });
  const endless = await answering((response) => {
    const more = () => {
      while (!response.destroyed && response.write(Buffer.alloc(256 * 1024, 32)));
    };
    response.on("drain", more);
    more();
  });
  await expect(catalogue(endless.host, undefined, "")).rejects.toMatchObject({
    message: expect.stringContaining("does not speak as a registry"),
  });
});

test("docker search reads what the engine finds on Docker Hub", async () => {
  const engine = await scriptedEngine((_request, response) =>
    sendJson(response, [
      { name: "postgres", description: "A database", star_count: 12, is_official: true },
      { name: "team/odd", description: null, star_count: "many" },
    ]),
  );
  const client = createDockerClient(engine.host);
  onTestFinished(() => client.close());
  expect(await searchHub(client, "post gres&limit=1")).toEqual([
    { name: "postgres", description: "A database", stars: 12, official: true },
    { name: "team/odd", description: "", stars: 0, official: false },
  ]);
  expect(engine.requests[0]).toMatch(/^GET \/images\/search\?term=post%20gres%26limit%3D1&limit=50$/);
});
