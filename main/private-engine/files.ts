import { createHash } from "node:crypto";
import { lstatSync, mkdirSync } from "node:fs";
import { join, resolve } from "node:path";

/** Where the private engine keeps everything it has. */
export interface EngineFolders {
  /** Eight letters that tell the engines of different data folders apart. */
  readonly tag: string;
  /** Data, state and log: under the user's data folder. */
  readonly home: string;
  readonly data: string;
  readonly config: string;
  readonly log: string;
  readonly state: string;
  /** Sockets and what lives only while the engine runs. */
  readonly run: string;
  readonly exec: string;
  readonly socket: string;
  readonly pidFile: string;
}

/** The kernel cuts socket paths at 108 bytes; containerd's and libnetwork's stand deepest in the run folder. */
const longestRunFolder = 100 - "/exec/containerd/containerd-debug.sock".length;

/** Places of the private engine of this data folder; a run folder whose sockets would not fit moves to the system's. Pure. */
export function engineFolders(
  dataDir: string,
  env: Readonly<Record<string, string | undefined>>,
  uid: number,
): EngineFolders {
  const home = join(resolve(dataDir), "engine");
  const tag = createHash("sha256").update(home).digest("hex").slice(0, 8);
  const inside = join(home, "run");
  const short = env.XDG_RUNTIME_DIR ? join(env.XDG_RUNTIME_DIR, `drydock-${tag}`) : `/tmp/drydock-${uid}-${tag}`;
  const run = Buffer.byteLength(inside) <= longestRunFolder ? inside : short;
  return {
    tag,
    home,
    data: join(home, "data"),
    config: join(home, "daemon.json"),
    log: join(home, "dockerd.log"),
    state: join(home, "state.json"),
    run,
    exec: join(run, "exec"),
    socket: join(run, "docker.sock"),
    pidFile: join(run, "dockerd.pid"),
  };
}

/** Makes the folders, for this user only. Throws when somebody else made the one in /tmp before. */
export function makeFolders({ home, run }: EngineFolders, uid: number): void {
  for (const folder of [home, run]) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const stat = lstatSync(folder);
    // dockerd itself gives its folders 0711.
    if (!stat.isDirectory() || stat.uid !== uid || (stat.mode & 0o022) !== 0)
      throw new Error(`${folder} belongs to somebody else or others may write in it. Remove it, then try again.`);
  }
}
