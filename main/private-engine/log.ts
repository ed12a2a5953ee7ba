import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { DrydockError } from "@shared/errors.ts";

/** The last 20 lines of a file, from its last 16 kB; empty when it cannot be read. */
function lastLines(file: string): string {
  try {
    const handle = openSync(file, "r");
    try {
      const { size } = fstatSync(handle);
      const buffer = Buffer.alloc(Math.min(size, 16_384));
      readSync(handle, buffer, 0, buffer.length, size - buffer.length);
      return buffer.toString("utf8").trimEnd().split("\n").slice(-20).join("\n");
    } finally {
      closeSync(handle);
    }
  } catch {
    return "";
  }
}

/** What dockerd says at its end when it cannot start, and what to do about it. */
const causes: readonly (readonly [RegExp, string])[] = [
  [
    /[Dd]evices cgroup isn't mounted|cgroups?: .*not (?:found|mounted)/,
    "Control groups are not mounted completely on this computer. Mount them, then try again.",
  ],
  [/no space left on device/, "The disk is full. Make room, then try again."],
  [
    /iptables.*(?:Permission denied|not found|failed)/,
    "It could not write firewall rules with iptables. Check that iptables works on this computer.",
  ],
  [
    /error initializing graphdriver|driver not supported/,
    "No storage driver works on the disk of the data folder. Move it with DRYDOCK_DATA_DIR.",
  ],
  [
    /rootlesskit-docker-proxy not installed/,
    "It lacks rootlesskit-docker-proxy. On Debian and Ubuntu: sudo apt-get install rootlesskit",
  ],
  [/newuidmap|subuid|subgid/, "Your subordinate user IDs are not set up. See /etc/subuid and /etc/subgid."],
  [/[Oo]peration not permitted|[Pp]ermission denied/, "This system does not permit it something that an engine needs."],
];

/** The error of an engine that did not start: the known cause, and the last lines of its log as detail. */
export function failure(log: string, sentence: string): DrydockError {
  const lines = lastLines(log);
  const cause =
    causes.find(([pattern]) => pattern.test(lines))?.[1] ?? `Its last lines are below; the whole log is ${log}.`;
  return new DrydockError("INTERNAL", `${sentence} ${cause}`, lines);
}
