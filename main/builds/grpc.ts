import { type ClientHttp2Stream, connect, createServer, type Http2Stream, type ServerHttp2Stream } from "node:http2";
import type { Duplex } from "node:stream";

/**
 * gRPC as BuildKit speaks it: HTTP/2 over a connection that the engine handed over. Written on node:http2, because
 * patterns come as repeated headers, which only raw headers keep apart, and because a gRPC library wants to open its
 * connections itself. `details` is google.rpc.Status, empty where the engine sent none.
 */
export class GrpcError extends Error {
  readonly status: number;
  readonly details: Buffer;
  constructor(status: number, message: string, details: Buffer = Buffer.alloc(0)) {
    super(message);
    this.name = "GrpcError";
    this.status = status;
    this.details = details;
  }
}

/** The codes of google.rpc.Code that are used here. */
export const grpcCodes = { cancelled: 1, unknown: 2, notFound: 5, unimplemented: 12, internal: 13 } as const;

/** More than any message of BuildKit; its own limit is 16 MiB. */
const longestMessage = 64 * 1024 * 1024;
const largeWindow = 4 * 1024 * 1024;
const settings = { initialWindowSize: largeWindow, enablePush: false };

function frame(message: Uint8Array): Buffer {
  const framed = Buffer.allocUnsafe(5 + message.length);
  framed[0] = 0;
  framed.writeUInt32BE(message.length, 1);
  framed.set(message, 5);
  return framed;
}

/** Takes messages out of what arrives; chunks are joined once a message is whole. */
async function* messages(stream: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void, undefined> {
  let chunks: Buffer[] = [];
  let length = 0;
  let wanted = 5;
  for await (const chunk of stream) {
    chunks.push(chunk);
    length += chunk.length;
    while (length >= wanted) {
      const all = Buffer.concat(chunks);
      const size = all.readUInt32BE(1);
      if (all[0] !== 0 || size > longestMessage) throw new GrpcError(grpcCodes.internal, "unreadable gRPC message");
      wanted = 5 + size;
      chunks = [all];
      if (length < wanted) break;
      yield all.subarray(5, wanted);
      chunks = [all.subarray(wanted)];
      length -= wanted;
      wanted = 5;
    }
  }
}

/** Writes one message and waits until there is room for the next. */
async function send(stream: Http2Stream, message: Uint8Array): Promise<void> {
  if (stream.destroyed) throw new GrpcError(grpcCodes.cancelled, "the call has ended");
  if (stream.write(frame(message))) return;
  await new Promise<void>((resolve, reject) => {
    const settle = (error?: Error) => {
      stream.off("drain", settle);
      stream.off("close", closed);
      if (error) reject(error);
      else resolve();
    };
    const closed = () => settle(new GrpcError(grpcCodes.cancelled, "the call has ended"));
    stream.once("drain", settle);
    stream.once("close", closed);
  });
}

/** One call that the engine made of us. */
export interface GrpcCall {
  readonly requests: AsyncGenerator<Buffer, void, undefined>;
  /** Resolves when there is room for the next message. */
  send(message: Uint8Array): Promise<void>;
  /** All values of a header, in order. */
  metadata(name: string): readonly string[];
}
export type GrpcHandler = (call: GrpcCall) => Promise<void>;

/** Serves calls by their path (`/moby.filesync.v1.FileSync/DiffCopy`) until the connection ends or is destroyed. */
export function serveGrpc(connection: Duplex, handlers: Readonly<Record<string, GrpcHandler>>): void {
  const server = createServer({ settings });
  server.on("sessionError", () => connection.destroy());
  server.on("session", (session) => session.on("error", () => undefined));
  server.on("stream", (stream, headers, ...more) => {
    stream.on("error", () => undefined);
    // The headers as they came, which the types do not know of.
    const raw = (more as unknown[])[1] as readonly string[];
    void answer(stream, handlers[String(headers[":path"])], raw);
  });
  server.emit("connection", connection);
}

async function answer(stream: ServerHttp2Stream, handler: GrpcHandler | undefined, raw: readonly string[]) {
  let status = 0;
  let message = "";
  stream.respond({ ":status": 200, "content-type": "application/grpc" }, { waitForTrailers: true });
  stream.once("wantTrailers", () =>
    stream.sendTrailers({ "grpc-status": String(status), "grpc-message": encodeURIComponent(message) }),
  );
  try {
    if (!handler) throw new GrpcError(grpcCodes.unimplemented, "unknown method");
    await handler({
      // A handler that has read enough leaves the stream open for its answer.
      requests: messages(stream.iterator({ destroyOnReturn: false })),
      send: (reply) => send(stream, reply),
      metadata: (name) => raw.filter((_, at) => at % 2 === 1 && raw[at - 1]?.toLowerCase() === name),
    });
  } catch (error) {
    status = error instanceof GrpcError ? error.status : grpcCodes.unknown;
    message = error instanceof Error ? error.message : String(error);
  }
  if (!stream.destroyed) stream.end();
}

/** What can be asked of the engine's BuildKit. */
export interface GrpcClient {
  /** Sends one message and yields every answer. Aborting cancels the call in the engine; throws GrpcError. */
  call(path: string, request: Uint8Array, signal?: AbortSignal): AsyncGenerator<Buffer, void, undefined>;
  close(): void;
}

/** Calls methods over a connection that was handed over. */
export function grpcClient(connection: Duplex): GrpcClient {
  const session = connect("http://engine", { createConnection: () => connection, settings });
  session.on("error", () => undefined);
  session.once("connect", () => session.setLocalWindowSize?.(largeWindow));
  return {
    async *call(path, request, signal) {
      if (signal?.aborted) throw new GrpcError(grpcCodes.cancelled, "cancelled");
      const stream = session.request({
        ":method": "POST",
        ":path": path,
        "content-type": "application/grpc",
        te: "trailers",
      });
      const ending = ended(stream);
      // It is awaited below; a stream that nobody reads to its end must not crash.
      ending.catch(() => undefined);
      const leave = () => stream.close(8 /* CANCEL */);
      signal?.addEventListener("abort", leave, { once: true });
      try {
        stream.end(frame(request));
        try {
          yield* messages(stream);
        } catch (error) {
          if (error instanceof GrpcError) throw error;
        }
        await ending;
      } finally {
        signal?.removeEventListener("abort", leave);
        if (!stream.closed) leave();
      }
    },
    close: () => session.destroy(),
  };
}

/** Settles as the call does: its status comes in the trailers, or at once in the headers. */
function ended(stream: ClientHttp2Stream): Promise<void> {
  return new Promise((resolve, reject) => {
    let failure: Error | undefined;
    let status: Record<string, unknown> | undefined;
    stream.on("response", (headers) => {
      if (headers["grpc-status"] !== undefined) status = headers;
    });
    stream.on("trailers", (trailers) => {
      status = trailers;
    });
    stream.on("error", (error: Error) => {
      failure = error;
    });
    stream.on("close", () => {
      if (!status) return reject(failure ?? new GrpcError(grpcCodes.cancelled, "the connection ended"));
      const code = Number(status["grpc-status"]);
      if (code === 0) return resolve();
      const details = String(status["grpc-status-details-bin"] ?? "");
      reject(new GrpcError(code, percentDecoded(String(status["grpc-message"] ?? "")), Buffer.from(details, "base64")));
    });
  });
}

function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
