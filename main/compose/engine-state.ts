import type { ComposeService, ServiceState } from "@shared/compose.ts";
import type { Container } from "@shared/containers.ts";
import type { DockerClient } from "../docker/client.ts";
import { path } from "../docker/path.ts";
import { containerRows } from "../docker/rows.ts";

/** All containers of a project as the engine has them now, one-off ones (`docker compose run`) left out. */
export async function projectContainers(
  client: DockerClient,
  engine: string,
  project: string,
  signal?: AbortSignal,
): Promise<Container[]> {
  const answer = await client.get<unknown>(path`/containers/json`, {
    query: { all: true, filters: { label: [`com.docker.compose.project=${project}`] } },
    ...(signal ? { signal } : {}),
  });
  return containerRows(engine, answer).filter(({ labels }) => labels["com.docker.compose.oneoff"] !== "True");
}

/** What a run was to reach. */
export type Goal = "running" | "stopped" | "paused" | "unpaused" | "none";

const counted = (count: number, word: string) => `${count} ${word}${count === 1 ? "" : "s"}`;

/** How each service is, and what is not as `goal` wants it. */
export function serviceStates(
  services: readonly Pick<ComposeService, "name" | "replicas">[],
  containers: readonly Container[],
  goal: Goal,
): ServiceState[] {
  return services.map(({ name, replicas }) => {
    const own = containers.filter(({ service }) => service === name);
    const running = own.filter(({ state }) => state === "running" || state === "paused").length;
    const completed = own.filter(({ state, exitCode }) => state === "exited" && exitCode === 0).length;
    const problem = problemOf(name, replicas, own, running, completed, goal);
    return { service: name, running, completed, wanted: replicas, ...(problem ? { problem } : {}) };
  });
}

function problemOf(
  name: string,
  wanted: number,
  own: readonly Container[],
  running: number,
  completed: number,
  goal: Goal,
): string | undefined {
  switch (goal) {
    case "none":
      return undefined;
    case "stopped":
      return running === 0 ? undefined : `${name} still runs.`;
    case "paused":
    case "unpaused": {
      const other = own.filter(({ state }) => state === (goal === "paused" ? "running" : "paused"));
      return other.length === 0
        ? undefined
        : `${counted(other.length, "container")} of ${name} ${goal === "paused" ? "still runs" : "is still paused"}.`;
    }
    case "running": {
      const failed = own.find(({ state, exitCode }) => state === "dead" || (state === "exited" && exitCode !== 0));
      if (failed) return `${failed.name} exited with code ${failed.exitCode ?? "unknown"}.`;
      const sick = own.find(({ health }) => health === "unhealthy");
      if (sick) return `${sick.name} is unhealthy.`;
      const restarting = own.find(({ state }) => state === "restarting");
      if (restarting) return `${restarting.name} ends and is restarted again and again.`;
      if (running + completed < wanted) return `${counted(running, "container")} of ${name} instead of ${wanted}.`;
      return undefined;
    }
  }
}
