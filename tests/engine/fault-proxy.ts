import { once } from "node:events";
import { createConnection, createServer, type Socket } from "node:net";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { endRunFolder, makeRunFolder } from "./run-folder.ts";

/** What the proxy does to the responses of requests it applies to. */
type Fault =
  /** Closes every new connection at once, as an engine that is gone. */
  | { kind: "refuse" }
  /** Sends the request on and holds the response back for good. */
  | { kind: "stall"; afterBytes?: number }
  /** Holds each piece of the response back for this long. */
  | { kind: "delay"; milliseconds: number }
  /** Breaks the connection after so many bytes of the response (0: before its first). */
  | { kind: "cut"; afterBytes: number }
  /** Changes each piece of the response. */
  | { kind: "corrupt"; change: (piece: Buffer) => Buffer | string }
  /** Answers with these bytes, a whole HTTP response or not, and closes; the engine never sees the request. */
  | { kind: "answer"; response: string };

/** A socket that stands in front of an engine's and misbehaves on demand. */
export interface FaultProxy {
  socket: string;
  /** For DOCKER_HOST. */
  host: string;
  /** The request lines that came, as in `GET /v1.45/containers/json?all=1`, oldest first. */
  requests: string[];
  /** How many connections are open. */
  open(): number;
  /** From now on requests whose line matches meet `fault` (all requests without `match`); several faults add up, the last one that matches wins. */
  inject(fault: Fault, match?: RegExp): void;
  /** Ends all faults for new requests. */
  clear(): void;
  /** Breaks every open connection now, also those in the middle of a stream. */
  cutAll(): void;
  stop(): Promise<void>;
}

/** Starts a proxy in front of an engine's socket. */
export async function startFaultProxy(upstream: string): Promise<FaultProxy> {
  const folder = makeRunFolder();
  const socket = join(folder, "fault.sock");
  const clients = new Set<Socket>();
  const faults: { fault: Fault; match: RegExp | undefined }[] = [];
  const requests: string[] = [];
  const faultOf = (line: string) => faults.findLast(({ match }) => match === undefined || match.test(line))?.fault;

  const server = createServer({ allowHalfOpen: true }, (client) => {
    if (faultOf("")?.kind === "refuse") return void client.destroy();
    clients.add(client);
    client.on("close", () => clients.delete(client));
    connect(client, upstream, (line) => {
      requests.push(line);
      return faultOf(line);
    });
  }).listen(socket);
  await once(server, "listening");

  const cutAll = () => {
    for (const client of clients) client.destroy();
  };
  return {
    socket,
    host: `unix://${socket}`,
    requests,
    open: () => clients.size,
    inject: (fault, match) => void faults.push({ fault, match }),
    clear: () => void faults.splice(0),
    cutAll,
    stop: async () => {
      cutAll();
      server.close();
      await once(server, "close");
      endRunFolder(folder);
    },
  };
}

/** Joins one client to the engine; a kept-alive connection may meet another fault with each request. */
function connect(client: Socket, upstream: string, faultFor: (line: string) => Fault | undefined): void {
  const engine = createConnection({ path: upstream, allowHalfOpen: true });
  let fault: Fault | undefined;
  let received = 0;
  let last = Promise.resolve();
  const end = () => {
    client.destroy();
    engine.destroy();
  };
  client.on("error", end).on("close", end);
  engine.on("error", end).on("close", end);

  client.on("data", (piece: Buffer) => {
    const line = piece.toString("latin1").match(/^([A-Z]+ \/\S*) HTTP\/1\.1\r\n/)?.[1];
    if (line !== undefined) {
      fault = faultFor(line);
      received = 0;
    }
    if (fault?.kind === "refuse") end();
    else if (fault?.kind === "answer") client.end(fault.response);
    else if (!engine.write(piece)) {
      client.pause();
      engine.once("drain", () => client.resume());
    }
  });
  client.on("end", () => engine.end());

  engine.on("data", (piece: Buffer) => {
    const start = received;
    received += piece.length;
    const active = fault;
    if (active?.kind === "stall") {
      write(piece.subarray(0, Math.max(0, (active.afterBytes ?? 0) - start)));
    } else if (active?.kind === "cut") {
      write(piece.subarray(0, Math.max(0, active.afterBytes - start)));
      // destroySoon sends what was written first.
      if (received >= active.afterBytes) client.destroySoon();
    } else if (active?.kind === "corrupt") {
      write(active.change(piece));
    } else if (active?.kind === "delay") {
      last = last.then(async () => {
        await pause(active.milliseconds);
        write(piece);
      });
    } else write(piece);
  });
  engine.on("end", () => void last.then(() => fault?.kind !== "stall" && client.end()));

  const write = (piece: Buffer | string) => {
    if (piece.length === 0 || client.destroyed) return;
    if (!client.write(piece)) {
      // Backpressure reaches the engine, as without the proxy.
      engine.pause();
      client.once("drain", () => engine.resume());
    }
  };
}
