import { DrydockError } from "@shared/errors.ts";
import { path } from "../../docker/path.ts";
import { type Kit, labelOf } from "../box.ts";
import { type Bench, labels, onLine, taken } from "./bench.ts";

export const volumeLine = (name: string, kit: Kit) => ["volume", "create", "--label", labelOf(kit), name];
export const networkLine = (name: string, kit: Kit) => ["network", "create", "--label", labelOf(kit), name];

/** Docker lines about volumes and networks. */
export function networkLines(bench: Bench) {
  const { client, kit, signal } = bench;
  return {
    createVolume: (name: string): Promise<void> =>
      onLine(bench, volumeLine(name, kit), async () => {
        // Creating a volume that exists succeeds, so that it has to be asked first.
        const there = await client.get(path`/volumes/${name}`, { signal }).then(
          () => true,
          () => false,
        );
        if (there) throw taken("volume", name);
        await client.post(path`/volumes/create`, { body: { Name: name, Labels: labels(bench) }, signal });
      }),
    createNetwork: (name: string): Promise<void> =>
      onLine(bench, networkLine(name, kit), async () => {
        const body = { Name: name, CheckDuplicate: true, Labels: labels(bench) };
        await client.post(path`/networks/create`, { body, signal }).catch((error: unknown) => {
          throw error instanceof DrydockError && error.code === "CONFLICT" ? taken("network", name) : error;
        });
      }),
    disconnect: (network: string, container: string): Promise<void> =>
      onLine(bench, ["network", "disconnect", network, container], () =>
        client.post(path`/networks/${network}/disconnect`, { body: { Container: container }, signal }),
      ),
  };
}
