import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A registry behind a door: layers stop after their first bytes until the door is opened. */
export interface SlowRegistry {
  /** `127.0.0.1:<port>`, the first part of its images' names. */
  host: string;
  /** Lets everything through from now on. */
  open(): void;
  stop(): Promise<void>;
}

/** Bytes of each layer that come through while the door is shut. */
const first = 256 * 1024;

/** Stands before a registry, so that a pull takes as long as a test needs. */
export async function startSlowRegistry(registry: string): Promise<SlowRegistry> {
  let open = false;
  const held = new Set<() => void>();
  const hold = (answer: IncomingMessage, response: ServerResponse) => {
    let passed = 0;
    answer.on("data", (piece: Buffer) => {
      response.write(piece);
      passed += piece.length;
      if (open || passed < first) return;
      answer.pause();
      held.add(() => answer.resume());
    });
    answer.on("end", () => response.end());
  };
  const server = createServer((incoming, response) => {
    const { method, url, headers } = incoming;
    const outgoing = request(`http://${registry}${url}`, { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      if (method === "GET" && url?.includes("/blobs/")) hold(answer, response);
      else answer.pipe(response);
      response.on("close", () => answer.destroy());
    });
    outgoing.on("error", () => response.destroy());
    incoming.pipe(outgoing);
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    open() {
      open = true;
      for (const release of held) release();
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}
