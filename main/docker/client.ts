import { setMaxListeners } from "node:events";
import { type ClientRequest, request as httpRequest, type IncomingHttpHeaders, type IncomingMessage } from "node:http";
import { type Duplex, type Readable, Stream } from "node:stream";
import { DrydockError } from "@shared/errors.ts";
import { parseAddress } from "./address.ts";
import { connect, type TlsMaterial } from "./connect.ts";
import { dockerodeOver, type FormedRequest, type Transport } from "./dockerode.ts";
import { cancelled, engineError, interrupted, notAnEngine, socketError, timedOut } from "./errors.ts";
import { refuseForbidden } from "./never.ts";
import { oneConnection } from "./one-connection.ts";
import type { EnginePath } from "./path.ts";
import type { Query } from "./query.ts";

export interface RequestOptions {
  readonly query?: Query;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** A list repeats its header. */
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  /** Milliseconds, 30,000 unless told: for the whole answer, or until the headers of a stream. */
  readonly deadline?: number;
  readonly signal?: AbortSignal;
}

export type UploadOptions = Omit<RequestOptions, "body">;

/** The one HTTP door to an engine. Everything rejects with DrydockError only. */
export interface DockerClient {
  readonly host: string;
  /** JSON in and out; text where the engine sends text (`_ping`), undefined where it sends nothing. */
  get<T>(path: EnginePath, options?: RequestOptions): Promise<T>;
  post<T = void>(path: EnginePath, options?: RequestOptions): Promise<T>;
  delete<T = void>(path: EnginePath, options?: RequestOptions): Promise<T>;
  /** The headers of an answer that has no body, such as what is said of a file in a container. */
  head(path: EnginePath, options?: RequestOptions): Promise<IncomingHttpHeaders>;
  /**
   * Sends a body that flows (a tar, unless the headers say otherwise), as fast as the engine takes it, and gives back the
   * answer that flows, which may begin before the body has ended. The deadline counts from the last bytes that were sent.
   * The body is destroyed when the call ends early.
   */
  upload(method: "POST" | "PUT", path: EnginePath, body: Readable, options?: UploadOptions): Promise<Readable>;
  /** An answer that flows. Its error is INTERRUPTED when the connection is cut before its end, CANCELLED by the signal. */
  stream(method: "GET" | "POST", path: EnginePath, options?: RequestOptions): Promise<Readable>;
  /** A connection taken over by an exec or attach; it ends when either side does. */
  upgrade(path: EnginePath, options?: RequestOptions): Promise<Duplex>;
  /**
   * The same engine over one connection that is kept, one call after the other: what answers the second call is what
   * answered the first. INTERRUPTED once that connection has ended. To be closed by who asked for it.
   */
  pinned(): DockerClient;
  /** Cuts everything that is open; later calls reject with CANCELLED. */
  close(): void;
}

/** A list of 20,000 containers is about 60 MB; more than this is not an engine's answer. */
const longestAnswer = 128 * 1024 * 1024;
const longestError = 64 * 1024;

type Method = "GET" | "HEAD" | "POST" | "PUT" | "DELETE";
type Take<T> = (response: IncomingMessage, upgraded?: Duplex) => Promise<T> | T;

/**
 * Speaks to the engine at `host` (`unix://`, `npipe://`, `tcp://`, `ssh://`), whatever the environment says.
 * Throws INVALID when `host` is no address.
 */
