import type { DockerClient } from "../docker/client.ts";
import { path } from "../docker/path.ts";

/** An environment variable by which the programs of one terminal are found again. */
export const marker = (mark: string): string => `DRYDOCK_TERMINAL=${mark}`;

/**
 * Finds the one process that leads a session on a terminal (fields 6 and 7 of /proc/PID/stat) and has the marker in its
 * environment, and hangs up on it. Its own jobs get theirs from it and from the kernel, as when a window is closed;
 * what was started to outlive it does. Plain sh with nothing but builtins, so that it runs in any image with a shell.
 */
const script = `for p in /proc/[0-9]*; do
  { IFS= read -r s < "$p/stat"; } 2>/dev/null || continue
  set -- \${s##*) }
  [ "$4" = "\${p#/proc/}" ] && [ "$5" != 0 ] || continue
  while IFS= read -r e || [ -n "$e" ]; do
    case "$e" in *"$MARK"*) kill -HUP "$4"; break;; esac
    e=
  done 2>/dev/null < "$p/environ"
done`;

/**
 * Ends what a closed terminal leaves behind: dockerd lets an exec'd process run on without anybody attached
 * (https://github.com/moby/moby/issues/9098). Never rejects: a container that is gone or has no shell needs nothing.
 */
export async function hangUp(client: DockerClient, id: string, user: string, mark: string): Promise<void> {
  try {
    const { Id } = await client.post<{ Id: string }>(path`/containers/${id}/exec`, {
      body: { Cmd: ["sh", "-c", script], User: user, Env: [`MARK=${marker(mark)}`] },
    });
    await client.post(path`/exec/${Id}/start`, { body: { Detach: true } });
  } catch {
    // The engine or the container went first, and the terminal with it.
  }
}
