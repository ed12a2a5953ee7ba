import { describe, expect, onTestFinished, test } from "vitest";
import { createDockerClient } from "../../../main/docker/client.ts";
import { frames } from "../../../main/docker/frames.ts";
import { jsonLines } from "../../../main/docker/json-lines.ts";
import { lineSplitter } from "../../../main/docker/lines.ts";
import { path } from "../../../main/docker/path.ts";
import { startFaultProxy } from "../../engine/fault-proxy.ts";
import { images } from "../../engine/images.ts";
import { sharedEngine, sharedOlderEngine } from "../../engine/shared-engine.ts";

describe.each([
  ["26.1", sharedEngine],
  ["20.10", sharedOlderEngine],
])("streams of the engine %s", (_version, shared) => {
  /** A running container and a client, with a proxy in between that can cut what is open. */
  async function container(...command: string[]) {
    const engine = shared();
    const proxy = await startFaultProxy(engine.socket);
    const client = createDockerClient(proxy.host);
    const id = await engine.docker("run", "-di", images.busybox, ...command);
    onTestFinished(async () => {
      client.close();
      await proxy.stop();
      await engine.docker("rm", "-f", id);
    });
    const exec = async (...Cmd: string[]) => {
      const body = { AttachStdin: true, AttachStdout: true, AttachStderr: true, Cmd };
      const { Id } = await client.post<{ Id: string }>(path`/containers/${id}/exec`, { body });
      return { id: Id, shell: await client.upgrade(path`/exec/${Id}/start`, { body: { Detach: false, Tty: false } }) };
    };
    return { client, proxy, id, exec };
  }

  async function read(source: AsyncIterable<Uint8Array>): Promise<{ out: string; err: string }> {
    const bytes: [Uint8Array[], Uint8Array[]] = [[], []];
    for await (const frame of frames(source)) bytes[frame.stderr ? 1 : 0].push(frame.bytes);
    return { out: Buffer.concat(bytes[0]).toString(), err: Buffer.concat(bytes[1]).toString() };
  }

  test("an exec takes input until it ends, and gives output until it exits", async () => {
    const { client, exec } = await container("sleep", "1000");
    const { id, shell } = await exec("sh", "-c", "cat; echo done >&2; exit 3");
    shell.write("zwölf 🙂\n");
    shell.end("more\n");
    expect(await read(shell)).toEqual({ out: "zwölf 🙂\nmore\n", err: "done\n" });
    expect(await client.get(path`/exec/${id}/json`)).toMatchObject({ Running: false, ExitCode: 3 });
  });

  test("an attach reaches the container's own process, and sends it nothing of its own", async () => {
    const { client, id } = await container("sh", "-c", "read first; echo got:$first:");
    const attached = await client.upgrade(path`/containers/${id}/attach`, {
      query: { stream: true, stdin: true, stdout: true, stderr: true },
    });
    attached.write("hello\n");
    expect((await read(attached)).out).toBe("got:hello:\n");
  });

  test("a connection that is cut ends an exec, a follow and the events", async () => {
    const { client, proxy, id, exec } = await container("sleep", "1000");
    const { shell } = await exec("cat");
    const logs = await client.stream("GET", path`/containers/${id}/logs`, { query: { follow: true, stdout: true } });
    const events = await client.stream("GET", path`/events`);
    proxy.cutAll();
    await expect(read(logs)).rejects.toMatchObject({ code: "INTERRUPTED" });
    await expect(read(events)).rejects.toMatchObject({ code: "INTERRUPTED" });
    // A taken-over connection has no length: its end is all there is to see, and the engine is asked why.
    await read(shell).catch((error) => expect(error).toMatchObject({ code: "INTERRUPTED" }));
  });

  test("100,000 log lines are complete and in order, and both outputs keep theirs apart", async () => {
    const { client, id } = await container(
      "awk",
      'BEGIN { for (i = 1; i <= 50000; i++) { print "höre " i; print "sehe " i > "/dev/stderr" } }',
    );
    await client.post(path`/containers/${id}/wait`, { deadline: 60_000 });
    const stream = await client.stream("GET", path`/containers/${id}/logs`, { query: { stdout: true, stderr: true } });
    const lines: [string[], string[]] = [[], []];
    const splitters = lines.map((side) => lineSplitter((line) => side.push(line)));
    for await (const frame of frames(stream)) splitters[frame.stderr ? 1 : 0]!.push(frame.bytes);
    const numbers = Array.from({ length: 50_000 }, (_, index) => index + 1);
    expect(lines[0]).toEqual(numbers.map((number) => `höre ${number}`));
    expect(lines[1]).toEqual(numbers.map((number) => `sehe ${number}`));
  });

  test("events come one by one", async () => {
    const { client, id } = await container("sleep", "1000");
    const events = await client.stream("GET", path`/events`, { query: { filters: { container: [id] } } });
    await client.post(path`/containers/${id}/pause`);
    await client.post(path`/containers/${id}/unpause`);
    const seen: string[] = [];
    for await (const { Action } of jsonLines<{ Action: string }>(events)) {
      seen.push(Action);
      if (seen.length === 2) break;
    }
    expect(seen).toEqual(["pause", "unpause"]);
  });
});
