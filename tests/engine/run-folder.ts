import { execFileSync } from "node:child_process";
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";

const base = "/tmp";
const prefix = "dd-";

/**
 * Makes the folder of one engine, registry or proxy, `/tmp/dd-<pid>-xxxxxx`: short, because socket paths end at 107 bytes.
 * Its owner is this process; what it leaves behind is ended by `endLeftovers` of a later run.
 */
export function makeRunFolder(): string {
  const folder = mkdtempSync(join(base, `${prefix}${process.pid}-`));
  writeFileSync(join(folder, "owner"), `${process.pid} ${startTime(process.pid)}`);
  ownFolders.add(folder);
  return folder;
}

/** Ends everything in a run folder this process made (processes, mounts, networks, control groups) and deletes it. */
export function endRunFolder(folder: string): void {
  if (!folder.startsWith(join(base, prefix))) throw new Error(`${folder} is no run folder`);
  killAll(processesOf(folder));
  for (const mount of mountsUnder(folder).reverse()) quietly("umount", "-l", mount);
  removeNetworks(folder);
  removeControlGroups(controlGroup(folder));
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  ownFolders.delete(folder);
}

/** Throws unless a socket lies in a run folder whose owner is alive: the one guard between tests and a user's engine. */
export function assertOwned(socket: string): void {
  const folder = dirname(socket);
  const owner = join(folder, "owner");
  const [pid, started] = existsSync(owner) ? readFileSync(owner, "utf8").split(" ") : [];
  if (dirname(folder) !== base || !started || startTime(Number(pid)) !== started) {
    throw new Error(`Tests only use engines they started themselves, and ${socket} is none of them.`);
  }
}

/** Ends what crashed runs left: run folders whose owner is no longer the process that made them. */
export function endLeftovers(): void {
  for (const name of readdirSync(base).filter((entry) => entry.startsWith(prefix))) {
    const folder = join(base, name);
    const owner = join(folder, "owner");
    if (!existsSync(owner)) continue;
    const [pid, started] = readFileSync(owner, "utf8").split(" ");
    if (startTime(Number(pid)) !== started) endRunFolder(folder);
  }
}

/** The control group below which the containers of the engine in this run folder live. */
export function controlGroup(folder: string): string {
  return `/drydock-test/${folder.slice(base.length + 1)}`;
}

/**
 * Adds a bridge that no other engine has for the engine in this folder, and answers its number.
 * The number is kept in the folder, so that its networks can be removed after a crash.
 */
export function addBridge(folder: string): number {
  for (let number = 0; number < 128; number++) {
    const { bridge, address } = networkPlan(number);
    try {
      // Fails when the name exists: that makes it a lock across processes.
      execFileSync("ip", ["link", "add", bridge, "type", "bridge"], { stdio: "pipe" });
    } catch (error) {
      if (String(error).includes("exists")) continue;
      throw error;
    }
    writeFileSync(join(folder, networkNumberFile), String(number));
    execFileSync("ip", ["address", "add", address, "dev", bridge]);
    execFileSync("ip", ["link", "set", bridge, "up"]);
    for (const rule of forwardRules(number)) quietly("iptables", "-I", "FORWARD", ...rule);
    return number;
  }
  throw new Error("128 test engines are running: no bridge is left");
}

/** What an engine's networks are made from: its bridge with its address, and the pool all other networks come from. */
export function networkPlan(number: number): { bridge: string; address: string; pool: string } {
  const pool = `10.${226 + (number >> 3)}.${(number & 7) * 32}.0/19`;
  return { bridge: `drydock-t${number}`, address: `10.224.${number}.1/24`, pool };
}

/**
 * Lets an engine's containers reach each other where the machine's own Docker has set forwarding to DROP, which also filters
 * bridges. The test engines write no rules themselves.
 */
function forwardRules(number: number): string[][] {
  const { address, pool } = networkPlan(number);
  return [address, pool].map((range) => ["-s", range, "-d", range, "-j", "ACCEPT"]);
}

