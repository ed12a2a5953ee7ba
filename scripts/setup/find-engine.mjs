import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { request } from "node:http";
import { homedir } from "node:os";
import { join } from "node:path";

/**
 * Whether an engine answers at one of the usual places on Linux, so that none has to be fetched; the app itself looks again.
 * An engine on another computer (tcp, ssh) counts as there.
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Promise<boolean>}
 */
export async function engineAnswers(env = process.env) {
  const chosen = env.DOCKER_HOST || contextHost(env);
  if (chosen && !chosen.startsWith("unix://")) return true;
  const sockets = [...(chosen ? [chosen.slice("unix://".length)] : []), ...usualSockets(env)];
  const answers = await Promise.all(
    sockets.filter((socket) => existsSync(socket)).map((socket) => answersPing(socket)),
  );
  return answers.includes(true);
}

/**
 * @param {NodeJS.ProcessEnv} env
 * @returns {string[]}
 */
function usualSockets(env) {
  const home = homedir();
  const runtime = env.XDG_RUNTIME_DIR || `/run/user/${process.getuid?.() ?? 0}`;
  return [
    "/var/run/docker.sock",
    join(runtime, "docker.sock"),
    ...[".docker/desktop/docker.sock", ".docker/run/docker.sock", ".colima/default/docker.sock"].map((path) =>
      join(home, path),
    ),
    ...[".orbstack/run/docker.sock", ".rd/docker.sock"].map((path) => join(home, path)),
    join(runtime, "podman/podman.sock"),
    "/run/podman/podman.sock",
  ];
}

/**
 * The address of the current docker context; undefined for the default one and for a context that cannot be read.
 * @param {NodeJS.ProcessEnv} env
 * @returns {string | undefined}
 */
export function contextHost(env) {
  const folder = env.DOCKER_CONFIG || join(homedir(), ".docker");
  const readJson = (/** @type {string} */ file) => {
    try {
      return JSON.parse(readFileSync(join(folder, file), "utf8"));
    } catch {
      return undefined;
    }
  };
  const name = env.DOCKER_CONTEXT || readJson("config.json")?.currentContext;
  if (!name || name === "default") return undefined;
  const id = createHash("sha256").update(name).digest("hex");
  return readJson(join("contexts", "meta", id, "meta.json"))?.Endpoints?.docker?.Host;
}

/**
 * @param {string} socketPath
 * @returns {Promise<boolean>}
 */
function answersPing(socketPath) {
  return new Promise((resolve) => {
    const sent = request({ socketPath, path: "/_ping", timeout: 1_000 }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    sent.on("timeout", () => sent.destroy());
    sent.on("error", () => resolve(false));
    sent.end();
  });
}
