import { Agent } from "node:http";
import type { Duplex } from "node:stream";
import { interrupted } from "./errors.ts";

/** What Node documents of an Agent for those who make their own; its types lack it. */
interface Inner {
  createConnection(options: object, created: (error: Error) => void): Duplex | undefined;
}

/**
 * Carries request after request over one connection, opened with the first of them, so that all of them reach the same
 * engine even when the socket is replaced meanwhile. Once it has closed, whatever is asked fails with INTERRUPTED.
 */
export function oneConnection(host: string, open: () => Duplex): Agent {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  let opened = false;
  (agent as unknown as Inner).createConnection = (_options, created) => {
    if (!opened) {
      opened = true;
      return asSocket(open());
    }
    process.nextTick(created, interrupted(host));
    return undefined;
  };
  return agent;
}

/** An Agent calls methods of a socket that the stream of an ssh has not. */
function asSocket(stream: Duplex): Duplex {
  for (const name of ["setKeepAlive", "ref", "unref"])
    if (!(name in stream)) Object.defineProperty(stream, name, { value: () => stream });
  return stream;
}
