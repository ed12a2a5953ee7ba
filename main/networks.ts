import type { networksApi } from "@shared/networks.ts";
import type { Server } from "@shared/wire.ts";
import type { EngineHub } from "./docker/hub.ts";
import { path } from "./docker/path.ts";
import { reach } from "./networks/reach.ts";

const deadline = 120_000;

/** Networks of the engine on the screen. */
export const networks = (hub: Pick<EngineHub, "use">): Server<typeof networksApi> => ({
  inspect: ({ engine, id }) => hub.use(engine).get(path`/networks/${id}`),
  async create({ engine, name, driver, subnet, gateway, ipv6, internal, attachable, labels }) {
    const range = { ...(subnet ? { Subnet: subnet } : {}), ...(gateway ? { Gateway: gateway } : {}) };
    const { Id, Warning } = await hub.use(engine).post<{ Id: string; Warning?: string }>(path`/networks/create`, {
      body: {
        Name: name,
        // Engines before API 1.44 would make a second one of the same name.
        CheckDuplicate: true,
        Driver: driver,
        EnableIPv6: ipv6,
        Internal: internal,
        Attachable: attachable,
        ...(subnet || gateway ? { IPAM: { Driver: "default", Config: [range] } } : {}),
        Labels: Object.fromEntries(labels.map((label) => [label.name, label.value])),
      },
      deadline,
    });
    return { id: Id, warning: Warning ?? "" };
  },
  connect({ engine, id, container, aliases, address }) {
    const ipam = address ? { [address.includes(":") ? "IPv6Address" : "IPv4Address"]: address } : undefined;
    return hub.use(engine).post(path`/networks/${id}/connect`, {
      body: {
        Container: container.id,
        EndpointConfig: { ...(aliases.length > 0 ? { Aliases: aliases } : {}), ...(ipam ? { IPAMConfig: ipam } : {}) },
      },
      deadline,
    });
  },
  disconnect: ({ engine, id, container }) =>
    hub.use(engine).post(path`/networks/${id}/disconnect`, {
      body: { Container: container.id, Force: false },
      deadline,
    }),
  reach: ({ engine, ...input }) => reach(hub.use(engine), input),
});
