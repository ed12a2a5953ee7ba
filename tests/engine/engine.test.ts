import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { startEngine } from "./engine.ts";
import { accessEngine } from "./engine-access.ts";
import { images } from "./images.ts";
import { freePort, startRegistry } from "./registry.ts";
import { sharedEngine, sharedOlderEngine } from "./shared-engine.ts";
import { until } from "./until.ts";

/** What a published port answers, once the server in the container listens: until then the connection is reset. */
async function served(url: string): Promise<string> {
  let text = "";
  await until(`${url} answers`, async () => {
    text = await fetch(url).then(
      (response) => response.text(),
      () => "",
    );
    return text !== "";
  });
  return text;
}

describe.each([
  ["26.1", sharedEngine],
  ["20.10", sharedOlderEngine],
])("the shared engine %s", (version, shared) => {
  test("is what it says, and has the images", async () => {
    const engine = shared();
    expect(engine.socket.length).toBeLessThan(100);
    if (readFileSync("/etc/os-release", "utf8").includes("ID=debian")) expect(engine.version).toMatch(version);
    const present = await engine.docker("images", "--format", "{{.Repository}}:{{.Tag}}");
    for (const image of Object.values(images)) expect(present.split("\n")).toContain(image);
  });

  test("limits memory and CPUs, and reports them in stats", async () => {
    const engine = shared();
    const id = await engine.docker(
      "run",
      "-d",
      "-m",
      "64m",
      "--cpus",
      "0.5",
      "--pids-limit",
      "50",
      images.busybox,
      "sleep",
      "1000",
    );
    const stats = JSON.parse((await engine.api("GET", `/containers/${id}/stats?stream=false&one-shot=true`)).body);
    expect(stats.memory_stats.limit).toBe(64 << 20);
    expect(stats.memory_stats.usage).toBeGreaterThan(0);
    expect(stats.cpu_stats.cpu_usage.total_usage).toBeGreaterThan(0);
    expect(stats.pids_stats.current).toBe(1);
    await engine.docker("rm", "-f", id);
  });

  test("publishes ports on the loopback, resolves names, and reports health", async () => {
    const engine = shared();
    const port = await freePort();
    const network = `net-${port}`;
    await engine.docker("network", "create", network);
    const id = await engine.docker(
      "run",
      "-d",
      "--name",
      `web-${port}`,
      "--network",
      network,
      "-p",
      `127.0.0.1:${port}:80`,
      images.web,
    );
    expect(await served(`http://127.0.0.1:${port}/`)).toContain("Hello");
    const seen = await engine.docker(
      "run",
      "--rm",
      "--network",
      network,
      images.busybox,
      "wget",
      "-qO-",
      `http://web-${port}/health`,
    );
    expect(seen).toBe("ok");
    await until(
      "healthy",
      async () => (await engine.docker("inspect", "-f", "{{.State.Health.Status}}", id)) === "healthy",
    );
    await engine.docker("rm", "-f", id);
    const published = await engine.docker("run", "-d", "-p", `127.0.0.1:${port}:80`, images.web);
    expect(await served(`http://127.0.0.1:${port}/health`)).toBe("ok\n");
    await engine.docker("rm", "-f", published);
    await engine.docker("network", "rm", network);
  });
});

test("an engine survives a crash with its data, and leaves nothing when it is stopped", async () => {
  const engine = await startEngine();
  const { id, pid, folder } = engine;
  await engine.docker("volume", "create", "kept");
  await engine.kill();
  await expect(engine.docker("ps")).rejects.toThrow(/Cannot connect/);
  await engine.restart();
  expect(engine.id).toBe(id);
  expect(engine.pid).not.toBe(pid);
  expect(await engine.docker("volume", "ls", "-q")).toBe("kept");
  await engine.stop();
  expect(existsSync(folder)).toBe(false);
  expect(readFileSync("/proc/self/mountinfo", "utf8")).not.toContain(folder);
});

test("a registry takes and gives back images, with a password when asked to", async () => {
  const engine = sharedEngine();
  const [open, closed] = await Promise.all([startRegistry(), startRegistry({ password: true })]);
  const image = await open.publish(engine, images.layers);
  await engine.docker("pull", image);
  await engine.docker("rmi", image);
  const secret = await closed.publish(engine, images.busybox, "secret:1");
  await expect(engine.docker("pull", secret)).rejects.toThrow(/no basic auth credentials/);
  await Promise.all([open.stop(), closed.stop()]);
});

test("an engine nobody started here is refused", () => {
  const socket = "/var/run/docker.sock";
  expect(() => accessEngine({ ...sharedEngine(), socket })).toThrow(/only use engines they started/);
});
