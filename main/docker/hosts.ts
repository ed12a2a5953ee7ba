import { join } from "node:path";
import type { EngineOrigin } from "@shared/engine.ts";

/** What decides where engines are looked for. */
export interface Surroundings {
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  /** User ID; undefined on Windows. */
  readonly uid: number | undefined;
}

/** Where the docker CLI looks when it is told nothing. */
export const defaultHost = (platform: NodeJS.Platform): string =>
  platform === "win32" ? "npipe:////./pipe/docker_engine" : "unix:///var/run/docker.sock";

/** Reads what a person or `DOCKER_HOST` may say for an address: a path of a socket, `host:port`, or an address. */
export function normalizeHost(text: string, platform: NodeJS.Platform): string {
  const host = text.trim();
  if (host === "unix://" || host === "npipe://") return defaultHost(platform);
  if (host === "tcp://") return "tcp://localhost:2375";
  if (/^[a-z]+:\/\//i.test(host)) return host.replace(/^[a-z]+/i, (scheme) => scheme.toLowerCase());
  if (host.startsWith("/") && !host.startsWith("//")) return `unix://${host}`;
  if (/^(?:\\\\|\/\/)\.[\\/]pipe[\\/]/.test(host)) return `npipe://${host.replaceAll("\\", "/")}`;
  return `tcp://${host}`;
}

interface KnownPlace {
  readonly origin: EngineOrigin;
  readonly name: string;
  readonly host: string;
}

/** The usual places of engines on this system, in the order in which they are tried. Pure. */
export function usualPlaces({ platform, env, home, uid }: Surroundings): KnownPlace[] {
  const pipe = (origin: EngineOrigin, name: string, pipe: string) => ({
    origin,
    name,
    host: `npipe:////./pipe/${pipe}`,
  });
  if (platform === "win32")
    return [
      pipe("default", "Docker Engine", "docker_engine"),
      pipe("docker-desktop", "Docker Desktop", "dockerDesktopLinuxEngine"),
      pipe("docker-desktop", "Docker Desktop (Windows containers)", "dockerDesktopWindowsEngine"),
      pipe("podman", "Podman machine", "podman-machine-default"),
    ];
  const socket = (origin: EngineOrigin, name: string, ...path: string[]) => ({
    origin,
    name,
    host: `unix://${join("/", ...path)}`,
  });
  const linux = platform === "linux";
  const runtime = env.XDG_RUNTIME_DIR || (linux && uid ? `/run/user/${uid}` : "");
  const colima = env.COLIMA_HOME || join(home, ".colima");
  const configHome = env.XDG_CONFIG_HOME || join(home, ".config");
  const podmanMachine = join(home, ".local/share/containers/podman/machine");
  return [
    socket("default", "Docker Engine", "/var/run/docker.sock"),
    ...(runtime ? [socket("rootless", "Rootless Docker", runtime, "docker.sock")] : []),
    ...(linux
      ? [socket("docker-desktop", "Docker Desktop", home, ".docker/desktop/docker.sock")]
      : [socket("docker-desktop", "Docker Desktop", home, ".docker/run/docker.sock")]),
    socket("colima", "Colima", colima, "default/docker.sock"),
    socket("colima", "Colima", configHome, "colima/default/docker.sock"),
    ...(linux ? [] : [socket("orbstack", "OrbStack", home, ".orbstack/run/docker.sock")]),
    socket("rancher-desktop", "Rancher Desktop", home, ".rd/docker.sock"),
    ...(linux
      ? [
          socket("podman", "Podman", "/run/podman/podman.sock"),
          ...(runtime ? [socket("podman", "Podman (rootless)", runtime, "podman/podman.sock")] : []),
        ]
      : [
          ...(env.TMPDIR
            ? [socket("podman", "Podman machine", env.TMPDIR, "podman/podman-machine-default-api.sock")]
            : []),
          socket("podman", "Podman machine", podmanMachine, "podman.sock"),
        ]),
    socket("podman", "Podman machine", podmanMachine, "qemu/podman.sock"),
    socket("podman", "Podman machine", podmanMachine, "podman-machine-default/podman.sock"),
  ];
}
