import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { promisify } from "node:util";

/** Mount points below a folder, deepest first, from the text of /proc/self/mountinfo. Pure. */
export const mountsBelow = (mountinfo: string, folder: string): string[] =>
  mountinfo
    .split("\n")
    // The kernel writes a space as \040.
    .map((line) =>
      (line.split(" ")[4] ?? "").replace(/\\([0-7]{3})/g, (_, code) => String.fromCharCode(Number.parseInt(code, 8))),
    )
    .filter((mount) => mount.startsWith(`${folder}/`))
    .sort((a, b) => b.length - a.length);

/** Takes away what a killed engine left mounted below a folder; what is still in use stays until it is not. */
export async function removeMounts(folder: string): Promise<void> {
  for (const mount of mountsBelow(readFileSync("/proc/self/mountinfo", "utf8"), folder))
    await promisify(execFile)("umount", [mount]).catch(() => undefined);
}
