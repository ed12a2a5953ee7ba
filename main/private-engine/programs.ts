import { accessSync, constants, readdirSync, readFileSync, statSync } from "node:fs";
import { homedir, userInfo } from "node:os";
import { join, resolve } from "node:path";
import type { PrivateEngineSupport } from "@shared/engine.ts";

type Env = Readonly<Record<string, string | undefined>>;

/** The programs of an engine, and the environment in which they find each other. */
export interface Programs {
  /** `dockerd`, or `dockerd-rootless.sh` for an ordinary user. */
  readonly engine: string;
  readonly rootless: boolean;
  readonly env: Env;
}

/** An ordinary user's PATH leaves these out. */
const systemFolders = ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"];

function find(name: string, path: string): string | undefined {
  for (const folder of path.split(":")) {
    const file = join(folder, name);
    try {
      accessSync(file, constants.X_OK);
      if (folder && statSync(file).isFile()) return file;
    } catch {
      // Not in this folder.
    }
  }
  return undefined;
}

/** Engines that the set-up script has put into the cache, newest first. */
function cachedEngines(env: Env): string[] {
  const cache = env.DRYDOCK_CACHE_DIR
    ? resolve(env.DRYDOCK_CACHE_DIR)
    : join(env.XDG_CACHE_HOME || join(homedir(), ".cache"), "drydock");
  try {
    return readdirSync(cache)
      .filter((name) => /^engine-\d/.test(name))
      .sort((a, b) => b.localeCompare(a, "en", { numeric: true }))
      .map((name) => join(cache, name));
  } catch {
    return [];
  }
}

const install: Readonly<Record<string, string>> = {
  dockerd: "the Docker Engine (on Debian and Ubuntu: sudo apt-get install docker.io)",
  containerd: "containerd (on Debian and Ubuntu: sudo apt-get install containerd)",
  runc: "runc (on Debian and Ubuntu: sudo apt-get install runc)",
  iptables: "iptables (on Debian and Ubuntu: sudo apt-get install iptables)",
  ip: "iproute2 (on Debian and Ubuntu: sudo apt-get install iproute2)",
  "dockerd-rootless.sh":
    "Docker's rootless extras (package docker-ce-rootless-extras, or docker.io on Debian and Ubuntu)",
  rootlesskit: "rootlesskit (on Debian and Ubuntu: sudo apt-get install rootlesskit)",
  newuidmap: "newuidmap (on Debian and Ubuntu: sudo apt-get install uidmap)",
  newgidmap: "newgidmap (on Debian and Ubuntu: sudo apt-get install uidmap)",
  slirp4netns: "slirp4netns (on Debian and Ubuntu: sudo apt-get install slirp4netns)",
};
const needs = {
  root: ["dockerd", "containerd", "runc", "iptables", "ip"],
  user: [
    "dockerd",
    "containerd",
    "runc",
    "iptables",
    "dockerd-rootless.sh",
    "rootlesskit",
    "newuidmap",
    "newgidmap",
    "slirp4netns",
  ],
};

/** Finds an engine in PATH, then in the cache. A string says what is missing and how to get it. */
export function findPrograms(env: Env, uid: number): Programs | string {
  const rootless = uid !== 0;
  const wanted = rootless ? needs.user : needs.root;
  let missing: string[] | undefined;
  for (const folder of ["", ...cachedEngines(env)]) {
    const path = [...(folder ? [join(folder, "bin")] : []), env.PATH, ...systemFolders].filter(Boolean).join(":");
    const lacking = wanted.filter((name) => !find(name, path));
    const engine = find(rootless ? "dockerd-rootless.sh" : "dockerd", path);
    if (lacking.length === 0 && engine) {
      const libraries = [...(folder ? [join(folder, "lib")] : []), env.LD_LIBRARY_PATH].filter(Boolean).join(":");
      return { engine, rootless, env: { ...env, PATH: path, ...(libraries ? { LD_LIBRARY_PATH: libraries } : {}) } };
    }
    if (!missing || lacking.length < missing.length) missing = lacking;
  }
  const lacking = missing ?? wanted;
  // Every package of the engine brings these two.
  const named = lacking.filter((name) => !lacking.includes("dockerd") || (name !== "containerd" && name !== "runc"));
  const words = named.map((name) => install[name] ?? name);
  return `Drydock's own engine needs ${words.length > 1 ? `${words.slice(0, -1).join(", ")} and ${words.at(-1)}` : words[0]}.`;
}

const read = (file: string): string => {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
};

function mayWrite(file: string): boolean {
  try {
    accessSync(file, constants.R_OK | constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** What else an engine needs of this system: control groups, and for an ordinary user subordinate IDs and user namespaces. */
function missingFromSystem(uid: number): string | undefined {
  if (!/\/sys\/fs\/cgroup[ /]/.test(read("/proc/self/mounts")))
    return "No control groups are mounted on this computer, and containers cannot run without them. As root: mount -t cgroup2 none /sys/fs/cgroup";
  if (uid === 0) return undefined;
  if (!mayWrite("/dev/net/tun"))
    return "You may not use /dev/net/tun, which an engine without root needs for its network. Run: sudo modprobe tun && sudo chmod 666 /dev/net/tun";
  const { username } = userInfo();
  for (const file of ["/etc/subuid", "/etc/subgid"])
    if (
      !read(file)
        .split("\n")
        .some((line) => line.startsWith(`${username}:`) || line.startsWith(`${uid}:`))
    )
      return `${file} gives you no subordinate IDs, which an engine without root needs. Run: sudo usermod --add-subuids 100000-165535 --add-subgids 100000-165535 ${username}`;
  if (
    read("/proc/sys/kernel/unprivileged_userns_clone").trim() === "0" ||
    read("/proc/sys/user/max_user_namespaces").trim() === "0"
  )
    return "This system lets no ordinary user make a user namespace, which an engine without root needs. Run: sudo sysctl -w kernel.unprivileged_userns_clone=1 user.max_user_namespaces=28633";
  return undefined;
}

/** Whether a private engine can be had here, with the reason and the next step where it cannot. */
export function findSupport(platform: NodeJS.Platform, env: Env, uid: number): PrivateEngineSupport {
  if (platform !== "linux") return { available: false, reason: "Drydock brings an engine of its own only on Linux." };
  const programs = findPrograms(env, uid);
  const reason = typeof programs === "string" ? programs : missingFromSystem(uid);
  return reason === undefined ? { available: true } : { available: false, reason };
}
