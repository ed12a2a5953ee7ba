import { z } from "zod";
import type { DockerClient } from "../docker/client.ts";
import { path } from "../docker/path.ts";

const info = z.object({
  KernelVersion: z.string().catch(""),
  OperatingSystem: z.string().catch(""),
  Name: z.string().catch(""),
  CgroupVersion: z.string().catch("1"),
  NCPU: z.number().catch(1),
  MemoryLimit: z.boolean().catch(true),
  SwapLimit: z.boolean().catch(true),
  PidsLimit: z.boolean().catch(true),
  CPUShares: z.boolean().catch(true),
  CpuCfsQuota: z.boolean().catch(true),
  SecurityOptions: z.array(z.string()).nullish().catch([]),
});

/** What predictions may depend on. */
export interface EngineFacts {
  readonly kernel: string;
  readonly system: string;
  readonly name: string;
  readonly cgroups: 1 | 2;
  readonly cpus: number;
  readonly rootless: boolean;
  /** Limits that this engine cannot set, by the experiment that needs them. */
  readonly limits: {
    readonly memory: boolean;
    readonly cpu: boolean;
    readonly shares: boolean;
    readonly pids: boolean;
  };
}

/** Asks the engine what kind of engine it is. */
export async function engineFacts(client: DockerClient, signal?: AbortSignal): Promise<EngineFacts> {
  const said = info.parse(await client.get(path`/info`, signal ? { signal } : {}));
  return {
    kernel: said.KernelVersion,
    system: said.OperatingSystem,
    name: said.Name,
    cgroups: said.CgroupVersion === "2" ? 2 : 1,
    cpus: said.NCPU,
    rootless: (said.SecurityOptions ?? []).some((option) => option.includes("rootless")),
    limits: {
      memory: said.MemoryLimit,
      cpu: said.CpuCfsQuota,
      shares: said.CPUShares,
      pids: said.PidsLimit,
    },
  };
}
