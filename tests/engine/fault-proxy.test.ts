import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { callApi } from "./engine-access.ts";
import { type FaultProxy, startFaultProxy } from "./fault-proxy.ts";
import { sharedEngine } from "./shared-engine.ts";
import { until } from "./until.ts";

let proxy: FaultProxy;
beforeAll(async () => {
  proxy = await startFaultProxy(sharedEngine().socket);
});
beforeEach(() => proxy.clear());
afterAll(() => proxy.stop());

const ping = () => callApi(proxy.socket, "GET", "/_ping");

test("passes everything on until it is told otherwise", async () => {
  expect(await ping()).toEqual({ status: 200, body: "OK" });
  const images = await callApi(proxy.socket, "GET", "/images/json");
  expect(JSON.parse(images.body).length).toBeGreaterThan(0);
  expect(proxy.requests).toContain("GET /images/json");
});

test("cuts, refuses, corrupts and replaces responses", async () => {
  proxy.inject({ kind: "cut", afterBytes: 20 });
  await expect(ping()).rejects.toThrow(/aborted|hang up|ECONNRESET|Parse/);
  proxy.inject({ kind: "refuse" });
  await expect(ping()).rejects.toThrow(/hang up|ECONNRESET|EPIPE/);
  proxy.inject({ kind: "corrupt", change: (piece) => piece.toString().replace(/OK$/, "KO") });
  expect((await ping()).body).toBe("KO");
  proxy.inject({ kind: "answer", response: "HTTP/1.1 301 Moved\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n" });
  expect((await ping()).status).toBe(301);
});

test("applies a fault to the requests that match, and stalls until cut", async () => {
  proxy.inject({ kind: "stall" }, /^GET \/info/);
  const stalled = callApi(proxy.socket, "GET", "/info").catch((error: Error) => error.message);
  await until("the request came", () => proxy.requests.includes("GET /info"));
  expect((await ping()).status).toBe(200);
  proxy.cutAll();
  expect(await stalled).toMatch(/hang up|ECONNRESET/);
});

test("delays a response", async () => {
  proxy.inject({ kind: "delay", milliseconds: 150 });
  const started = performance.now();
  await ping();
  expect(performance.now() - started).toBeGreaterThan(140);
});
