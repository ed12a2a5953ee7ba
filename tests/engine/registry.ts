import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, mkdirSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { engineEnvironment, ensureEngines } from "../../scripts/setup/engine.mjs";
import type { EngineAccess } from "./engine-access.ts";
import { endRunFolder, makeRunFolder } from "./run-folder.ts";
import { until } from "./until.ts";

/** A private registry on this machine's loopback, which engines use without TLS. */
export interface Registry {
  /** `127.0.0.1:<port>`, the first part of its images' names. */
  host: string;
  /** What `docker login` needs, when it asks for a password. */
  account: { username: string; password: string } | undefined;
  pid: number;
  /** Tags a local image of `engine` as `<host>/<name>`, pushes it, removes that tag, and answers the name to pull. */
  publish(engine: EngineAccess, image: string, name?: string): Promise<string>;
  stop(): Promise<void>;
}

const account = { username: "drydock", password: "drydock-password" };
/** bcrypt of the password above; the registry reads no other kind. */
const htpasswd = "drydock:$2b$05$/gsb80aSbow7dGB/LvdDrOSreGUXMijGH0ebRVmDaRS/VOydu45Xi\n";

/** Starts a registry on a free loopback port; with `password` it refuses anonymous access. */
export async function startRegistry(options: { password?: boolean } = {}): Promise<Registry> {
  const [files] = await ensureEngines(["26.1"]);
  if (!files) throw new Error("no engine files");
  const folder = makeRunFolder();
  const host = `127.0.0.1:${await freePort()}`;
  mkdirSync(join(folder, "images"));
  writeFileSync(join(folder, "htpasswd"), htpasswd);
  writeFileSync(join(folder, "config.yml"), configuration(folder, host, options.password ?? false));
  const logFile = join(folder, "registry.log");
  const output = openSync(logFile, "a");
  const registry = spawn(join(files.folder, "bin", "docker-registry"), ["serve", join(folder, "config.yml")], {
    env: { ...engineEnvironment(files), DRYDOCK_RUN_FOLDER: folder },
    stdio: ["ignore", output, output],
  });
  closeSync(output);
  await until("the registry answers", async () => {
    if (registry.exitCode !== null) throw new Error(`the registry ended:\n${readFileSync(logFile, "utf8")}`);
    const response = await fetch(`http://${host}/v2/`).catch(() => undefined);
    return response !== undefined;
  });
  return {
    host,
    account: options.password ? account : undefined,
    pid: registry.pid ?? 0,
    publish: async (engine, image, name = image) => {
      const target = `${host}/${name}`;
      await engine.docker("tag", image, target);
      if (options.password) await engine.docker("login", "-u", account.username, "-p", account.password, host);
      await engine.docker("push", target);
      if (options.password) await engine.docker("logout", host);
      await engine.docker("rmi", target);
      return target;
    },
    stop: async () => {
      if (registry.exitCode === null && registry.kill("SIGKILL")) await once(registry, "exit");
      endRunFolder(folder);
    },
  };
}

function configuration(folder: string, host: string, password: boolean): string {
  const config = {
    version: "0.1",
    log: { accesslog: { disabled: false }, level: "warn" },
    storage: { filesystem: { rootdirectory: join(folder, "images") }, delete: { enabled: true } },
    http: { addr: host },
    ...(password ? { auth: { htpasswd: { realm: "drydock", path: join(folder, "htpasswd") } } } : {}),
  };
  // JSON is YAML.
  return JSON.stringify(config);
}

/** A TCP port on the loopback that was free just now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}
