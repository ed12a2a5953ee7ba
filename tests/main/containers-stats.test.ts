import type { StatsSample } from "@shared/containers.ts";
import { describe, expect, onTestFinished, test } from "vitest";
import { type EngineStats, reading, sample } from "../../main/containers/stats-sample.ts";
import { containers } from "../../main/containers.ts";
import { startFaultProxy } from "../engine/fault-proxy.ts";
import { images } from "../engine/images.ts";
import { sharedEngine, sharedOlderEngine } from "../engine/shared-engine.ts";
import { until } from "../engine/until.ts";
import { containerMaker, readUntil, smallHub } from "./try-container.ts";

describe.each([
  ["26.1", sharedEngine],
  ["20.10", sharedOlderEngine],
])("stats on engine %s", (_version, shared) => {
  const engine = shared();
  const make = containerMaker(engine);
  const stats = async (ids: string[], host = engine.host) =>
    containers(smallHub(engine, host)).stats({ engine: engine.id, ids });

  test("a busy container, an idle one, one that is stopped and one that is gone", async () => {
    const busy = await make.run(images.busybox, "sh", "-c", "while :; do :; done");
    const idle = await make.run("--memory", "64m", images.busybox, "sleep", "1000");
    const stopped = await make.create(images.busybox);
    const [samples] = await readUntil(
      await stats([busy.id, idle.id, stopped.id, "0".repeat(64)]),
      (batches) => batches.length === 1,
    );
    const of = (id: string) => samples?.find((one) => one.id === id);
    expect(samples?.map(({ id }) => id).sort()).toEqual([busy.id, idle.id].sort());
    expect(of(busy.id)!.cpu).toBeGreaterThan(10);
    expect(of(busy.id)!.cpu).toBeLessThan(110);
    expect(of(idle.id)!.cpu).toBeLessThan(5);
    expect(of(idle.id)).toMatchObject({ memoryLimit: 64 * 1024 * 1024, processes: 1 });
    expect(of(idle.id)!.memory).toBeGreaterThan(0);
    expect(Math.abs(of(idle.id)!.time - Date.now())).toBeLessThan(5000);
    await engine.docker("kill", busy.id);
  });

  test("memory is what docker stats says", async () => {
    // 20 MB of page cache, which is not the container's own.
    const ref = await make.run(
      images.busybox,
      "sh",
      "-c",
      "head -c 20000000 /dev/zero > /file; cat /file > /dev/null; echo; sleep 1000",
    );
    await until(
      "the file is written",
      async () =>
        (await engine.docker("logs", ref.id)) !== "" ||
        (await engine.api("GET", `/containers/${ref.id}/logs?stdout=1`)).body.length > 0,
    );
    const [[one] = []] = await readUntil(await stats([ref.id]), (batches) => batches.length === 1);
    const text = await engine.docker("stats", "--no-stream", "--format", "{{.MemUsage}}", ref.id);
    const [, value, unit] = /^([\d.]+)([KM]?i?B)/.exec(text)!;
    const theirs = Number(value) * ({ KiB: 1024, MiB: 1024 ** 2 }[unit!] ?? 1);
    expect(Math.abs(one!.memory - theirs)).toBeLessThan(512 * 1024);
    expect(one!.memory).toBeLessThan(10_000_000);
  });

  test("network bytes are summed", async () => {
    const web = await make.run(images.web);
    const address = await engine.docker("inspect", "--format", "{{.NetworkSettings.IPAddress}}", web.id);
    const reader = await make.run(
      images.busybox,
      "sh",
      "-c",
      `until wget -q -O - http://${address}/; do usleep 50000; done; sleep 1000`,
    );
    await until("the page is read", async () => (await engine.docker("logs", reader.id)).includes("Hello"));
    const [[one] = []] = await readUntil(await stats([reader.id]), (batches) => batches.length === 1);
    expect(one!.received).toBeGreaterThan(100);
    expect(one!.sent).toBeGreaterThan(100);
  });

  test("a container that stops has no sample any more, and one that starts again has", async () => {
    const ref = await make.run(images.busybox, "sleep", "1000");
    const seen: (readonly StatsSample[])[] = [];
    await readUntil(await stats([ref.id]), (batches) => {
      const last = batches.at(-1)!;
      seen.push(last);
      if (seen.length === 1) void engine.docker("stop", ref.id);
      if (last.length === 0 && seen.at(-2)?.length === 1) void engine.docker("start", ref.id);
      return seen.length > 2 && last.length === 1 && seen.some(({ length }) => length === 0);
    });
    expect(seen[0]).toHaveLength(1);
  });

  test("leaving stops the polls", async () => {
    const proxy = await startFaultProxy(engine.socket);
    onTestFinished(() => proxy.stop());
    const ref = await make.run(images.busybox, "sleep", "1000");
    await readUntil(await stats([ref.id], proxy.host), (batches) => batches.length === 1);
    await until("nothing is open", () => proxy.open() === 0);
    expect(proxy.requests.filter((line) => line.includes("/stats"))).toHaveLength(2);
  });

  test("an engine that goes away ends the samples with an error", async () => {
    const proxy = await startFaultProxy(engine.socket);
    const ref = await make.run(images.busybox, "sleep", "1000");
    const reader = (await stats([ref.id], proxy.host)).getReader();
    expect((await reader.read()).value).toHaveLength(1);
    await proxy.stop();
    await expect(reader.read()).rejects.toMatchObject({ code: "ENGINE_UNREACHABLE" });
  });
});

