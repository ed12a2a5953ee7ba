import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { isBuilt } from "../../scripts/setup/build.mjs";

let folder: string;
const sources = ["main/docker/client.ts", "shared/wire.ts", "renderer/main.tsx", "package.json"];
const outputs = ["out/main/index.cjs", "out/preload/preload.cjs", "out/renderer/index.html"];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "drydock-build-"));
  for (const file of [...sources, ...outputs]) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), "");
  }
  for (const path of [...sources, "main", "main/docker", "shared", "renderer"]) touch(path, 1_000);
  for (const file of outputs) touch(file, 2_000);
});
afterEach(() => rmSync(folder, { recursive: true }));

const touch = (path: string, seconds: number) => utimesSync(join(folder, path), seconds, seconds);

test("a build newer than every source is kept", () => expect(isBuilt(folder)).toBe(true));

test.each(["main/docker/client.ts", "package.json"])("a change in %s asks for a build", (file) => {
  touch(file, 3_000);
  expect(isBuilt(folder)).toBe(false);
});

test("a deleted source asks for a build", () => {
  rmSync(join(folder, "main/docker/client.ts"));
  expect(isBuilt(folder)).toBe(false);
});

test("a missing output asks for a build", () => {
  rmSync(join(folder, "out/renderer/index.html"));
  expect(isBuilt(folder)).toBe(false);
});
