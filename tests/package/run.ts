import { type ExecFileOptions, execFile } from "node:child_process";
import { promisify } from "node:util";

const exec = promisify(execFile);

/** What a command prints; rejects with its complaint when it fails. */
export async function output(
  command: string,
  words: readonly string[],
  options: ExecFileOptions = {},
): Promise<string> {
  const { stdout } = await exec(command, words, { maxBuffer: 256 * 1024 * 1024, ...options, encoding: "utf8" });
  return stdout;
}

/** A command's exit code and all it prints, whether it fails or not; killed after `timeout` milliseconds. */
export function outcome(command: string, words: readonly string[], env: NodeJS.ProcessEnv, timeout = 20_000) {
  return new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve) => {
    const child = execFile(command, words, { env, timeout, encoding: "utf8" }, (_error, stdout, stderr) =>
      resolve({ code: child.exitCode, stdout, stderr }),
    );
  });
}