const v2: EngineStats = {
  read: "2026-01-01T00:00:02Z",
  pids_stats: { current: 3 },
  cpu_stats: { cpu_usage: { total_usage: 1_500_000_000 }, system_cpu_usage: 8_000_000_000, online_cpus: 4 },
  memory_stats: { usage: 10_000, limit: 20_000, stats: { inactive_file: 4000, total_inactive_file_other: 1 } },
  blkio_stats: {
    io_service_bytes_recursive: [
      { op: "read", value: 1 },
      { op: "write", value: 2 },
      { op: "read", value: 4 },
    ],
  },
  networks: { eth0: { rx_bytes: 1, tx_bytes: 2 }, eth1: { rx_bytes: 10, tx_bytes: 20 } },
};

test("cgroup v2: operations in small letters, cache named inactive_file", () => {
  const before = reading(
    { ...v2, cpu_stats: { cpu_usage: { total_usage: 500_000_000 }, system_cpu_usage: 0, online_cpus: 4 } },
    0,
  );
  expect(sample("a", before, reading(v2, 2000)!)).toEqual({
    id: "a",
    time: Date.parse("2026-01-01T00:00:02Z"),
    cpu: 50,
    memory: 6000,
    memoryLimit: 20_000,
    received: 11,
    sent: 22,
    read: 5,
    written: 2,
    processes: 3,
  });
});

test("Windows: 100 ns steps, private working set, storage bytes", () => {
  const stats = (read: string, total_usage: number): EngineStats => ({
    read,
    num_procs: 8,
    cpu_stats: { cpu_usage: { total_usage } },
    memory_stats: { privateworkingset: 5000 },
    storage_stats: { read_size_bytes: 7, write_size_bytes: 9 },
  });
  const before = reading(stats("2026-01-01T00:00:00Z", 0), 0);
  expect(sample("a", before, reading(stats("2026-01-01T00:00:01Z", 5_000_000), 1000)!)).toMatchObject({
    cpu: 50,
    memory: 5000,
    read: 7,
    written: 9,
    processes: 8,
  });
});

test("a restart, which sets the counters back, is no negative use", () => {
  const before = reading({ ...v2, cpu_stats: { cpu_usage: { total_usage: 9e12 }, system_cpu_usage: 1 } }, 0);
  expect(sample("a", before, reading(v2, 2000)!)).toBeUndefined();
});
