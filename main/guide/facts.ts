import type { GuideEngine } from "@shared/guide.ts";
import { z } from "zod";
import type { DockerClient } from "../docker/client.ts";
import { path } from "../docker/path.ts";

const info = z.object({
  KernelVersion: z.string().catch(""),
  OperatingSystem: z.string().catch(""),
  Name: z.string().catch(""),
  CgroupVersion: z.string().catch("1"),
  NCPU: z.number().catch(1),
  MemTotal: z.number().catch(0),
  Architecture: z.string().catch(""),
  MemoryLimit: z.boolean().catch(true),
  PidsLimit: z.boolean().catch(true),
  CPUShares: z.boolean().catch(true),
  CPUSet: z.boolean().catch(true),
  CpuCfsQuota: z.boolean().catch(true),
  SecurityOptions: z.array(z.string()).nullish().catch([]),
});

/** What an experiment may need that not every engine has. */
export type Need = "memory" | "cpu" | "shares" | "pids" | "instructions";

/** What predictions may depend on. */
export interface EngineFacts extends GuideEngine {
  /** Why an experiment cannot be shown on this engine, in a sentence, by what it needs. */
  readonly lacks: Readonly<Partial<Record<Need, string>>>;
}

/** Kernels and systems of the virtual machines that Docker Desktop, OrbStack, Colima, Lima, Rancher and WSL bring. */
const brought = /linuxkit|docker desktop|orbstack|microsoft|wsl2|colima|\blima\b|rancher desktop/i;

/** Asks the engine what kind of engine it is. */
export async function engineFacts(client: DockerClient, signal?: AbortSignal): Promise<EngineFacts> {
  const said = info.parse(await client.get(path`/info`, signal ? { signal } : {}));
  const rootless = (said.SecurityOptions ?? []).some((option) => option.includes("rootless"));
  const limit = (has: boolean, name: string) =>
    has
      ? undefined
      : `This engine cannot set a ${name} limit${rootless ? ", as rootless engines without delegated control groups" : ""}, so this cannot be shown here.`;
  const lacks = {
    memory: limit(said.MemoryLimit, "memory"),
    cpu: limit(said.CpuCfsQuota, "CPU"),
    shares: limit(said.CPUShares && said.CPUSet, "CPU share"),
    pids: limit(said.PidsLimit, "process"),
    instructions: /^(?:x86_64|amd64|aarch64|arm64)$/.test(said.Architecture)
      ? undefined
      : `This experiment knows instructions of x86-64 and of 64-bit ARM, and this engine's processor is ${said.Architecture || "of another kind"}.`,
  };
  return {
    kernel: said.KernelVersion,
    system: said.OperatingSystem,
    cgroups: said.CgroupVersion === "2" ? 2 : 1,
    cpus: said.NCPU,
    memory: said.MemTotal,
    architecture: said.Architecture,
    rootless,
    // Only Linux has a kernel that a container can run on.
    machine: process.platform !== "linux" || brought.test(`${said.OperatingSystem} ${said.KernelVersion} ${said.Name}`),
    lacks: Object.fromEntries(Object.entries(lacks).filter(([, why]) => why !== undefined)),
  };
}
