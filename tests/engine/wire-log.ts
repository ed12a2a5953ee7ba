import { subscribe } from "node:diagnostics_channel";
import { appendFileSync, readFileSync } from "node:fs";
import type { ClientRequest } from "node:http";

/** Names the file of the run's wire log to the processes that run tests. */
export const wireLogVariable = "DRYDOCK_TEST_WIRE_LOG";

/** Adds each request that Drydock's client sends from this process to the wire log of the run, where there is one. */
export function keepWireLog(): void {
  const file = process.env[wireLogVariable];
  if (!file) return;
  // Node's own report of what goes out: it cannot be forgotten by whoever writes a new call.
  subscribe("http.client.request.start", (message) => {
    const { request } = message as { request: ClientRequest };
    // Requests of the tests themselves, which do remove with force, name no host; the client always does.
    if (request.getHeader("host") !== "localhost") appendFileSync(file, `${request.method} ${request.path}\n`);
  });
}

/** The requests of a run, as `METHOD URL`. */
export const readWireLog = (file: string): string[] => readFileSync(file, "utf8").split("\n").filter(Boolean);

const listedRecord = /^\{"id":\["\^[a-z0-9]{10,}\$"\]\}$/;

/** Whether Drydock must never send this: force, or a prune of anything but one listed record of the build cache. */
export function isForbidden(line: string): boolean {
  const [method = "", target = ""] = line.split(" ");
  if (method === "GET" || method === "HEAD") return false;
  const { pathname, searchParams } = new URL(target, "http://engine");
  if (searchParams.getAll("force").some((value) => !["false", "0"].includes(value))) return true;
  if (!pathname.endsWith("/prune")) return false;
  return !(pathname.endsWith("/build/prune") && listedRecord.test(searchParams.get("filters") ?? ""));
}