const networkNumberFile = "network";
const ownFolders = new Set<string>();
process.once("exit", () => {
  for (const folder of ownFolders) endRunFolder(folder);
});

/** When a process started, in clock ticks since boot; empty when there is none. With the pid it names one process for good. */
function startTime(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "";
  } catch {
    return "";
  }
}

/** Processes with this folder in their command line or working folder, and all their descendants (a shim's containers). */
function processesOf(folder: string): number[] {
  const parents = new Map<number, number>();
  const found = new Set<number>();
  for (const name of readdirSync("/proc").filter((entry) => /^\d+$/.test(entry))) {
    const pid = Number(name);
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
      parents.set(pid, Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]));
      const names = [readFileSync(`/proc/${pid}/cmdline`, "utf8"), `${readlinkSync(`/proc/${pid}/cwd`)}/`];
      const marker = readFileSync(`/proc/${pid}/environ`, "utf8").includes(`DRYDOCK_RUN_FOLDER=${folder}\0`);
      if (pid !== process.pid && (marker || names.some((text) => text.includes(`${folder}/`)))) found.add(pid);
    } catch {
      // It ended while it was looked at.
    }
  }
  for (let size = -1; size !== found.size; ) {
    size = found.size;
    for (const [pid, parent] of parents) if (found.has(parent)) found.add(pid);
  }
  return [...found];
}

function killAll(pids: number[]): void {
  for (const pid of pids) {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // It ended with its parent.
    }
  }
  // SIGKILL is done when the kernel says so, and folders in use cannot be deleted before.
  const deadline = Date.now() + 5_000;
  while (pids.some((pid) => isRunning(pid)) && Date.now() < deadline) {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
  }
}

function isRunning(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat[stat.lastIndexOf(")") + 2] !== "Z";
  } catch {
    return false;
  }
}

function mountsUnder(folder: string): string[] {
  return readFileSync("/proc/self/mountinfo", "utf8")
    .split("\n")
    .map((line) => line.split(" ")[4] ?? "")
    .filter((mount) => mount.startsWith(`${folder}/`));
}

function removeNetworks(folder: string): void {
  const file = join(folder, networkNumberFile);
  if (!existsSync(file)) return;
  const number = Number(readFileSync(file, "utf8"));
  const { bridge, pool } = networkPlan(number);
  for (const rule of forwardRules(number)) quietly("iptables", "-D", "FORWARD", ...rule);
  const inPool = addressTest(pool);
  const links: { ifname: string; addr_info: { local?: string }[] }[] = JSON.parse(
    execFileSync("ip", ["-j", "address"], { encoding: "utf8" }),
  );
  for (const link of links) {
    const ours = link.ifname === bridge || link.addr_info.some(({ local }) => local !== undefined && inPool(local));
    if (ours) quietly("ip", "link", "delete", link.ifname);
  }
}

/** Tests whether an IPv4 address lies in a /19. */
function addressTest(pool: string): (address: string) => boolean {
  const key = (address: string) => {
    const [a, b, c] = address.split(".").map(Number);
    return `${a}.${b}.${(c ?? 0) >> 5}`;
  };
  const wanted = key(pool);
  return (address) => key(address) === wanted;
}

function removeControlGroups(group: string): void {
  const root = "/sys/fs/cgroup";
  if (!existsSync(root)) return;
  for (const top of [root, ...readdirSync(root).map((name) => join(root, name))]) removeGroup(join(top, group));
}

function removeGroup(path: string): void {
  if (!existsSync(path)) return;
  for (const entry of readdirSync(path, { withFileTypes: true })) {
    if (entry.isDirectory()) removeGroup(join(path, entry.name));
  }
  try {
    rmdirSync(path);
  } catch {
    // A process that is just ending still counts as a member; the empty group does no harm.
  }
}

function quietly(command: string, ...args: string[]): void {
  try {
    execFileSync(command, args, { stdio: "ignore" });
  } catch {
    // Gone already.
  }
}
