import type { Container, Port } from "@shared/containers.ts";

/** Published ports, each once: the engine lists one for IPv4 and one for IPv6. Ordered by the port on the host. */
export function publishedPorts({ ports }: Pick<Container, "ports">): Port[] {
  const seen = new Map<string, Port>();
  for (const port of ports)
    if (port.public !== undefined) seen.set(`${port.public}/${port.private}/${port.protocol}`, port);
  return [...seen.values()].sort((a, b) => a.public! - b.public!);
}

/** `8080→80`, with the protocol where it is not TCP. */
export const portText = ({ public: host, private: inside, protocol }: Port): string =>
  `${host === inside ? host : `${host}→${inside}`}${protocol === "tcp" ? "" : `/${protocol}`}`;

/** Address of a published TCP port on this computer, or undefined for what a browser cannot open. */
export const portUrl = ({ public: host, private: inside, protocol }: Port): string | undefined =>
  protocol !== "tcp" || host === undefined ? undefined : `${inside === 443 ? "https" : "http"}://localhost:${host}`;
