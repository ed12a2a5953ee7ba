import type { RunInput } from "@shared/containers.ts";

/**
 * The body of `POST /containers/create` for these choices: what the docker CLI sends for `runCommand` of the same.
 * StdinOnce goes with it although a window may close and open again: the engine heeds it only without a TTY.
 */
export function createBody(run: RunInput) {
  const stdio = run.interactive;
  return {
    Image: run.image,
    Cmd: run.command.length > 0 ? run.command : null,
    Entrypoint: run.entrypoint ? [run.entrypoint] : null,
    Env: run.environment.map(({ name, value }) => `${name}=${value}`),
    Labels: Object.fromEntries(run.labels.map(({ name, value }) => [name, value])),
    User: run.user,
    WorkingDir: run.workdir,
    Hostname: run.hostname,
    Tty: stdio,
    OpenStdin: stdio,
    StdinOnce: stdio,
    AttachStdin: stdio,
    AttachStdout: stdio,
    AttachStderr: stdio,
    ExposedPorts: Object.fromEntries(run.ports.map((port) => [portKey(port), {}])),
    HostConfig: {
      AutoRemove: run.removeOnExit,
      PortBindings: portBindings(run.ports),
      PublishAllPorts: run.publishAll,
      Mounts: run.mounts.map(({ type, source, target, readOnly }) => ({
        Type: type,
        Source: source,
        Target: target,
        ReadOnly: readOnly,
      })),
      NetworkMode: run.network || "default",
      RestartPolicy: { Name: run.restart, MaximumRetryCount: 0 },
      Memory: run.memory,
      NanoCpus: Math.round(run.cpus * 1e9),
      ReadonlyRootfs: run.readOnly,
      Privileged: run.privileged,
      ...(run.init ? { Init: true } : {}),
    },
  };
}

const portKey = ({ container, protocol }: RunInput["ports"][number]): string => `${container}/${protocol}`;

/** One container port may be published more than once. */
function portBindings(ports: RunInput["ports"]): Record<string, { HostIp: string; HostPort: string }[]> {
  const bindings: Record<string, { HostIp: string; HostPort: string }[]> = {};
  for (const port of ports) {
    const key = portKey(port);
    bindings[key] ??= [];
    bindings[key].push({ HostIp: port.ip, HostPort: port.host });
  }
  return bindings;
}
