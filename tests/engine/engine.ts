import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { ensureCgroups } from "../../scripts/setup/cgroups.mjs";
import { type EngineFiles, engineEnvironment, ensureEngines } from "../../scripts/setup/engine.mjs";
import { accessEngine, callApi, type EngineAccess } from "./engine-access.ts";
import { addBridge, controlGroup, endRunFolder, makeRunFolder, networkPlan } from "./run-folder.ts";
import { until } from "./until.ts";

/** Debian 12's and Debian 13's engine. Where neither can be had (Ubuntu), both mean the system's own. */
export type EngineVersion = "20.10" | "26.1";

/** A private Docker Engine that this process started; nothing else uses it. */
export interface Engine extends EngineAccess {
  /** Process id of dockerd; changes with `restart`. */
  pid: number;
  /** Ends dockerd with SIGKILL, as a crash does: containers keep running, data stays. */
  kill(): Promise<void>;
  /** Ends dockerd as `systemctl stop docker` does, keeping its data. */
  shutdown(): Promise<void>;
  /** Starts dockerd again on the same data and socket, after `kill`, `shutdown` or as it is. */
  restart(): Promise<void>;
  /** Ends dockerd and its containers, and deletes all they had. */
  stop(): Promise<void>;
  /** What dockerd has logged. */
  log(): string;
}

/** Starts a private engine (about 3 seconds) with its own data, socket, bridge and control group. Needs root on Linux. */
export async function startEngine(options: { version?: EngineVersion; args?: string[] } = {}): Promise<Engine> {
  if (process.platform !== "linux" || process.getuid?.() !== 0) throw new Error("private engines need Linux and root");
  const [files] = await ensureEngines([options.version ?? "26.1"]);
  if (!files) throw new Error("no engine");
  await ensureCgroups();
  const folder = makeRunFolder();
  const config = join(folder, "config");
  mkdirSync(join(config, "cli-plugins"), { recursive: true });
  // An empty one, or dockerd reads the machine's.
  writeFileSync(join(folder, "daemon.json"), "{}");
  for (const plugin of readdirSync(join(files.folder, "cli-plugins"))) {
    symlinkSync(join(files.folder, "cli-plugins", plugin), join(config, "cli-plugins", plugin));
  }
  try {
    return await runEngine(folder, config, files, options.args ?? []);
  } catch (error) {
    endRunFolder(folder);
    throw error;
  }
}

/** Starts the engine's containerd apart from dockerd, as service managers do: it and the containers outlive a crash of dockerd. */
async function runContainerd(folder: string, files: EngineFiles, env: NodeJS.ProcessEnv): Promise<string> {
  const address = join(folder, "containerd.sock");
  const config = join(folder, "containerd.toml");
  writeFileSync(config, 'version = 2\ndisabled_plugins = ["io.containerd.grpc.v1.cri"]\n');
  const folders = ["--root", join(folder, "data", "containerd"), "--state", join(folder, "exec", "containerd")];
  const output = openSync(join(folder, "containerd.log"), "a");
  const argv = ["--config", config, "--address", address, "--log-level", "warn", ...folders];
  const containerd = spawn(join(files.folder, "bin", "containerd"), argv, { env, stdio: ["ignore", output, output] });
  closeSync(output);
  await until("containerd listens", () => {
    if (containerd.exitCode === null) return existsSync(address);
    throw new Error(`containerd ended:\n${readFileSync(join(folder, "containerd.log"), "utf8")}`);
  });
  return address;
}

async function runEngine(folder: string, config: string, files: EngineFiles, extra: string[]): Promise<Engine> {
  const socket = join(folder, "docker.sock");
  const logFile = join(folder, "dockerd.log");
  const env = { ...engineEnvironment(files), DRYDOCK_RUN_FOLDER: folder };
  const containerd = await runContainerd(folder, files, env);
  const network = networkPlan(addBridge(folder));
  const argv = [...engineArguments(folder, socket, network), "--containerd", containerd, ...extra];
  let dockerd: ChildProcess | undefined;

  const log = () => (existsSync(logFile) ? readFileSync(logFile, "utf8") : "");

  const launch = async () => {
    const output = openSync(logFile, "a");
    dockerd = spawn(join(files.folder, "bin", "dockerd"), argv, { env, stdio: ["ignore", output, output] });
    closeSync(output);
    const child = dockerd;
    engine.pid = child.pid ?? 0;
    writeFileSync(join(folder, "pid"), String(engine.pid));
    await until("dockerd answers", async () => {
      if (child.exitCode !== null) throw new Error(`dockerd ended:\n${log().slice(-4_000)}`);
      return (await callApi(socket, "GET", "/_ping")).status === 200;
    });
    engine.id = JSON.parse((await callApi(socket, "GET", "/info")).body).ID;
  };

  const end = async (signal: NodeJS.Signals) => {
    if (!dockerd || dockerd.exitCode !== null || dockerd.signalCode !== null) return;
    const ended = once(dockerd, "exit");
    dockerd.kill(signal);
    await ended;
  };

  const place = { socket, host: `unix://${socket}`, config, version: files.version, id: "", folder, files };
  const engine: Engine = {
    ...accessEngine(place),
    pid: 0,
    log,
    kill: () => end("SIGKILL"),
    shutdown: () => end("SIGTERM"),
    restart: async () => {
      await end("SIGTERM");
      await launch();
    },
    stop: async () => {
      await end("SIGKILL");
      endRunFolder(folder);
    },
  };
  await launch();
  return engine;
}

function engineArguments(folder: string, socket: string, network: { bridge: string; pool: string }): string[] {
  return [
    ...[
      "--data-root",
      join(folder, "data"),
      "--exec-root",
      join(folder, "exec"),
      "--pidfile",
      join(folder, "dockerd.pid"),
    ],
    ...[
      "-H",
      `unix://${socket}`,
      "--config-file",
      join(folder, "daemon.json"),
      "--cgroup-parent",
      controlGroup(folder),
    ],
    // Own bridge and address pool, and no firewall rules: engines side by side would flush each other's. Published ports go
    // through docker-proxy, names through the resolver inside each container.
    ...["--bridge", network.bridge, "--default-address-pool", `base=${network.pool},size=27`],
    ...["--iptables=false", "--ip6tables=false", "--ip-masq=false", "--shutdown-timeout=2"],
  ];
}
