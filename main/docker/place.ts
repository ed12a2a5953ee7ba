import type { Candidate, EngineOrigin } from "@shared/engine.ts";
import { createDockerClient, type DockerClient } from "./client.ts";
import type { TlsMaterial } from "./connect.ts";

/** One place where an engine may be, before anything was tried there. */
export interface Place {
  readonly key: string;
  readonly origin: EngineOrigin;
  readonly name: string;
  readonly host: string;
  /** Global docker options that reach it; empty when the docker CLI reaches it by itself. */
  readonly target: readonly string[];
  readonly tls?: TlsMaterial;
  /** Why it cannot be tried at all, such as a broken context file. */
  readonly problem?: string;
  /** Another computer that the user did not ask for now is neither contacted nor chosen by itself. */
  readonly remote?: boolean;
}

/** A client for this place; throws INVALID when its host is no address. */
export const clientFor = ({ host, tls }: Place): DockerClient => createDockerClient(host, tls);

export const candidateOf = ({ key, origin, name, host }: Place, problem?: string): Candidate => ({
  key,
  origin,
  name,
  host,
  reachable: problem === undefined,
  ...(problem === undefined ? {} : { problem }),
});
