import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { assertOwned, endLeftovers, endRunFolder, makeRunFolder } from "./run-folder.ts";

test("what a crashed run left is ended by pid at the next run, and nothing else", async () => {
  const dead = spawn("true");
  await once(dead, "exit");
  const left = mkdtempSync(`/tmp/dd-${dead.pid}-`);
  writeFileSync(join(left, "owner"), `${dead.pid} 12345`);
  const env = { ...process.env, DRYDOCK_RUN_FOLDER: left };
  const orphan = spawn("sleep", ["1000"], { env, detached: true });
  const bystander = spawn("sleep", ["1000"]);
  const ended = once(orphan, "exit");
  const alive = makeRunFolder();

  endLeftovers();

  expect((await ended)[1]).toBe("SIGKILL");
  expect(existsSync(left)).toBe(false);
  expect(existsSync(alive)).toBe(true);
  expect(bystander.exitCode).toBe(null);
  expect(bystander.signalCode).toBe(null);
  bystander.kill();
  endRunFolder(alive);
});

test("a socket outside of a living run's folder is refused", () => {
  for (const socket of ["/var/run/docker.sock", "/tmp/dd-1-none/docker.sock", "/tmp/docker.sock"]) {
    expect(() => assertOwned(socket)).toThrow(/only use engines they started/);
  }
});

test("only a run folder can be ended", () => {
  expect(() => endRunFolder("/tmp")).toThrow(/no run folder/);
});