export function createDockerClient(host: string, tls?: TlsMaterial, { pinned = false } = {}): DockerClient {
  const address = parseAddress(host, tls !== undefined);
  const prefix = address.type === "tcp" ? address.prefix : "";
  const authority =
    address.type === "tcp"
      ? `${address.host.includes(":") ? `[${address.host}]` : address.host}:${address.port}`
      : "docker";
  const open = () => connect(address, tls);
  const agent = pinned ? oneConnection(host, open) : undefined;
  const closing = new AbortController();
  // Every open call listens to it.
  setMaxListeners(0, closing.signal);

  /** Sends what dockerode has formed over a connection of its own, and follows no redirect. */
  const transport: Transport = ({ options, body }, { onRequest }, answered) => {
    const request = httpRequest({
      ...options,
      path: `${prefix}${options.path}`,
      // A connection a call: nothing is shared with a hijacked one, and a restarted engine leaves no dead ones behind.
      ...(agent ? { agent } : { createConnection: open as never }),
      headers: { ...withoutChunks(options.headers, body), Host: authority },
    });
    onRequest(request);
    request.on("response", (response) => answered(null, response));
    request.on("upgrade", (response, socket, head) => {
      if (head.length > 0) socket.unshift(head);
      answered(null, response, socket);
    });
    request.on("error", answered);
    if (body instanceof Stream) body.pipe(request);
    else request.end(body);
  };
  const modem = dockerodeOver(transport);

  /** Sends one request and gives its answer to `take`; the deadline runs until `take` is done. */
  const exchange = <T>(
    method: Method,
    path: EnginePath,
    options: RequestOptions,
    hijack: boolean,
    take: Take<T>,
    file?: Readable,
  ): Promise<T> =>
    new Promise((resolve, reject) => {
      const { query, body, headers = {}, deadline = 30_000, signal } = options;
      // Throws, and so rejects.
      refuseForbidden(method, path, query);
      if (signal?.aborted || closing.signal.aborted) return reject(cancelled());
      let request: ClientRequest | undefined;
      let answered = false;
      let over = false;
      const settled = () => {
        over = true;
        clearTimeout(timer);
        unfollow();
      };
      const fail = (error: Error) => {
        settled();
        reject(socketError(host, error));
        request?.destroy();
        file?.destroy();
      };
      const timer = setTimeout(() => fail(timedOut(host, deadline)), deadline);
      file?.on("error", (error) => fail(unreadable(error)));
      const unfollow = follow([signal, closing.signal], () => fail(cancelled()));
      const answer = async (response: IncomingMessage, upgraded?: Duplex) => {
        answered = true;
        try {
          guard(response);
          const { statusCode = 0 } = response;
          // 304 is how the engine says that a container was started or stopped already.
          if (statusCode >= 300 && statusCode !== 304) throw await refusal(response);
          if (Boolean(upgraded) !== hijack) {
            upgraded?.destroy();
            throw notAnEngine(host, `HTTP ${statusCode} for ${path}`);
          }
          const result = await take(response, upgraded);
          settled();
          resolve(result);
        } catch (error) {
          fail(error as Error);
        }
      };
      modem.dial(
        {
          method,
          path: query ? `${path}?` : path,
          options: { _query: given(query), _body: body ?? {} },
          headers: { ...headers },
          file,
          hijack,
          onRequest: (formed: ClientRequest) => {
            request = formed;
            // Not earlier: whoever listens before it is piped loses the first bytes.
            file?.on("data", () => over || timer.refresh());
            if (over) formed.destroy();
            // A connection that closes without an answer; one that closes within it is told by the response itself.
            formed.on("close", () => answered || fail(interrupted(host)));
          },
        },
        (error: Error | null, response?: IncomingMessage, connection?: Duplex) =>
          error ? fail(error) : void answer(response!, connection),
      );
    });

  /** Whatever ends this stream early does so as a DrydockError, and nobody listening is no reason to crash. */
  const guard = (stream: Readable): void => {
    const destroy = stream.destroy;
    stream.destroy = (error) => destroy.call(stream, error && socketErrorOfStream(error));
    stream.on("error", () => undefined);
  };
  const socketErrorOfStream = (error: Error): Error =>
    error instanceof DrydockError || error.name === "AbortError" ? error : interrupted(host, error);

  /** Ends a stream that outlives its call when its caller or this client leaves. */
  const flowing = <S extends Readable>(stream: S, signal?: AbortSignal): S => {
    const unfollow = follow([signal, closing.signal], () => stream.destroy(cancelled()));
    stream.once("close", unfollow);
    return stream;
  };

  const refusal = async (response: IncomingMessage): Promise<DrydockError> => {
    const { statusCode = 0, headers } = response;
    const text = await bodyText(response, longestError).catch(() => "");
    if (statusCode < 400) return notAnEngine(host, `HTTP ${statusCode} to ${headers.location ?? "nowhere"}`);
    if (headers["content-type"]?.includes("html")) return notAnEngine(host, `HTTP ${statusCode}\n${text}`);
    return engineError(errorText(text), statusCode);
  };

  const bodyText = async (response: IncomingMessage, longest: number): Promise<string> => {
    const chunks: Buffer[] = [];
    let length = 0;
    for await (const chunk of response as AsyncIterable<Buffer>) {
      length += chunk.length;
      if (length > longest) throw notAnEngine(host, `An answer of more than ${longest} bytes.`);
      chunks.push(chunk);
    }
    return Buffer.concat(chunks).toString();
  };

  const json = <T>(method: Method, path: EnginePath, options: RequestOptions = {}): Promise<T> =>
    exchange(method, path, options, false, async (response) => {
      const text = await bodyText(response, longestAnswer);
      if (text === "") return undefined as T;
      if (path === "/_ping") return text as T;
      // Podman says no more of what it has done, where the engine says nothing.
      if (text.trim() === "OK") return undefined as T;
      try {
        return JSON.parse(text) as T;
      } catch {
        throw notAnEngine(host, text.slice(0, 1000));
      }
    });

  return {
    host,
    get: (path, options) => json("GET", path, options),
    post: (path, options) => json("POST", path, options),
    delete: (path, options) => json("DELETE", path, options),
    head: (path, options = {}) => exchange("HEAD", path, options, false, ({ headers }) => headers),
    upload: (method, path, body, options = {}) => {
      const headers = { "Content-Type": "application/x-tar", ...options.headers };
      const take = (response: IncomingMessage) => {
        // The body is of no use to an engine whose answer is over.
        response.once("close", () => body.destroy());
        return flowing(response, options.signal);
      };
      return exchange(method, path, { ...options, headers }, false, take, body);
    },
    stream: (method, path, options = {}) =>
      exchange(method, path, options, false, (response) => flowing(response, options.signal)),
    upgrade: (path, options = {}) =>
      exchange("POST", path, options, true, (_response, upgraded) => {
        guard(upgraded!);
        return flowing(upgraded!, options.signal);
      }),
    pinned: () => {
      const client = createDockerClient(host, tls, { pinned: true });
      closing.signal.addEventListener("abort", client.close, { once: true });
      return client;
    },
    close: () => {
      closing.abort();
      agent?.destroy();
    },
  };
}

