import { cleanPath, type Resolved } from "@shared/container-files.ts";
import { DrydockError } from "@shared/errors.ts";
import type { DockerClient } from "../docker/client.ts";
import { runIn } from "../docker/exec.ts";
import { type Place, statOf } from "../files/archive.ts";
import { inspect } from "./inspect.ts";
import { typeOfMode } from "./stat-lines.ts";

/** What the kernel makes up in every running container; the engine's archives hold empty folders there. */
const kernel = ["/proc", "/sys", "/dev"];
const below = (path: string, folder: string) => path === folder || path.startsWith(`${folder}/`);

/** How the files of a place can be reached. Rejects with NOT_FOUND when the container is gone. */
export async function reach(
  client: DockerClient,
  { container, path }: Place,
  signal?: AbortSignal,
): Promise<{ readonly runs: boolean; readonly unseen: boolean }> {
  const { State, HostConfig, Mounts } = await inspect(client, container, signal);
  const memory = [
    ...Object.keys(HostConfig.Tmpfs ?? {}),
    ...(Mounts ?? []).filter(({ Type }) => Type === "tmpfs").map(({ Destination }) => Destination),
  ].map(cleanPath);
  const mounted = (Mounts ?? [])
    .filter(({ Type }) => Type !== "tmpfs")
    .map(({ Destination }) => cleanPath(Destination));
  const unseen =
    State.Running &&
    [...kernel, ...memory].some(
      (folder) =>
        // A volume or bind mount within it, or over it, is seen again.
        below(path, folder) && !mounted.some((mount) => mount.length >= folder.length && below(path, mount)),
    );
  return { runs: State.Running && !State.Paused && !State.Restarting, unseen };
}

const nothing = (path: string) =>
  new DrydockError("NOT_FOUND", `${path} is not in this container. Refresh the folder, or type another path.`);

/** Follows the links in a path, one name after the other, as the engine sees them; then as the running container does. */
export async function resolve(client: DockerClient, { container, path }: Place): Promise<Resolved> {
  const names = path.split("/").filter(Boolean);
  let at = "/";
  for (const [index, name] of names.entries()) {
    const next = at === "/" ? `/${name}` : `${at}/${name}`;
    let found = await statOf(client, { container, path: next });
    at = next;
    if (found?.type === "link") {
      at = found.target;
      found = await statOf(client, { container, path: at });
      if (!found) throw dangling(next, at);
    }
    if (!found || found.type === "link") return resolveInside(client, { container, path });
    if (index === names.length - 1) return { path: at, type: found.type };
    if (found.type !== "folder") throw new DrydockError("INVALID", `${at} is no folder. Type another path.`);
  }
  if (!(await statOf(client, { container, path: "/" }))) await inspect(client, container);
  return { path: "/", type: "folder" };
}

const dangling = (link: string, target: string) =>
  new DrydockError("NOT_FOUND", `${link} is a link to ${target}, which is not in this container.`);

/** What only the container itself sees: memory, and what the kernel makes up. */
async function resolveInside(client: DockerClient, place: Place): Promise<Resolved> {
  const { runs, unseen } = await reach(client, place);
  if (!runs || !unseen) throw nothing(place.path);
  let said = "";
  const take = ({ stderr, bytes }: { stderr: boolean; bytes: Uint8Array }) => {
    if (!stderr) said += Buffer.from(bytes).toString("latin1");
    return said.length < 100;
  };
  await runIn(
    client,
    place.container,
    { command: ["stat", "-L", "-c", "%f", place.path], env: ["LC_ALL=C"] },
    take,
    AbortSignal.timeout(10_000),
  );
  const [digits] = /^[0-9a-f]{1,8}(?=\n$)/.exec(said) ?? [];
  const type = digits === undefined ? "link" : typeOfMode(digits);
  if (type === "link") throw nothing(place.path);
  return { path: place.path, type };
}
