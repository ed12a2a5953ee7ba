import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { contextHost, engineAnswers } from "../../scripts/setup/find-engine.mjs";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "drydock-find-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function writeContext(name: string, host: string): void {
  const meta = join(folder, "contexts", "meta", createHash("sha256").update(name).digest("hex"));
  mkdirSync(meta, { recursive: true });
  writeFileSync(join(meta, "meta.json"), JSON.stringify({ Name: name, Endpoints: { docker: { Host: host } } }));
  writeFileSync(join(folder, "config.json"), JSON.stringify({ currentContext: name }));
}

test("an engine behind DOCKER_HOST that answers its ping is found", async () => {
  const socket = join(folder, "engine.sock");
  const server = createServer((_request, response) => response.end("OK")).listen(socket);
  await once(server, "listening");
  expect(await engineAnswers({ DOCKER_HOST: `unix://${socket}` })).toBe(true);
  server.close();
});

test("an engine on another computer counts as there", async () => {
  expect(await engineAnswers({ DOCKER_HOST: "tcp://192.0.2.7:2376" })).toBe(true);
  writeContext("far", "ssh://someone@example.test");
  expect(await engineAnswers({ DOCKER_CONFIG: folder })).toBe(true);
});

test("the current context is read, DOCKER_CONTEXT wins, and broken files count as none", () => {
  writeContext("far", "tcp://192.0.2.7:2376");
  expect(contextHost({ DOCKER_CONFIG: folder })).toBe("tcp://192.0.2.7:2376");
  expect(contextHost({ DOCKER_CONFIG: folder, DOCKER_CONTEXT: "default" })).toBeUndefined();
  expect(contextHost({ DOCKER_CONFIG: folder, DOCKER_CONTEXT: "gone" })).toBeUndefined();
  writeFileSync(join(folder, "config.json"), "{ broken");
  expect(contextHost({ DOCKER_CONFIG: folder })).toBeUndefined();
});