type Formed = FormedRequest["options"]["headers"];

/** An upgrade without a body must not announce chunks: their end would be the first input of the container. */
function withoutChunks(given: Formed, body: unknown): Formed {
  if (body instanceof Stream) return given;
  const { "Transfer-Encoding": _, ...headers } = given;
  return body === undefined ? headers : { ...headers, "Content-Length": Buffer.byteLength(body as string) };
}

/** What was being sent broke, which is not the engine's fault. */
const unreadable = (error: Error): DrydockError =>
  error instanceof DrydockError
    ? error
    : new DrydockError("INVALID", `What was being sent could not be read: ${error.message}`);

const given = (query: Query | undefined): Query | undefined =>
  query && Object.fromEntries(Object.entries(query).filter(([, value]) => value !== undefined));

/** The engine wraps its words as {"message": …}; a proxy in between may not. */
function errorText(text: string): string {
  try {
    const { message } = JSON.parse(text) as { message?: unknown };
    return typeof message === "string" ? message : text;
  } catch {
    return text;
  }
}

/** Calls `leave` once when any of the signals aborts; gives back how to stop listening. (The floor has no AbortSignal.any.) */
function follow(signals: readonly (AbortSignal | undefined)[], leave: () => void): () => void {
  const stop = () => {
    for (const signal of signals) signal?.removeEventListener("abort", once);
  };
  const once = () => {
    stop();
    leave();
  };
  for (const signal of signals) signal?.addEventListener("abort", once);
  return stop;
}
