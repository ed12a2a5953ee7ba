import type { ContainerListing, FolderChanges } from "@shared/container-files.ts";
import type { ContainerRef } from "@shared/containers.ts";
import type { Stream } from "@shared/wire.ts";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { containerFiles } from "../../../main/container-files.ts";
import { type FaultProxy, startFaultProxy } from "../../engine/fault-proxy.ts";
import { images } from "../../engine/images.ts";
import { sharedEngine } from "../../engine/shared-engine.ts";
import { containerMaker, readUntil, smallHub } from "../try-container.ts";

describe("files of a container, when something is in the way", () => {
  const engine = sharedEngine();
  const container = containerMaker(engine);
  let proxy: FaultProxy;
  let server: ReturnType<typeof containerFiles>;
  let running: ContainerRef;
  let stopped: ContainerRef;

  beforeAll(async () => {
    proxy = await startFaultProxy(engine.socket);
    server = containerFiles(smallHub(engine, proxy.host));
    running = await container.run(images.busybox, "sleep", "99999");
    stopped = await container.run(
      images.busybox,
      "sh",
      "-c",
      "cd /etc && seq 1 500 | xargs touch; dd if=/dev/zero of=big bs=1048576 count=200; exec sleep 99999",
    );
    await engine.docker("exec", stopped.name, "sh", "-c", "until [ $(stat -c %s /etc/big) = 209715200 ]; do :; done");
    await engine.docker("kill", stopped.name);
  });
  afterEach(() => proxy.clear());
  afterAll(() => proxy.stop());

  const list = (ref: ContainerRef, path: string) => server.list({ ...ref, path }) as Stream<ContainerListing>;
  const last = async <T>(stream: unknown) => (await readUntil((await stream) as Stream<T>)).at(-1)!;
  const nothingOpen = () => expect.poll(() => proxy.open()).toBe(0);

  test("leaving a folder ends what the engine sends of it, and what is there by then is shown", async () => {
    const seen = await readUntil(list(stopped, "/"), (states) => states.at(-1)!.read > 10_000_000);
    expect(seen.at(-1)?.done).toBe(false);
    expect(seen.at(-1)?.files.map(({ name }) => name)).toContain("etc");
    await nothingOpen();

    proxy.inject({ kind: "stall" }, /\/exec\/\w+\/start/);
    await readUntil(list(running, "/"), () => proxy.requests.some((line) => /\/exec\/\w+\/start/.test(line)));
    await nothingOpen();
    proxy.inject({ kind: "stall" }, /\/changes/);
    const changes = (server.changes({ ...running, path: "/" }) as Stream<FolderChanges>).getReader();
    const first = changes.read();
    await expect.poll(() => proxy.requests.some((line) => line.includes("/changes"))).toBe(true);
    await changes.cancel();
    await first;
    await nothingOpen();
  });

  test("programs that hang or print something else are not waited for or believed", async () => {
    proxy.inject(
      {
        kind: "corrupt",
        change: (piece) => Buffer.from(piece.toString("latin1").replaceAll("/etc", "/x\0c"), "latin1"),
      },
      /\/exec\/\w+\/start/,
    );
    expect((await last<ContainerListing>(list(running, "/etc"))).files.map(({ name }) => name).sort()).toContain(
      "passwd",
    );
    proxy.clear();
    proxy.inject({ kind: "stall", afterBytes: 200 }, /\/exec\/\w+\/start/);
    const { read, files } = await last<ContainerListing>(list(running, "/etc"));
    expect(read).toBeGreaterThan(0);
    expect(files.map(({ name }) => name)).toContain("passwd");
  });

  test("an engine that goes away in the middle is said to be gone, never taken for the end", async () => {
    proxy.inject({ kind: "cut", afterBytes: 5_000_000 }, /archive/);
    await expect(last(list(stopped, "/etc"))).rejects.toMatchObject({ code: "INTERRUPTED" });
    proxy.clear();
    proxy.inject({ kind: "cut", afterBytes: 3000 }, /changes/);
    await expect(last(server.changes({ ...stopped, path: "/" }))).rejects.toMatchObject({ code: "INTERRUPTED" });
    proxy.inject({ kind: "refuse" });
    await expect(last(list(running, "/"))).rejects.toMatchObject({
      code: expect.stringMatching(/INTERRUPTED|UNREACHABLE/),
    });
    await expect(server.resolve({ ...running, path: "/etc" })).rejects.toMatchObject({
      code: expect.stringMatching(/INTERRUPTED|UNREACHABLE/),
    });
  });
});
