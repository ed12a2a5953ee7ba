import { connect as connectSocket } from "node:net";
import type { Duplex } from "node:stream";
import { connect as connectTls } from "node:tls";
import type { Address } from "./address.ts";
import { connectSsh } from "./ssh.ts";

/** PEM texts for an engine that wants TLS, from DOCKER_CERT_PATH or a docker context. */
export interface TlsMaterial {
  readonly ca?: string | Buffer;
  readonly cert?: string | Buffer;
  readonly key?: string | Buffer;
  /** False takes any certificate, as `skip-tls-verify` in a context asks for. */
  readonly verify?: boolean;
}

/** Opens one connection to the engine; a failure arrives as the stream's `error`. */
export function connect(address: Address, tls: TlsMaterial = {}): Duplex {
  if (address.type === "socket") return connectSocket(address.path);
  if (address.type === "ssh") return connectSsh(address);
  const { host, port } = address;
  const socket = address.secure
    ? connectTls({
        host,
        port,
        // An IP address is no server name (RFC 6066), and Node refuses one.
        servername: /^[\d.]+$|:/.test(host) ? "" : host,
        rejectUnauthorized: tls.verify !== false,
        ...(tls.ca ? { ca: tls.ca } : {}),
        ...(tls.cert ? { cert: tls.cert } : {}),
        ...(tls.key ? { key: tls.key } : {}),
      })
    : connectSocket({ host, port });
  // A computer that went away without a word is noticed on streams that are silent for hours, such as events.
  return socket.setKeepAlive(true, 30_000).setNoDelay(true);
}
