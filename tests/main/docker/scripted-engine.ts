import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";

export interface ScriptedEngine {
  readonly host: string;
  /** `METHOD url` of every request so far. */
  readonly requests: readonly string[];
  /** Sockets that are open now. */
  readonly sockets: ReadonlySet<Socket>;
}

/**
 * An engine that misbehaves on purpose, on a unix socket, until the test is over. Only for faults that a real engine
 * cannot make on demand.
 */
export async function scriptedEngine(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
  upgrade?: (request: IncomingMessage, socket: Socket) => void,
): Promise<ScriptedEngine> {
  const folder = mkdtempSync(join(tmpdir(), "drydock-scripted-"));
  const socketPath = join(folder, "docker.sock");
  const requests: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    response.on("error", () => undefined);
    answer(request, response);
  });
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined).on("close", () => sockets.delete(socket));
  });
  if (upgrade)
    server.on("upgrade", (request, socket: Socket) => {
      requests.push(`${request.method} ${request.url}`);
      socket.on("end", () => socket.end());
      upgrade(request, socket);
    });
  await new Promise<void>((resolve) => server.listen(socketPath, resolve));
  onTestFinished(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
    rmSync(folder, { recursive: true, force: true });
  });
  return { host: `unix://${socketPath}`, requests, sockets };
}

/** Answers with JSON, as the engine does. */
export function sendJson(response: ServerResponse, value: unknown, status = 200): void {
  response.writeHead(status, { "Content-Type": "application/json" }).end(JSON.stringify(value));
}
