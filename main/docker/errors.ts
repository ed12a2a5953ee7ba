import { statSync } from "node:fs";
import { DrydockError, type ErrorCode } from "@shared/errors.ts";
import { parseAddress } from "./address.ts";
import { rules } from "./error-rules.ts";
import { podmanRules } from "./podman-errors.ts";

/** What the engine said, ready to be read: without its prefixes, with a capital and a full stop. */
function asSentence(text: string): string {
  const words = text
    .trim()
    .replace(/^(?:Error response from daemon:|Error:|OCI runtime \w+ failed:)\s*/i, "")
    .replace(/\s+/g, " ");
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}${/[.!?]$/.test(words) ? "" : "."}`;
}

const byStatus: Readonly<Record<number, ErrorCode>> = {
  400: "INVALID",
  401: "UNAUTHORIZED",
  403: "PERMISSION_DENIED",
  404: "NOT_FOUND",
  405: "UNSUPPORTED",
  409: "CONFLICT",
  429: "RATE_LIMITED",
  501: "UNSUPPORTED",
  507: "NO_SPACE",
};

/** Podman's own words first: the engine's patterns are wider. */
const everyRule = [...podmanRules, ...rules];

/** Turns what the engine said into the one error shape: its text in `detail`, a sentence with the next step in front. */
export function engineError(text: string, status = 500): DrydockError {
  for (const [pattern, code, say] of everyRule) {
    const match = pattern.exec(text);
    if (match) return new DrydockError(code, say(...match.slice(1).map((group) => group ?? "")), text);
  }
  const code = byStatus[status] ?? "INTERNAL";
  if (!text.trim())
    return new DrydockError(code, `The engine answered with the error ${status} and said nothing more.`);
  return new DrydockError(code, asSentence(text).slice(0, 500), text);
}

/** An answer that no Docker Engine gives: a redirect, a web page, broken JSON. */
export const notAnEngine = (host: string, detail: string): DrydockError =>
  new DrydockError(
    "INTERNAL",
    `What answers at ${host} does not speak as a Docker Engine. Check the address, and that no proxy stands in between.`,
    detail,
  );

export const cancelled = (): DrydockError => new DrydockError("CANCELLED", "Cancelled.");

/** `deadline` in milliseconds. */
export const timedOut = (host: string, deadline: number): DrydockError =>
  new DrydockError(
    "TIMEOUT",
    `The engine at ${host} did not answer within ${Math.round(deadline / 100) / 10} seconds. It may be busy; try again, or check that it is still running.`,
  );

export const interrupted = (host: string, error?: Error): DrydockError =>
  new DrydockError(
    "INTERRUPTED",
    `The connection to the engine at ${host} was cut. Check that it is still running, then try again.`,
    error?.message,
  );

/** Turns a failure below HTTP (no socket, no permission, TLS, a cut connection) into the one error shape. */
export function socketError(host: string, error: Error): DrydockError {
  if (error instanceof DrydockError) return error;
  const { code = "", message } = error as NodeJS.ErrnoException;
  const say = (kind: ErrorCode, sentence: string) => new DrydockError(kind, sentence, message);
  switch (code) {
    case "ENOENT":
      return say(
        "ENGINE_UNREACHABLE",
        `No engine is running at ${host}: the socket is not there. Start Docker, or choose another engine.`,
      );
    case "ECONNREFUSED":
    case "ENOTSOCK":
      if (isNoSocket(host))
        return say("INVALID", `${host} is no socket, so no engine can answer there. Choose the engine's socket.`);
      return say(
        "ENGINE_UNREACHABLE",
        `No engine is running at ${host}: nothing answers there. Start Docker, or choose another engine.`,
      );
    case "EACCES":
    case "EPERM":
      return say(
        "PERMISSION_DENIED",
        process.platform === "linux"
          ? `You may not use the engine at ${host}. Add yourself to its group (sudo usermod -aG docker $USER), log out and in again, or use a rootless engine.`
          : `You may not use the engine at ${host}. Check who may open its socket.`,
      );
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return say("ENGINE_UNREACHABLE", `The computer in ${host} cannot be found. Check its name and your network.`);
    case "EHOSTUNREACH":
    case "ENETUNREACH":
    case "ETIMEDOUT":
      return say(
        "ENGINE_UNREACHABLE",
        `The computer in ${host} cannot be reached. Check your network, VPN and firewall.`,
      );
  }
  if (
    code.startsWith("ERR_TLS") ||
    code.startsWith("ERR_SSL") ||
    code === "EPROTO" ||
    /certificate|CERT_|SELF_SIGNED/i.test(code + message)
  )
    return say(
      "ENGINE_UNREACHABLE",
      `A secure connection to ${host} was not possible. Check the certificates in DOCKER_CERT_PATH or in the docker context.`,
    );
  if (code.startsWith("HPE_")) return notAnEngine(host, message);
  return interrupted(host, error);
}

/** A plain file where a socket should be answers ECONNREFUSED, just as a dead socket does. */
function isNoSocket(host: string): boolean {
  try {
    const address = parseAddress(host);
    return address.type === "socket" && process.platform !== "win32" && !statSync(address.path).isSocket();
  } catch {
    return false;
  }
}
