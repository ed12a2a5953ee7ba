import { DrydockError } from "@shared/errors.ts";

/** Where an engine answers, read from `unix://`, `npipe://`, `tcp://`, `http(s)://` or `ssh://`. */
export type Address =
  | { readonly type: "socket"; readonly path: string }
  | {
      readonly type: "tcp";
      readonly host: string;
      readonly port: number;
      readonly secure: boolean;
      readonly prefix: string;
    }
  | {
      readonly type: "ssh";
      readonly host: string;
      readonly port?: number;
      readonly user?: string;
      /** Socket on that computer, where it is not the one its docker CLI uses. */
      readonly socket?: string;
    };

/** sun_path holds 108 bytes on Linux and 104 elsewhere, with its closing zero; older runtimes cut a longer one silently. */
const longestSocketPath = process.platform === "linux" ? 107 : 103;

const invalid = (host: string, why: string) =>
  new DrydockError(
    "INVALID",
    `“${host}” is not the address of an engine: ${why}. Use for example unix:///var/run/docker.sock, tcp://computer:2376 or ssh://user@computer.`,
  );

/** Reads an engine's address as the docker CLI does. Throws INVALID with a sentence for anything else. */
export function parseAddress(host: string, secure = false): Address {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: exactly these are refused.
  if (/[\0-\x1f\x7f]/.test(host)) throw invalid(JSON.stringify(host).slice(1, -1), "it holds control characters");
  const scheme = /^([a-z]+):\/\//.exec(host)?.[1];
  if (scheme === "unix" || scheme === "npipe") {
    const path = host.slice(scheme.length + 3);
    if (!path) throw invalid(host, "the path of its socket is missing");
    if (scheme === "npipe" && process.platform !== "win32") throw invalid(host, "only Windows has named pipes");
    if (scheme === "unix" && !path.startsWith("/") && process.platform !== "win32")
      throw invalid(host, "the path of its socket does not start with /");
    if (scheme === "unix" && Buffer.byteLength(path) > longestSocketPath)
      throw invalid(host, `the path of its socket is longer than ${longestSocketPath} bytes, which no system can open`);
    return { type: "socket", path };
  }
  if (scheme === undefined || !["tcp", "http", "https", "ssh"].includes(scheme))
    throw invalid(
      host,
      scheme ? `${scheme}:// is not a way to reach one` : "it does not start with unix://, tcp:// or ssh://",
    );
  let url: URL;
  try {
    // The URL parser keeps only special schemes' hosts in order; tcp and ssh read the same as http.
    url = new URL(host.replace(/^[a-z]+/, "http"));
  } catch {
    throw invalid(host, "it has no readable host and port");
  }
  // The parser drops :80 as http's own port, so that it is read from the text.
  const written = /^[a-z]+:\/\/[^/?#]*:(\d+)(?:[/?#]|$)/.exec(host)?.[1];
  const hostname = url.hostname.replace(/^\[|\]$/g, "");
  const prefix = url.pathname.replace(/\/+$/, "");
  if (url.search || url.hash) throw invalid(host, "an address has no ? or #");
  if (url.password) throw invalid(host, "a password does not belong in it");
  if (scheme === "ssh")
    return {
      type: "ssh",
      host: hostname,
      ...(written ? { port: Number(written) } : {}),
      ...(url.username ? { user: decodeURIComponent(url.username) } : {}),
      ...(prefix ? { socket: decodeURIComponent(prefix) } : {}),
    };
  const tls = secure || scheme === "https";
  return { type: "tcp", host: hostname, port: Number(written ?? (tls ? 2376 : 2375)), secure: tls, prefix };
}
