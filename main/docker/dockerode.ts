import type { ClientRequest, IncomingMessage, RequestOptions } from "node:http";
import type { Duplex, Readable } from "node:stream";
import Docker from "dockerode";

/** A request as dockerode has formed it, before anything is sent. */
export interface FormedRequest {
  readonly options: Pick<RequestOptions, "method" | "path"> & {
    readonly headers: Record<string, string | number | string[]>;
  };
  readonly body: string | Buffer | NodeJS.ReadableStream | undefined;
}
/** Answers with a response, or with the connection that the engine handed over. */
export type Answered = (error: Error | null, response?: IncomingMessage, connection?: Duplex) => void;
/** One call, in the words of docker-modem's `dial`. */
export interface Call {
  readonly method: string;
  /** Ends with `?` where there is a query. */
  readonly path: string;
  readonly options: { readonly _query: object | undefined; readonly _body: unknown };
  readonly headers: Record<string, string | readonly string[]>;
  /** A body that flows. */
  readonly file: Readable | undefined;
  readonly hijack: boolean;
  /** Passed through to the transport. */
  readonly onRequest: (request: ClientRequest) => void;
}
export type Transport = (request: FormedRequest, call: Call, answered: Answered) => void;
interface Modem {
  dial(call: Call, answered: Answered): void;
  buildRequest(options: FormedRequest["options"], call: Call, body: FormedRequest["body"], answered: Answered): void;
}

/** What dockerode's constructor reads, and throws on when malformed, even where it is given an explicit host. */
const variables = [
  "DOCKER_HOST",
  "DOCKER_TLS_VERIFY",
  "DOCKER_CERT_PATH",
  "DOCKER_PATH_PREFIX",
  "DOCKER_CLIENT_TIMEOUT",
];

function withoutEnvironment<T>(make: () => T): T {
  const saved = variables.map((name) => [name, process.env[name]] as const);
  for (const name of variables) delete process.env[name];
  try {
    return make();
  } finally {
    for (const [name, value] of saved) if (value !== undefined) process.env[name] = value;
  }
}

/**
 * dockerode with our transport below it. dockerode forms each request (path, query, body, headers); what its own
 * transport does wrong never runs: it follows redirects, leaves a cut answer unsettled, and asks no known_hosts for ssh
 * (docs/decisions/engine-client.md).
 */
export function dockerodeOver(transport: Transport): Pick<Modem, "dial"> {
  const { modem } = withoutEnvironment(() => new Docker({ socketPath: "(known to our transport)" }));
  const ours = modem as unknown as Modem;
  ours.buildRequest = (options, call, body, answered) => transport({ options, body }, call, answered);
  return ours;
}
