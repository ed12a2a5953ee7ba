import { DrydockError } from "@shared/errors.ts";
import { guideLabel, guidePrefix } from "@shared/guide.ts";
import type { DockerClient } from "../docker/client.ts";
import { path } from "../docker/path.ts";

interface Labelled {
  readonly Id: string;
  readonly State?: string;
  readonly Name?: string;
  readonly Names?: readonly string[];
  readonly RepoTags?: readonly string[] | null;
  readonly Labels?: Readonly<Record<string, string>> | null;
}
/** Told of each docker line. */
type Record_ = (line: readonly string[]) => (error?: unknown) => void;

/**
 * Removes what carries the guide's label with a value that `ours` takes, and a name that the guide gives: labels are
 * inherited from images, names are not. Answers with what was removed; what is in use by something else stays.
 */
export async function cleanUp(
  client: DockerClient,
  ours: (run: string) => boolean,
  record: Record_ = () => () => {},
): Promise<string[]> {
  const filters = JSON.stringify({ label: [guideLabel] });
  const mine = ({ Labels }: Labelled) => ours(Labels?.[guideLabel] ?? "");
  const removed: string[] = [];
  /** False when it is in use. */
  const remove = async (name: string, line: readonly string[], work: () => Promise<unknown>): Promise<boolean> => {
    const over = record(line);
    try {
      await work();
      removed.push(name);
      over();
      return true;
    } catch (error) {
      over(error);
      // Gone already, or somebody has put it to use: both are no reason to stop.
      const code = error instanceof DrydockError ? error.code : "INTERNAL";
      if (!["NOT_FOUND", "CONFLICT", "IN_USE"].includes(code)) throw error;
      return code !== "IN_USE";
    }
  };

  const containers = await client.get<Labelled[]>(path`/containers/json`, { query: { all: true, filters } });
  // Podman keeps a container whose namespaces another one uses: it goes once that one is gone, so it is tried again.
  const again: Labelled[] = [];
  const removeContainer = async (container: Labelled): Promise<void> => {
    const name = container.Names?.[0]?.slice(1) ?? "";
    if (!mine(container) || !name.startsWith(guidePrefix)) return;
    const { Id } = container;
    // Never by force: what still runs is ended first, so that the engine's own checks stay in place.
    if (container.State === "paused") {
      const over = record(["unpause", name]);
      await client.post(path`/containers/${Id}/unpause`).then(() => over(), over);
    }
    if (container.State === "running" || container.State === "paused") {
      const over = record(["kill", name]);
      await client.post(path`/containers/${Id}/kill`).then(() => over(), over);
      await client.post(path`/containers/${Id}/wait`, { deadline: 30_000 }).catch(() => undefined);
    }
    const gone = await remove(name, ["rm", "--volumes", name], () =>
      client.delete(path`/containers/${Id}`, { query: { v: true }, deadline: 60_000 }),
    );
    if (!gone) again.push(container);
  };
  for (const container of containers) await removeContainer(container);
  for (const container of again.splice(0)) await removeContainer(container);
  for (const network of await client.get<Labelled[]>(path`/networks`, { query: { filters } }))
    if (mine(network) && network.Name?.startsWith(guidePrefix))
      await remove(network.Name, ["network", "rm", network.Name], () => client.delete(path`/networks/${network.Id}`));
  const { Volumes } = await client.get<{ Volumes: Labelled[] | null }>(path`/volumes`, { query: { filters } });
  for (const volume of Volumes ?? [])
    if (mine(volume) && volume.Name?.startsWith(guidePrefix))
      await remove(volume.Name, ["volume", "rm", volume.Name], () => client.delete(path`/volumes/${volume.Name!}`));
  for (const image of await client.get<Labelled[]>(path`/images/json`, { query: { filters } }))
    for (const tag of image.RepoTags ?? [])
      if (mine(image) && tag.startsWith(guidePrefix))
        await remove(tag, ["rmi", tag], () => client.delete(path`/images/${tag}`));
  return removed;
}
