/** A TCP socket that waits for connections. */
export interface Listening {
  readonly port: number;
  readonly address: "any" | "loopback" | "other";
}

const listens = "0A";
/** 127.0.0.11: the engine's own resolver of names, in every container on a network that was made. */
const resolver = "0B00007F";

function addressOf(hex: string): Listening["address"] {
  if (/^0+$/.test(hex)) return "any";
  // The kernel writes words in its own byte order, which is the lowest byte first on every usual processor.
  if (hex.length === 8) return hex.endsWith("7F") ? "loopback" : "other";
  if (hex === "00000000000000000000000001000000") return "loopback";
  return /^0{16}FFFF0000.{6}7F$/.test(hex) ? "loopback" : "other";
}

/** Reads /proc/net/tcp and tcp6, one after the other: the sockets that listen, each port and kind of address once. */
export function readListening(text: string): Listening[] {
  const found = new Map<string, Listening>();
  for (const line of text.split("\n")) {
    const [, local = "", , state] = line.trim().split(/\s+/);
    const [hex, port] = local.split(":");
    if (state !== listens || !hex || hex === resolver || !port || !/^[0-9A-F]+$/.test(hex)) continue;
    const one: Listening = { port: Number.parseInt(port, 16), address: addressOf(hex) };
    found.set(`${one.port} ${one.address}`, one);
  }
  return [...found.values()].sort((a, b) => a.port - b.port);
}
