import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { findProgram, runProgram, spawnProgram } from "../../main/program.ts";
import { until } from "../engine/until.ts";

/** A shell script in a folder of its own, for this test alone. */
function script(text: string, name = "program"): { file: string; folder: string } {
  const folder = mkdtempSync(join(tmpdir(), "drydock-program-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, name);
  writeFileSync(file, `#!/bin/sh\n${text}\n`);
  chmodSync(file, 0o755);
  return { file, folder };
}

const alive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

test("a program gets its words, input and environment as they are, and no shell reads them", async () => {
  const { file } = script('printf "%s|" "$@"; cat; printf "|%s" "$ONLY$HOME"; echo problem >&2; exit 3');
  const words = ["$(touch /tmp/x)", "a b", "; ls"];
  const result = await runProgram(file, words, {
    input: "typed",
    env: { ONLY: "this", PATH: process.env.PATH },
    deadline: 10_000,
  });
  expect(result).toEqual({ code: 3, stdout: "$(touch /tmp/x)|a b|; ls|typed|this", stderr: "problem\n" });
});

test("a program that hangs is killed with everything it started", async () => {
  const { file, folder } = script('sleep 1000 & echo $! > "$PIDS"; wait');
  const pids = join(folder, "pids");
  const ended = runProgram(file, [], { env: { ...process.env, PIDS: pids }, deadline: 700 });
  await expect(ended).rejects.toMatchObject({ code: "TIMEOUT", message: expect.stringContaining("0.7 seconds") });
  const pid = Number(readFileSync(pids, "utf8"));
  expect(pid).toBeGreaterThan(1);
  await until("its child has ended", () => !alive(pid));
});

test("a program that prints without end is ended, and its output is not kept", async () => {
  const { file } = script("exec yes");
  await expect(runProgram(file, [], { deadline: 10_000, mostOutput: 100_000 })).rejects.toMatchObject({
    code: "INTERNAL",
    message: expect.stringContaining("100000 bytes"),
  });
});

test("leaving ends a program, before it starts and while it runs", async () => {
  const { file } = script("exec sleep 1000");
  const leaving = new AbortController();
  const running = runProgram(file, [], { deadline: 60_000, signal: leaving.signal });
  leaving.abort();
  await expect(running).rejects.toMatchObject({ code: "CANCELLED" });
  await expect(runProgram(file, [], { deadline: 60_000, signal: leaving.signal })).rejects.toMatchObject({
    code: "CANCELLED",
  });
});

test("what cannot be started says so", async () => {
  await expect(runProgram("/no/such/program", [], { deadline: 1000 })).rejects.toMatchObject({ code: "NOT_FOUND" });
  const { file } = script("exit 0");
  chmodSync(file, 0o644);
  await expect(runProgram(file, [], { deadline: 1000 })).rejects.toMatchObject({ code: "PERMISSION_DENIED" });
});

test("output flows while a program runs, and it can be asked to end", async () => {
  const { file } = script("trap 'echo leaving; exit 7' TERM; echo ready; while :; do sleep 0.05; done");
  const program = spawnProgram(file, []);
  let text = "";
  program.stdout.setEncoding("utf8").on("data", (piece: string) => {
    text += piece;
  });
  await until("it is ready", () => text.includes("ready"));
  program.stop();
  expect(await program.ended).toEqual({ code: 7 });
  expect(text).toContain("leaving");
});

test("a program is found in PATH, and never in the current folder", async () => {
  const { file, folder } = script("exit 0", "docker-credential-here");
  expect(await findProgram("docker-credential-here", { PATH: `/nowhere:${folder}` })).toBe(file);
  expect(await findProgram("docker-credential-here", { PATH: `.:${"x".repeat(3)}` })).toBeUndefined();
  expect(await findProgram("docker-credential-missing", {})).toBeUndefined();
});
