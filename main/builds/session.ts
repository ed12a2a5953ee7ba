import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { DockerClient } from "../docker/client.ts";
import { path } from "../docker/path.ts";
import { type Sent, sendFolder } from "./file-sync.ts";
import { type GrpcCall, GrpcError, type GrpcHandler, grpcCodes, serveGrpc } from "./grpc.ts";
import { decode, encode } from "./protocol.ts";

/** The login to a registry, or undefined for none; `host` as BuildKit names it. */
export type Login = (host: string) => Promise<{ readonly username: string; readonly secret: string } | undefined>;

export interface SessionOptions {
  /** Folders that the engine may ask for, by the name it uses. */
  readonly folders: Readonly<Record<string, string>>;
  readonly secrets: readonly { readonly id: string; readonly file: string; readonly value: string }[];
  readonly login: Login;
  /** The same for every build of one folder: the engine then keeps what it has of it. */
  readonly key: string;
  readonly sent: Sent;
  readonly signal: AbortSignal;
}

/** BuildKit refuses larger secrets itself. */
const longestSecret = 500_000;

/**
 * A session with the engine's BuildKit: the engine calls back for the context, for secrets and for logins, and gets what
 * belongs to this one build and nothing else.
 */
export async function openSession(
  client: DockerClient,
  options: SessionOptions,
): Promise<{ id: string; close(): void }> {
  const { folders, secrets, login, key, sent, signal } = options;
  const id = randomUUID().replaceAll("-", "");
  const handlers: Readonly<Record<string, GrpcHandler>> = {
    "/moby.filesync.v1.FileSync/DiffCopy": (call) => sendFolder(call, folders, sent, signal),
    "/moby.filesync.v1.Auth/Credentials": (call) =>
      reply(call, async (request) => {
        const found = await login(decode("CredentialsRequest", request).Host);
        return encode("CredentialsResponse", { Username: found?.username ?? "", Secret: found?.secret ?? "" });
      }),
    "/moby.buildkit.secrets.v1.Secrets/GetSecret": (call) =>
      reply(call, async (request) => {
        const { ID } = decode("GetSecretRequest", request);
        const secret = secrets.find((each) => each.id === ID);
        if (!secret) throw new GrpcError(grpcCodes.notFound, `secret ${ID} not found`);
        const data = secret.file ? await readFile(secret.file) : Buffer.from(secret.value);
        if (data.length > longestSecret) throw new GrpcError(grpcCodes.unknown, `secret ${ID} is too large`);
        return encode("GetSecretResponse", { data });
      }),
    // The engine ends a session that does not say that it is well.
    "/grpc.health.v1.Health/Check": (call) => reply(call, async () => encode("HealthCheckResponse", { status: 1 })),
  };
  const connection = await client.upgrade(path`/session`, {
    headers: {
      Upgrade: "h2c",
      "X-Docker-Expose-Session-Uuid": id,
      "X-Docker-Expose-Session-Name": "drydock",
      "X-Docker-Expose-Session-Sharedkey": key,
      "X-Docker-Expose-Session-Grpc-Method": Object.keys(handlers),
    },
    signal,
  });
  serveGrpc(connection, handlers);
  return { id, close: () => connection.destroy() };
}

async function reply(call: GrpcCall, answer: (request: Uint8Array) => Promise<Uint8Array>): Promise<void> {
  for await (const request of call.requests) return call.send(await answer(request));
}
