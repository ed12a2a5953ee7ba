import { DrydockError } from "@shared/errors.ts";
import type { DockerClient } from "../docker/client.ts";
import { path } from "../docker/path.ts";
import { readCache } from "./inventory.ts";
import type { Intent, Journal } from "./journal.ts";
import { pinTo } from "./pinned.ts";

/** Entries asked about at a time: those of the last clean-up, with room. */
const most = 20;

/**
 * Asks the engine what became of removals whose answer was lost, and writes it into the journal. What cannot be asked
 * now stays unknown. `busy`: plans that are being carried out.
 */
export async function settleUnknown(
  journal: Journal,
  engine: string,
  use: () => DockerClient,
  busy: (plan: string) => boolean,
): Promise<void> {
  const open = journal
    .entries(1000)
    .filter((entry) => entry.outcome === "unknown" && entry.engine === engine && !busy(entry.plan))
    .slice(0, most);
  if (open.length === 0) return;
  const pinned = pinTo(engine, use);
  try {
    for (const { id } of open) {
      const intent = journal.intent(id);
      const { value: there } = await pinned.read((client) => isThere(client, intent));
      await (there
        ? journal.end(id, "failed", "The connection ended meanwhile. It is still there.")
        : journal.end(id, "removed"));
    }
  } catch (error) {
    console.error("What became of a removal is not known yet:", error);
  } finally {
    pinned.close();
  }
}

/** Whether the very thing that was saved is still on the engine. */
async function isThere(client: DockerClient, { kind, objectId, name, saved }: Intent): Promise<boolean> {
  const found = async <T>(asked: Promise<T>): Promise<T | undefined> => {
    try {
      return await asked;
    } catch (error) {
      if (error instanceof DrydockError && error.code === "NOT_FOUND") return undefined;
      throw error;
    }
  };
  switch (kind) {
    case "container":
      return (await found(client.get(path`/containers/${objectId}/json`))) !== undefined;
    case "tag":
      return (await found(client.get<{ Id: string }>(path`/images/${name}/json`)))?.Id === objectId;
    case "image":
      return (await found(client.get(path`/images/${objectId}/json`))) !== undefined;
    case "network":
      return (await found(client.get(path`/networks/${objectId}`))) !== undefined;
    case "volume": {
      const volume = await found(client.get<{ CreatedAt?: string }>(path`/volumes/${name}`));
      return volume !== undefined && volume.CreatedAt === (saved as { CreatedAt?: string }).CreatedAt;
    }
    case "build-cache":
      return (await readCache(client)).some(({ ID }) => ID === objectId);
  }
}
