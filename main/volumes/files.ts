import { DrydockError } from "@shared/errors.ts";
import type { FileListing } from "@shared/files.ts";
import type { DockerClient } from "../docker/client.ts";
import { entriesOf, namesOf, type Place, statOf } from "../files/archive.ts";
import { readFolder } from "../files/read-folder.ts";
import { mountPoint, withHelper } from "./helper.ts";

/** Where a path of the volume is in the helper. */
export const inHelper = (container: string, within: string): Place => ({
  container,
  path: within === "" ? mountPoint : `${mountPoint}/${within}`,
});

/**
 * Refuses a path that is no folder of the volume itself, also where a link in it leads elsewhere: the engine would follow
 * it, out of the volume and into the helper.
 */
export async function checkFolder(
  client: DockerClient,
  helper: string,
  within: string,
  signal: AbortSignal,
): Promise<void> {
  const names = within === "" ? [] : within.split("/");
  for (let depth = 1; depth <= names.length; depth++) {
    const folder = names.slice(0, depth).join("/");
    const found = await statOf(client, inHelper(helper, folder), signal);
    if (found?.type !== "folder")
      throw new DrydockError(
        found ? "INVALID" : "NOT_FOUND",
        found ? `${folder} is no folder of this volume.` : `${folder} is not in this volume any more.`,
      );
  }
}

/** A folder of a volume, as far as it was read. */
export async function listFolder(
  client: DockerClient,
  volume: string,
  within: string,
  report: (listing: FileListing) => void,
  signal: AbortSignal,
): Promise<void> {
  await withHelper(
    client,
    { volume, writable: false },
    async (helper) => {
      await checkFolder(client, helper, within, signal);
      await readFolder(client, inHelper(helper, within), report, signal);
    },
    signal,
  );
}

/** Whether a volume holds nothing but its own folder. */
export async function isEmpty(client: DockerClient, volume: string, signal: AbortSignal): Promise<boolean> {
  return withHelper(
    client,
    { volume, writable: false },
    async (helper) => {
      for await (const { header } of entriesOf(client, inHelper(helper, ""), signal))
        if (namesOf(header).length > 0) return false;
      return true;
    },
    signal,
  );
}
