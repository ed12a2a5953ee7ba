import { basename } from "node:path";
import { DrydockError } from "@shared/errors.ts";
import type { DockerClient } from "../docker/client.ts";
import { entriesOf, statOf } from "../files/archive.ts";
import type { Copying } from "../files/copying.ts";
import { receive } from "../files/receive.ts";
import { send } from "../files/send.ts";
import { checkFolder, inHelper } from "./files.ts";
import { withHelper } from "./helper.ts";

/**
 * Copies a file or folder of a volume into the folder `to` of this computer. Answers with what was left out, in sentences.
 * CONFLICT when the name is taken there.
 */
export const download = (
  client: DockerClient,
  { name, path, to }: { readonly name: string; readonly path: string; readonly to: string },
  copying: Copying,
): Promise<string[]> =>
  receive(path.split("/").at(-1)!, to, copying, (write) =>
    withHelper(
      client,
      { volume: name, writable: false },
      async (helper) => {
        await checkFolder(client, helper, path.split("/").slice(0, -1).join("/"), copying.signal);
        if ((await statOf(client, inHelper(helper, path), copying.signal)) === undefined)
          throw new DrydockError("NOT_FOUND", `${path} is not in this volume any more.`);
        for await (const entry of entriesOf(client, inHelper(helper, path), copying.signal)) await write(entry);
      },
      copying.signal,
    ),
  );

/**
 * Copies a file or folder of this computer into a folder of a volume. Answers with what was left out, in sentences.
 * CONFLICT when its name is taken there, unless `replace`.
 */
export async function upload(
  client: DockerClient,
  input: { readonly name: string; readonly path: string; readonly from: string; readonly replace: boolean },
  copying: Copying,
): Promise<string[]> {
  const { name: volume, path, from, replace } = input;
  const within = path ? `${path}/${basename(from)}` : basename(from);
  return withHelper(
    client,
    { volume, writable: true },
    async (helper) => {
      await checkFolder(client, helper, path, copying.signal);
      if (!replace && (await statOf(client, inHelper(helper, within), copying.signal)))
        throw new DrydockError("CONFLICT", `${within} is in this volume already.`);
      return send(client, from, inHelper(helper, path), copying);
    },
    copying.signal,
  ).catch((error: unknown) => {
    throw copying.signal.aborted ? new DrydockError("CANCELLED", "Cancelled.") : error;
  });
}
