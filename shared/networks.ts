import { z } from "zod";
import { containerRef } from "./containers.ts";
import { action, engineId, query } from "./wire.ts";

/** One row of `docker network ls`. */
export interface Network {
  readonly engine: string;
  readonly id: string;
  readonly name: string;
  readonly driver: string;
  readonly scope: string;
  readonly internal: boolean;
  readonly attachable: boolean;
  readonly subnets: readonly { readonly subnet: string; readonly gateway: string }[];
  readonly created: number;
  readonly labels: Readonly<Record<string, string>>;
}

export const networkRef = z.object({ engine: engineId, id: z.string().min(1).max(100), name: z.string().max(300) });

const octet = "(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)";
const ipv4 = new RegExp(`^${octet}(?:\\.${octet}){3}$`);
const isIpv6 = (text: string): boolean => /^[0-9a-fA-F:]*:[0-9a-fA-F:.]*$/.test(text) && text.includes(":");
const isAddress = (text: string): boolean => ipv4.test(text) || isIpv6(text);
function isSubnet(text: string): boolean {
  const [address = "", length = "", ...rest] = text.split("/");
  if (rest.length > 0 || !/^\d{1,3}$/.test(length)) return false;
  return ipv4.test(address) ? Number(length) <= 32 : isIpv6(address) && Number(length) <= 128;
}
const optional = (is: (text: string) => boolean, sentence: string) =>
  z
    .string()
    .trim()
    .max(100)
    .default("")
    .refine((text) => text === "" || is(text), sentence);

export const newNetwork = z.object({
  engine: engineId,
  name: z
    .string()
    .trim()
    .regex(/^[a-zA-Z0-9][a-zA-Z0-9_.-]*$/, "Use letters, digits, `_`, `.` and `-`, starting with a letter or digit."),
  driver: z.string().trim().min(1, "Type the name of a driver, for example `bridge`.").max(300).default("bridge"),
  subnet: optional(isSubnet, "Type a subnet such as `172.28.0.0/16` or `fd00:1::/64`."),
  gateway: optional(isAddress, "Type an address such as `172.28.0.1`."),
  ipv6: z.boolean().default(false),
  internal: z.boolean().default(false),
  attachable: z.boolean().default(false),
  labels: z
    .array(z.object({ name: z.string().trim().min(1).max(1000), value: z.string().max(10_000) }))
    .max(1000)
    .default([]),
});
export type NewNetwork = z.output<typeof newNetwork>;

/** `docker network create` for these choices. */
export const createNetworkCommand = (network: NewNetwork): string[] => [
  "network",
  "create",
  ...(network.driver === "bridge" ? [] : ["--driver", network.driver]),
  ...(network.subnet ? ["--subnet", network.subnet] : []),
  ...(network.gateway ? ["--gateway", network.gateway] : []),
  ...(network.ipv6 ? ["--ipv6"] : []),
  ...(network.internal ? ["--internal"] : []),
  ...(network.attachable ? ["--attachable"] : []),
  ...network.labels.flatMap(({ name, value }) => ["--label", `${name}=${value}`]),
  network.name,
];

const alias = z
  .string()
  .trim()
  .regex(/^[a-zA-Z0-9][a-zA-Z0-9_.-]*$/, "An alias is a host name: letters, digits, `_`, `.` and `-`.");

export const connection = networkRef.extend({
  container: containerRef.omit({ engine: true }),
  aliases: z.array(alias).max(50).default([]),
  /** Empty: the engine gives one. */
  address: optional(isAddress, "Type an address such as `172.28.0.5`."),
});

const connectCommand = ({ name, container, aliases, address }: z.output<typeof connection>): string[] => [
  "network",
  "connect",
  ...aliases.flatMap((each) => ["--alias", each]),
  ...(address ? [address.includes(":") ? "--ip6" : "--ip", address] : []),
  name,
  container.name,
];

export const reachInput = z.object({
  engine: engineId,
  from: containerRef.omit({ engine: true }),
  to: containerRef.omit({ engine: true }),
  port: z.number().int().min(1).max(65535),
});

/** Whether one container reaches a port of another: what was found, what was tried for it, and the lines that mend it. */
export interface Reachability {
  readonly verdict:
    | "reachable"
    | "not-running"
    | "no-shared-network"
    | "internal"
    | "nothing-listens"
    | "loopback-only"
    | "refused"
    | "no-answer"
    | "not-tested";
  /** The answer with its reason, in a sentence or two. */
  readonly answer: string;
  /** What was tried, one sentence each. */
  readonly tests: readonly string[];
  /** Words after `docker`, one list a line; none where no docker line mends it. */
  readonly mend: readonly (readonly string[])[];
}

export const networksApi = {
  inspect: query(networkRef).returns<unknown>(),
  create: action(newNetwork, createNetworkCommand).returns<{ readonly id: string; readonly warning: string }>(),
  connect: action(connection, connectCommand),
  disconnect: action(networkRef.extend({ container: containerRef.omit({ engine: true }) }), ({ name, container }) => [
    "network",
    "disconnect",
    name,
    container.name,
  ]),
  /** Tries a TCP connection from within; may run a short-lived helper beside a container that has no tool for it. */
  reach: query(reachInput).returns<Reachability>(),
} as const;
