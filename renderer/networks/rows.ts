import type { Container } from "@shared/containers.ts";
import type { Network } from "@shared/networks.ts";

/** A network together with the containers on it. */
export interface NetworkRow extends Network {
  readonly members: readonly { readonly container: Container; readonly address: string }[];
}

/** Names of the networks that every engine makes for itself. */
export const builtIn: ReadonlySet<string> = new Set(["bridge", "host", "none", "podman"]);

/** Joins networks to the containers on them: by ID, or by name where a stopped container has no ID any more. */
export function networkRows(networks: readonly Network[], containers: readonly Container[]): NetworkRow[] {
  const members = new Map<string, { container: Container; address: string }[]>();
  for (const container of containers)
    for (const { id, name, address } of container.networks) {
      const key = id || `name ${name}`;
      const known = members.get(key);
      if (known) known.push({ container, address });
      else members.set(key, [{ container, address }]);
    }
  return networks.map((network) => ({
    ...network,
    members: [...(members.get(network.id) ?? []), ...(members.get(`name ${network.name}`) ?? [])],
  }));
}
