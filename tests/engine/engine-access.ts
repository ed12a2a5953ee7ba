import { execFile } from "node:child_process";
import { request } from "node:http";
import { join } from "node:path";
import { type EngineFiles, engineEnvironment } from "../../scripts/setup/engine.mjs";
import { assertOwned } from "./run-folder.ts";
import { keepWireLog } from "./wire-log.ts";

keepWireLog();

/** Where a private engine is: plain data, so that it can be handed to another process. */
export interface EnginePlace {
  /** Path of its socket, under 100 bytes. */
  socket: string;
  /** For DOCKER_HOST. */
  host: string;
  /** For DOCKER_CONFIG: empty but for the plugins compose and buildx. */
  config: string;
  /** Full version, as in `26.1.5`. */
  version: string;
  /** The engine's own ID, as `docker info` has it. */
  id: string;
  folder: string;
  files: EngineFiles;
}

/** A private engine that can be spoken to, past our own code. */
export interface EngineAccess extends EnginePlace {
  /** Runs the docker CLI against this engine and answers what it printed; throws with its error output. */
  docker(...argv: string[]): Promise<string>;
  /** One request to the engine's API; answers status and body. */
  api(method: string, path: string, body?: unknown): Promise<{ status: number; body: string }>;
}

/** The part of an engine that can be handed to another process. */
export function placeOf({ socket, host, config, version, id, folder, files }: EnginePlace): EnginePlace {
  return { socket, host, config, version, id, folder, files };
}

/** Opens an engine that a test run started; throws for any other socket, so that no test can reach a user's engine. */
export function accessEngine(place: EnginePlace): EngineAccess {
  assertOwned(place.socket);
  return {
    ...place,
    docker: (...argv) => dockerCli(place, argv),
    api: (method, path, body) => callApi(place.socket, method, path, body),
  };
}

/** Runs the engine's own docker CLI against it, with nothing of the user's configuration; answers what it printed, or throws. */
export function dockerCli(engine: EnginePlace, args: string[], extra: NodeJS.ProcessEnv = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    const { DOCKER_HOST, DOCKER_CONTEXT, DOCKER_TLS_VERIFY, ...rest } = engineEnvironment(engine.files);
    const env = { ...rest, DOCKER_CONFIG: engine.config, ...extra };
    const docker = join(engine.files.folder, "bin", "docker");
    execFile(docker, ["-H", engine.host, ...args], { env, maxBuffer: 256 << 20 }, (error, stdout, stderr) => {
      if (error) reject(new Error(`docker ${args.join(" ")}: ${stderr.trim() || error.message}`));
      else resolve(stdout.trimEnd());
    });
  });
}

/** One request to the API behind a socket. */
export function callApi(socket: string, method: string, path: string, body?: unknown): ReturnType<EngineAccess["api"]> {
  return new Promise((resolve, reject) => {
    const headers = body === undefined ? {} : { "content-type": "application/json" };
    const sent = request({ socketPath: socket, method, path, headers, agent: false }, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (chunk: string) => {
        text += chunk;
      });
      response.on("end", () => resolve({ status: response.statusCode ?? 0, body: text }));
      response.on("error", reject);
    });
    sent.on("error", reject);
    sent.end(body === undefined ? undefined : JSON.stringify(body));
  });
}
