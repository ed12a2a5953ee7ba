import { spawn } from "node:child_process";
import { closeSync, existsSync, openSync, renameSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import type { PrivateEngineSupport } from "@shared/engine.ts";
import { DrydockError } from "@shared/errors.ts";
import { createDockerClient } from "../docker/client.ts";
import { path } from "../docker/path.ts";
import { containerRows } from "../docker/rows.ts";
import { type EngineFolders, engineFolders, makeFolders } from "./files.ts";
import { failure } from "./log.ts";
import { removeMounts } from "./mounts.ts";
import { makeNetwork, networkOptions, removeNetwork } from "./network.ts";
import { endProcess, isRunning, knownProcess, readState, removeStalePidFile, writeState } from "./process.ts";
import { findPrograms, findSupport, type Programs } from "./programs.ts";

/** An engine of Drydock's own on Linux, with its own data and socket. It never touches the system's engine. */
export interface PrivateEngine {
  /** `unix://…` of its socket, whether it runs or not. */
  readonly host: string;
  /** Whether it can be had on this computer, and what is missing otherwise. */
  support(): PrivateEngineSupport;
  /** Whether it runs now, started by this or an earlier run of Drydock. */
  running(): boolean;
  /** Finds the running one or starts it, and settles once it answers; rejects with a sentence and its last lines. */
  start(): Promise<void>;
  /** Names of the containers that run in it; empty when it does not run or answer. */
  runningContainers(): Promise<readonly string[]>;
  /** Stops it with all its containers; settles when it has ended. */
  stop(): Promise<void>;
}

export interface PrivateEngineOptions {
  readonly dataDir: string;
  readonly platform: NodeJS.Platform;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly uid: number;
}

/** Milliseconds: to start, to stop with its containers (dockerd itself gives them 10 s), between two looks at the log. */
const patience = { start: 60_000, stop: 25_000, log: 60_000 };
/** Bytes of log that are kept, once. */
const longestLog = 4_000_000;

/** Everything about the private engine of one data folder. Nothing is started before `start`. */
export function createPrivateEngine({ dataDir, platform, env, uid }: PrivateEngineOptions): PrivateEngine {
  const folders = engineFolders(dataDir, env, uid);
  const host = `unix://${folders.socket}`;
  let starting: Promise<void> | null = null;
  let stopping: Promise<void> | null = null;

  const current = () => {
    const state = readState(folders.state);
    return state && isRunning(state) ? state : undefined;
  };

  const answers = async (): Promise<boolean> => {
    const client = createDockerClient(host);
    try {
      return (await client.get<unknown>(path`/_ping`, { deadline: 2000 })) === "OK";
    } catch {
      return false;
    } finally {
      client.close();
    }
  };
  const waitUntilItAnswers = async (): Promise<void> => {
    const deadline = Date.now() + patience.start;
    while (!(await answers())) {
      if (!current()) throw failure(folders.log, "The private engine ended while it was starting.");
      if (Date.now() > deadline) throw failure(folders.log, "The private engine did not answer within a minute.");
      await pause(100);
    }
  };

  const launch = async (): Promise<void> => {
    const { available, reason = "" } = findSupport(platform, env, uid);
    const programs = findPrograms(env, uid);
    if (!available || typeof programs === "string") throw new DrydockError("UNSUPPORTED", reason);
    await cleanUp(programs.env);
    try {
      makeFolders(folders, uid);
      const network = programs.rootless ? undefined : await makeNetwork(folders.tag, programs.env);
      try {
        writeState(folders.state, {
          ...knownProcess(run(programs, folders, network ? networkOptions(network) : [])),
          network,
        });
      } catch (error) {
        if (network) await removeNetwork(network, programs.env);
        throw error;
      }
    } catch (error) {
      throw new DrydockError("INTERNAL", `The private engine could not be started: ${(error as Error).message}`);
    }
    try {
      await waitUntilItAnswers();
    } catch (error) {
      const state = current();
      if (state) await endProcess(state, patience.stop);
      await cleanUp(programs.env);
      throw error;
    }
  };

  /** What an engine that has ended left behind, also one that was killed. */
  const cleanUp = async (environment: PrivateEngineOptions["env"]): Promise<void> => {
    const state = readState(folders.state);
    if (state?.network) await removeNetwork(state.network, environment);
    if (uid === 0) for (const folder of [folders.home, folders.run]) await removeMounts(folder);
    rmSync(folders.state, { force: true });
    rmSync(folders.socket, { force: true });
    removeStalePidFile(folders.pidFile, folders.exec);
    removeStalePidFile(`${folders.exec}/containerd/containerd.pid`, folders.exec);
  };

  // dockerd appends to its log, so that it goes on from the start of an emptied file.
  const watchLog = setInterval(() => {
    if (existsSync(folders.log) && statSync(folders.log).size > longestLog) truncateSync(folders.log);
  }, patience.log);
  watchLog.unref();

  const start = async (): Promise<void> => {
    await stopping;
    if (current()) return waitUntilItAnswers();
    return launch();
  };
  const stop = async (): Promise<void> => {
    await starting?.catch(() => undefined);
    const state = current();
    if (state) await endProcess(state, patience.stop);
    const programs = findPrograms(env, uid);
    if (existsSync(folders.state)) await cleanUp(typeof programs === "string" ? env : programs.env);
  };

  return {
    host,
    support: () => findSupport(platform, env, uid),
    running: () => current() !== undefined,
    start: () => {
      starting ??= start().finally(() => {
        starting = null;
      });
      return starting;
    },
    runningContainers: async () => {
      if (!current()) return [];
      const client = createDockerClient(host);
      try {
        return containerRows("", await client.get<unknown>(path`/containers/json`, { deadline: 5000 })).map(
          ({ name }) => name,
        );
      } catch {
        return [];
      } finally {
        client.close();
      }
    },
    stop: () => {
      stopping ??= stop().finally(() => {
        stopping = null;
      });
      return stopping;
    },
  };
}

/** Starts dockerd apart from this process, so that a crash of the app leaves it running. Answers its process ID. */
function run({ engine, rootless, env }: Programs, folders: EngineFolders, options: readonly string[]): number {
  // An own one, or dockerd reads the system's, which may name the same options and then refuses to start.
  writeFileSync(folders.config, "{}", { mode: 0o600 });
  if (existsSync(folders.log) && statSync(folders.log).size > longestLog / 4)
    renameSync(folders.log, `${folders.log}.1`);
  const { DOCKER_HOST, DOCKER_CONTEXT, DOCKER_TLS_VERIFY, DOCKER_CERT_PATH, ...rest } = env;
  const name = `drydock-${folders.tag}`;
  const argv = [
    ...["--config-file", folders.config, "--data-root", folders.data, "--exec-root", folders.exec],
    ...["--pidfile", folders.pidFile, "--host", `unix://${folders.socket}`, "--shutdown-timeout", "10"],
    // Where the system runs a containerd, dockerd uses that one: in a namespace of its own.
    ...["--containerd-namespace", name, "--containerd-plugins-namespace", `${name}-plugins`],
    // Its socket is for this user alone.
    ...["--group", String(process.getgid?.() ?? 0)],
    ...options,
  ];
  const output = openSync(folders.log, "a", 0o600);
  try {
    const child = spawn(engine, argv, {
      cwd: folders.home,
      detached: true,
      stdio: ["ignore", output, output],
      env: {
        ...rest,
        ...(rootless
          ? {
              XDG_RUNTIME_DIR: rest.XDG_RUNTIME_DIR || folders.run,
              DOCKERD_ROOTLESS_ROOTLESSKIT_STATE_DIR: `${folders.run}/rootlesskit`,
            }
          : {}),
      },
    });
    // Told by its pid and log.
    child.on("error", () => undefined);
    child.unref();
    if (child.pid === undefined) throw new Error(`${engine} cannot be run.`);
    return child.pid;
  } finally {
    closeSync(output);
  }
}
