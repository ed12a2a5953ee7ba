import { execFile } from "node:child_process";
import { resolve } from "node:path";
import { expect, test } from "vitest";

const project = resolve(import.meta.dirname, "../..");

interface Ended {
  code: number;
  stdout: string;
  stderr: string;
}

function script(name: string, args: string[], env: NodeJS.ProcessEnv = {}): Promise<Ended> {
  return new Promise((done) => {
    const options = { cwd: project, env: { ...process.env, ...env } };
    const child = execFile(process.execPath, [`scripts/${name}.mjs`, ...args], options, (_error, stdout, stderr) => {
      done({ code: child.exitCode ?? -1, stdout, stderr });
    });
  });
}

test.each([
  ["start", ["--nope"]],
  ["start", ["stray"]],
  ["start", ["--yes=maybe"]],
  ["test", ["--nope"]],
  ["runtime", ["--nope"]],
])("%s %j is a wrong option: one line, exit code 2, nothing started", async (name, args) => {
  const { code, stdout, stderr } = await script(name, args);
  expect(code).toBe(2);
  expect(stdout).toBe("");
  expect(stderr).toMatch(/^drydock: .+\n$/);
});

test.each(["start", "test"])("%s --help explains and starts nothing", async (name) => {
  const { code, stdout, stderr } = await script(name, ["--help"]);
  expect(code).toBe(0);
  expect(stdout).toContain("Usage: npm");
  expect(stderr).toBe("");
});

test("a runtime folder without Electron is named in one line, exit code 1", async () => {
  const { code, stdout, stderr } = await script("runtime", [], { ELECTRON_OVERRIDE_DIST_PATH: "/nowhere" });
  expect(code).toBe(1);
  expect(stdout).toBe("");
  expect(stderr).toMatch(/^drydock: ELECTRON_OVERRIDE_DIST_PATH names \/nowhere, but .+ does not exist\.\n$/);
});
