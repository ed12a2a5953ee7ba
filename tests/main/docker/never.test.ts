import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createDockerClient } from "../../../main/docker/client.ts";
import { refuseForbidden } from "../../../main/docker/never.ts";
import type { path } from "../../../main/docker/path.ts";
import { scriptedEngine } from "./scripted-engine.ts";

const record = "^95n2y3im7bv5kzewyls45s150$";

test.each([
  ["POST", "/containers/prune", {}],
  ["POST", "/volumes/prune", { filters: { label: ["a"] } }],
  ["POST", "/images/prune", { filters: { dangling: ["true"] } }],
  ["POST", "/networks/prune", {}],
  ["POST", "/build/prune", {}],
  ["POST", "/build/prune", { all: true }],
  ["POST", "/build/prune", { filters: {} }],
  ["POST", "/build/prune", { filters: { until: ["1h"] } }],
  ["POST", "/build/prune", { filters: { id: [] } }],
  ["POST", "/build/prune", { filters: { id: ["95n2y3"] } }],
  ["POST", "/build/prune", { filters: { id: [".*"] } }],
  ["POST", "/build/prune", { filters: { id: ["^a|b$"] } }],
  ["POST", "/build/prune", { filters: { id: [record, record] } }],
  ["POST", "/build/prune", { filters: { id: [record], type: ["regular"] } }],
  ["POST", "/v1.41/volumes/prune", {}],
  ["DELETE", "/containers/abc", { force: true }],
  ["DELETE", "/containers/abc", { force: 1 }],
  ["DELETE", "/volumes/data", { force: "true" }],
  ["DELETE", "/images/web", { force: "1" }],
])("%s %s with %j is never sent", async (method, at, query) => {
  expect(() => refuseForbidden(method, at, query)).toThrow(/never sends/);
  const engine = await scriptedEngine((_request, response) => response.end());
  const client = createDockerClient(engine.host);
  const call = method === "POST" ? client.post : client.delete;
  await expect(call(at as ReturnType<typeof path>, { query })).rejects.toMatchObject({ code: "INTERNAL" });
  await expect(client.pinned().stream("POST", at as ReturnType<typeof path>, { query })).rejects.toThrow();
  expect(engine.requests.filter((line) => line.startsWith("DELETE") || line.includes("prune"))).toEqual([]);
});

test("a single record of the build cache, and removal without force, are sent", () => {
  refuseForbidden("POST", "/build/prune", { all: true, filters: { id: [record] } });
  refuseForbidden("DELETE", "/containers/abc", { force: false, v: false });
  refuseForbidden("DELETE", "/containers/abc", undefined);
});

test("no other file of main speaks to an engine past the client, and none names a prune path", () => {
  const files = (folder: string): string[] =>
    readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
      entry.isDirectory() ? files(join(folder, entry.name)) : [join(folder, entry.name)],
    );
  const sources = files("main").filter((file) => file.endsWith(".ts"));
  expect(sources.length).toBeGreaterThan(50);
  const naming = sources.filter((file) => /\/prune[`"'?/]/.test(readFileSync(file, "utf8")));
  expect(naming).toEqual(["main/plans/removal.ts"]);
  const words = sources.filter((file) => /["'](?:prune|--force|-f)["']/.test(readFileSync(file, "utf8")));
  // The docker line that stands beside a record of the build cache; nothing runs it.
  expect(words).toEqual(["main/plans/row.ts"]);
});
