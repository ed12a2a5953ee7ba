import type { StatsSample } from "@shared/containers.ts";

interface BlockEntry {
  readonly op: string;
  readonly value: number;
}

/** What `/containers/{id}/stats` answers, as far as it is read; Windows and cgroup v2 leave parts out. */
export interface EngineStats {
  /** Missing where Podman answers that the container does not run. */
  readonly read?: string;
  readonly num_procs?: number;
  readonly pids_stats?: { readonly current?: number };
  readonly cpu_stats: {
    readonly cpu_usage: { readonly total_usage: number; readonly percpu_usage?: readonly number[] | null };
    readonly system_cpu_usage?: number;
    readonly online_cpus?: number;
  };
  readonly memory_stats: {
    readonly usage?: number;
    readonly limit?: number;
    readonly stats?: Readonly<Record<string, number>>;
    readonly privateworkingset?: number;
  };
  readonly blkio_stats?: { readonly io_service_bytes_recursive?: readonly BlockEntry[] | null };
  readonly storage_stats?: { readonly read_size_bytes?: number; readonly write_size_bytes?: number };
  readonly networks?: Readonly<Record<string, { readonly rx_bytes: number; readonly tx_bytes: number }>>;
}

/** One answer of the engine, and when it came: milliseconds of this process, which no clock change moves. */
export interface Reading {
  readonly stats: EngineStats & { readonly read: string };
  readonly taken: number;
}

/** Nothing below this many milliseconds apart: the engine's clock ticks are 10 ms. */
const leastApart = 200;

/** The reading in this answer; undefined for a container that does not run, for which the engine sends zeros. */
export const reading = (stats: EngineStats, taken = performance.now()): Reading | undefined =>
  !stats.read || stats.read.startsWith("0001-") ? undefined : { stats: { ...stats, read: stats.read }, taken };

/**
 * One sample, counted as `docker stats` does (docker/cli: cli/command/container/stats_helpers.go). Undefined while CPU
 * use is not known: without an earlier reading, and after a restart.
 */
export function sample(id: string, before: Reading | undefined, now: Reading): StatsSample | undefined {
  const cpu = before && cpuUse(before, now);
  if (cpu === undefined) return undefined;
  const { memory_stats, networks = {}, pids_stats, num_procs = 0, storage_stats } = now.stats;
  const blocks = now.stats.blkio_stats?.io_service_bytes_recursive ?? [];
  const blockBytes = (first: string) =>
    sum(blocks.filter(({ op }) => op.toLowerCase().startsWith(first)).map(({ value }) => value));
  return {
    id,
    time: Date.parse(now.stats.read),
    cpu,
    memory: memory_stats.privateworkingset ?? withoutCache(memory_stats),
    memoryLimit: memory_stats.limit ?? 0,
    received: sum(Object.values(networks).map(({ rx_bytes }) => rx_bytes)),
    sent: sum(Object.values(networks).map(({ tx_bytes }) => tx_bytes)),
    read: storage_stats?.read_size_bytes ?? blockBytes("r"),
    written: storage_stats?.write_size_bytes ?? blockBytes("w"),
    processes: pids_stats?.current ?? num_procs,
  };
}

/** 100 is one whole CPU. */
function cpuUse(before: Reading, now: Reading): number | undefined {
  if (now.taken - before.taken < leastApart) return undefined;
  const { cpu_usage, system_cpu_usage, online_cpus } = now.stats.cpu_stats;
  const used = cpu_usage.total_usage - before.stats.cpu_stats.cpu_usage.total_usage;
  if (used < 0) return undefined;
  if (system_cpu_usage === undefined) {
    // Windows counts in steps of 100 ns and has no system total.
    const passed = Date.parse(now.stats.read) - Date.parse(before.stats.read);
    return passed > 0 ? used / 100 / passed : undefined;
  }
  const system = system_cpu_usage - (before.stats.cpu_stats.system_cpu_usage ?? 0);
  const cpus = online_cpus || cpu_usage.percpu_usage?.length || 1;
  return system > 0 ? (used / system) * cpus * 100 : undefined;
}

/** Page cache that can be dropped is not in use: cgroup v1 names it `total_inactive_file`, v2 `inactive_file`. */
function withoutCache({ usage = 0, stats = {} }: EngineStats["memory_stats"]): number {
  const cache = stats.total_inactive_file ?? stats.inactive_file ?? 0;
  return cache < usage ? usage - cache : usage;
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
