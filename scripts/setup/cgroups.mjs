import { existsSync, readdirSync, readFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { run, SetupError } from "./steps.mjs";

/**
 * Mounts the control groups that an engine needs where nothing has (containers and small virtual machines); throws SetupError.
 * A hierarchy that is mounted, version 1 or 2, is left as it is.
 */
export async function ensureCgroups() {
  const root = "/sys/fs/cgroup";
  if (existsSync(root) && readdirSync(root).length > 0) return;
  const controllers = readFileSync("/proc/cgroups", "utf8")
    .split("\n")
    .filter((line) => line && !line.startsWith("#"))
    .map((line) => line.split("\t"))
    .filter(([, hierarchy, , enabled]) => enabled === "1" && hierarchy === "0")
    .map(([name]) => String(name));
  const unified = await run("mount", ["-t", "cgroup2", "none", root]);
  if (unified.code === 0 && readFileSync(`${root}/cgroup.controllers`, "utf8").includes("memory")) return;
  if (unified.code === 0) await run("umount", [root]);
  const tmpfs = await run("mount", ["-t", "tmpfs", "-o", "mode=755", "cgroup", root]);
  if (tmpfs.code !== 0) throw new SetupError(`control groups cannot be mounted: ${tmpfs.stderr.trim()}`);
  for (const name of controllers) {
    await mkdir(`${root}/${name}`, { recursive: true });
    await run("mount", ["-t", "cgroup", "-o", name, "cgroup", `${root}/${name}`]);
  }
}
