import type { DockerClient } from "./client.ts";
import { type Frame, frames } from "./frames.ts";
import { path } from "./path.ts";

/** A program with its arguments, run without a shell, and what its environment has beside the container's. */
interface Program {
  readonly command: readonly string[];
  readonly env?: readonly string[];
}

/**
 * Runs a program in a running container, as the container's own user and without a terminal. `onOutput` answers whether
 * it wants more: a program whose output is left ends at its next write. Answers with the exit code where it is known.
 * CONFLICT where the container does not run.
 */
export async function runIn(
  client: DockerClient,
  id: string,
  { command, env = [] }: Program,
  onOutput: (frame: Frame) => boolean,
  signal: AbortSignal,
): Promise<number | undefined> {
  const { Id } = await client.post<{ Id: string }>(path`/containers/${id}/exec`, {
    body: { Cmd: command, Env: env, AttachStdout: true, AttachStderr: true },
    signal,
  });
  const output = await client.stream("POST", path`/exec/${Id}/start`, { body: { Detach: false, Tty: false }, signal });
  for await (const frame of frames(output as AsyncIterable<Uint8Array>)) if (!onOutput(frame)) return undefined;
  const { ExitCode } = await client.get<{ ExitCode: number | null }>(path`/exec/${Id}/json`, { signal });
  return ExitCode ?? undefined;
}
