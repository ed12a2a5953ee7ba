import { access, statfs } from "node:fs/promises";
import { hostname, release } from "node:os";
import type { Freed } from "@shared/plans.ts";
import { z } from "zod";
import type { DockerClient } from "../docker/client.ts";
import { path } from "../docker/path.ts";
import { keptBytes } from "./inventory.ts";

/** Measures again, and says what is less than at first. */
export type Freeing = (client: DockerClient) => Promise<Pick<Freed, "engine" | "disk">>;

/** Milliseconds that adding up may take, twice for each clean-up; a figure that takes longer is not known. */
const patience = 60_000;

/** Measures what the engine keeps, and its disk where that is this computer's; the result measures it once more. */
export async function measure(client: DockerClient): Promise<Freeing> {
  const root = await localRoot(client);
  const kept = () => keptBytes(client, patience).catch(() => undefined);
  const free = () => (root === undefined ? undefined : freeBytes(root));
  const before = { kept: await kept(), free: await free() };
  return async (again) => {
    const engine = before.kept === undefined ? undefined : await keptBytes(again, patience).catch(() => undefined);
    const disk = await free();
    return {
      ...(engine === undefined ? {} : { engine: before.kept! - engine }),
      ...(disk === undefined || before.free === undefined ? {} : { disk: disk - before.free }),
    };
  };
}

const text = z.string().catch("");
const info = z.object({ DockerRootDir: text, Name: text, KernelVersion: text });

/** The engine's data folder, when the engine runs on this computer and not in a virtual machine. */
async function localRoot(client: DockerClient): Promise<string | undefined> {
  const { DockerRootDir, Name, KernelVersion } = info.parse(await client.get<unknown>(path`/info`));
  if (DockerRootDir === "" || Name !== hostname() || KernelVersion !== release()) return undefined;
  return access(DockerRootDir).then(
    () => DockerRootDir,
    () => undefined,
  );
}

async function freeBytes(folder: string): Promise<number | undefined> {
  try {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  } catch {
    return undefined;
  }
}
