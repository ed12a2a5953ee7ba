import type { DockerClient } from "../docker/client.ts";
import { path } from "../docker/path.ts";

/** The part of `docker inspect` that main itself reads. */
export interface ContainerInspect {
  readonly Id: string;
  readonly Name: string;
  readonly State: {
    readonly Running: boolean;
    readonly Paused: boolean;
    readonly Restarting: boolean;
    readonly ExitCode: number;
    /** RFC 3339. */
    readonly StartedAt: string;
  };
  readonly Config: {
    readonly Tty: boolean;
    /** Seconds; missing means the engine's 10, -1 without end. */
    readonly StopTimeout?: number | null;
  };
  readonly HostConfig: {
    readonly LogConfig: { readonly Type: string };
    /** Paths of `--tmpfs`, with their options. */
    readonly Tmpfs?: Readonly<Record<string, string>> | null;
  };
  readonly Mounts?: readonly { readonly Type: string; readonly Destination: string }[] | null;
}

/** What the engine says of one container. Rejects with NOT_FOUND when it is gone. */
export const inspect = (client: DockerClient, id: string, signal?: AbortSignal): Promise<ContainerInspect> =>
  client.get(path`/containers/${id}/json`, signal ? { signal } : {});
