import type { ContainerRef, LogBatch } from "@shared/containers.ts";
import { describe, expect, onTestFinished, test } from "vitest";
import { gather } from "../../main/containers/gather.ts";
import { framedLog, noLines, terminalLog } from "../../main/containers/log-lines.ts";
import { containers } from "../../main/containers.ts";
import { startEngine } from "../engine/engine.ts";
import { startFaultProxy } from "../engine/fault-proxy.ts";
import { buildImages, images } from "../engine/images.ts";
import { sharedEngine, sharedOlderEngine } from "../engine/shared-engine.ts";
import { until } from "../engine/until.ts";
import { containerMaker, readUntil, smallHub } from "./try-container.ts";

const shell = (script: string) => [images.busybox, "sh", "-c", script];
const linesOf = (batches: readonly LogBatch[]) => batches.flatMap(({ lines }) => lines);
const reads = (line: string) => (batches: readonly LogBatch[]) => linesOf(batches).includes(line);

describe.each([
  ["26.1", sharedEngine],
  ["20.10", sharedOlderEngine],
])("logs on engine %s", (_version, shared) => {
  const engine = shared();
  const api = containers(smallHub(engine));
  const make = containerMaker(engine);
  const ended = async (...words: string[]) => {
    const ref = await make.run(...words);
    await engine.docker("wait", ref.id);
    return ref;
  };
  const logs = async (
    ref: ContainerRef,
    options: Partial<{ tail: number; follow: boolean; since: string; until: string }> = {},
  ) => api.logs({ tail: 2000, follow: false, ...options, ...ref });
  const read = async (...input: Parameters<typeof logs>) => readUntil(await logs(...input));

  test("both outputs in the engine's order, times apart from lines", async () => {
    const ref = await ended("--env", "LINES=100", images.logger, "sh", "-c", "sed 's/^exec.*//' /bin/print | sh");
    const batches = await read(ref);
    expect(linesOf(batches)).toHaveLength(100);
    const times = batches.flatMap(({ times }) => times);
    expect(times.every((time) => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z$/.test(time))).toBe(true);
    const errors = batches.flatMap(({ lines, stderr }) => lines.filter((_, index) => stderr[index]));
    expect(errors).toEqual([10, 20, 30, 40, 50, 60, 70, 80, 90, 100].map((number) => `line ${number} on stderr`));
    expect(linesOf(batches).filter((line) => !errors.includes(line))[6]).toBe("\u001b[32mline 7 in green\u001b[0m");
  });

  test("a terminal's log: no frames, CRLF, UTF-8 whole", async () => {
    const ref = await ended("-t", ...shell('for i in $(seq 1 300); do echo "$i grüße 🚢"; done; echo; printf end'));
    const batches = await read(ref);
    expect(linesOf(batches)).toEqual([...Array.from({ length: 300 }, (_, i) => `${i + 1} grüße 🚢`), "", "end"]);
    expect(batches.flatMap(({ stderr }) => stderr)).not.toContain(true);
  });

  test.each([[[]], [["-t"]]])("a line of 100,000 characters is one line (%s)", async (options) => {
    const ref = await ended(...options, ...shell("head -c 99999 /dev/zero | tr '\\0' x; echo é; echo end"));
    const [long, end] = linesOf(await read(ref));
    expect(long?.length).toBe(100_000);
    expect(long).toMatch(/^x+é$/);
    expect(end).toBe("end");
  });

  test("output without a line end is a line", async () => {
    const ref = await make.create(...shell("printf '\\nlast'"));
    await engine.docker("start", "-a", ref.id);
    await engine.docker("start", "-a", ref.id);
    expect(linesOf(await read(ref))).toEqual(["", "last", "", "last"]);
  });

  test("tail, since and until mean what they mean to docker", async () => {
    const ref = await ended(...shell("for i in $(seq 1 20); do echo $i; usleep 2000; done"));
    const all = await read(ref);
    const times = all.flatMap(({ times }) => times);
    expect(linesOf(await read(ref, { tail: 3 }))).toEqual(["18", "19", "20"]);
    expect(linesOf(await read(ref, { tail: 0 }))).toEqual([]);
    expect(linesOf(await read(ref, { since: times[17]! }))).toEqual(["18", "19", "20"]);
    expect(linesOf(await read(ref, { until: times[1]! }))).toEqual(["1", "2"]);
    await expect(read(ref, { since: "yesterday" })).rejects.toMatchObject({ code: "INVALID" });
  });

  test("the log of a container that stopped ends, also while following", async () => {
    const ref = await ended(...shell("echo one"));
    expect(linesOf(await read(ref, { follow: true }))).toEqual(["one"]);
  });

  test("following goes on over a restart, without a line twice or lost", async () => {
    const ref = await make.run(...shell("echo start; echo more >&2; sleep 1000"));
    const starts = (batches: readonly LogBatch[]) => linesOf(batches).filter((line) => line === "more").length;
    let restarts = 0;
    const batches = await readUntil(await logs(ref, { follow: true }), (sofar) => {
      if (starts(sofar) > restarts && restarts < 2) {
        restarts++;
        void api.restart(ref);
      }
      return starts(sofar) === 3;
    });
    expect(linesOf(batches).sort()).toEqual(["more", "more", "more", "start", "start", "start"]);
  });

  test("following ends when the container is removed", async () => {
    const ref = await make.run(...shell("echo up; sleep 1000"));
    let removed = false;
    const batches = await readUntil(await logs(ref, { follow: true }), (sofar) => {
      if (!removed && reads("up")(sofar)) {
        removed = true;
        void engine.docker("rm", "-f", ref.id);
      }
      return false;
    });
    expect(linesOf(batches)).toEqual(["up"]);
  });

  test.each(["none", "syslog"])("logging driver %s: a sentence, or what the engine keeps", async (driver) => {
    const options = driver === "syslog" ? ["--log-opt", "syslog-address=udp://127.0.0.1:9"] : [];
    if (driver === "syslog") options.push("--log-opt", "cache-disabled=true");
    const ref = await ended("--log-driver", driver, ...options, ...shell("echo one"));
    await expect(read(ref)).rejects.toMatchObject({
      code: "UNSUPPORTED",
      message: expect.stringMatching(new RegExp(`logging driver ${driver}`)),
    });
  });

  test("the local driver's times are in UTC", async () => {
    const ref = await ended("--log-driver", "local", ...shell("echo one"));
    const [batch] = await read(ref);
    expect(batch).toMatchObject({ lines: ["one"], times: [expect.stringMatching(/\.\d+Z$/)] });
    expect(Math.abs(Date.now() - Date.parse(batch!.times[0]!))).toBeLessThan(60_000);
  });

  test("a reader that leaves closes the connection", async () => {
    const ref = await make.run(...shell("yes 'a line of forty characters, more or less'"));
    const proxy = await startFaultProxy(engine.socket);
    onTestFinished(() => proxy.stop());
    const log = await containers(smallHub(engine, proxy.host)).logs({ ...ref, tail: 0, follow: true });
    const reader = log.getReader();
    const first = await reader.read();
    expect(first.value?.lines.length).toBeGreaterThan(0);
    await until("the log is all that is open", () => proxy.open() === 1);
    await reader.cancel();
    await until("the connection is closed", () => proxy.open() === 0);
    await engine.docker("kill", ref.id);
  });

  test("many lines come in big batches", async () => {
    const ref = await ended(...shell("seq 1 50000"));
    const batches = await read(ref, { tail: 1_000_000 });
    expect(linesOf(batches)).toEqual(Array.from({ length: 50_000 }, (_, index) => String(index + 1)));
    expect(batches.length).toBeLessThan(100);
  });

  test("a connection that is cut is INTERRUPTED, after the lines before it", async () => {
    const ref = await make.run(...shell("echo one; sleep 1000"));
    const proxy = await startFaultProxy(engine.socket);
    onTestFinished(() => proxy.stop());
    const log = await containers(smallHub(engine, proxy.host)).logs({ ...ref, tail: 10, follow: true });
    const reader = log.getReader();
    expect((await reader.read()).value?.lines).toEqual(["one"]);
    proxy.cutAll();
    await expect(reader.read()).rejects.toMatchObject({ code: "INTERRUPTED" });
  });
});

test("a reader that stalls holds back the source, and gets every line when it reads on", async () => {
  let made = 0;
  const stream = gather(async function* () {
    while (made < 100_000) {
      const lines = Array.from({ length: 100 }, () => String(made++));
      yield { lines, times: lines, stderr: lines.map(() => false) };
    }
  });
  await until("the source waits", async () => {
    const before = made;
    await new Promise((resolve) => setImmediate(resolve));
    return made > 0 && made === before;
  });
  expect(made).toBeLessThan(10_000);
  const batches = await readUntil<LogBatch>(stream);
  expect(linesOf(batches)).toEqual(Array.from({ length: 100_000 }, (_, index) => String(index)));
});

test("what comes before an error is read before it", async () => {
  const stream = gather(async function* () {
    yield { lines: ["one"], times: [""], stderr: [false] };
    throw new Error("cut");
  });
  const reader = stream.getReader();
  expect((await reader.read()).value?.lines).toEqual(["one"]);
  await expect(reader.read()).rejects.toThrow("cut");
});

test("frames and terminal output may be cut anywhere, and a zone becomes UTC", () => {
  const frame = (stream: number, text: string) => {
    const bytes = Buffer.from(text);
    const header = Buffer.from([stream, 0, 0, 0, 0, 0, 0, 0]);
    header.writeUInt32BE(bytes.length, 4);
    return Buffer.concat([header, bytes]);
  };
  const time = "2026-01-01T00:00:00.000000001Z";
  const framed = Buffer.concat([
    frame(1, `${time} grüße\n`),
    frame(2, `2026-01-01T02:00:00.000000002+02:00 two\n`),
    frame(1, `${time} \n`),
  ]);
  const plain = Buffer.from(`${time} grüße\r\n${time} \r\n`);
  for (let at = 0; at <= framed.length; at++) {
    const [lines, shown] = [noLines(), noLines()];
    const [log, screen] = [framedLog(), terminalLog()];
    for (const part of [framed.subarray(0, at), framed.subarray(at)]) log.push(part, lines);
    for (const part of [plain.subarray(0, at), plain.subarray(at)]) screen.push(part, shown);
    log.end(lines);
    screen.end(shown);
    expect(lines.lines, String(at)).toEqual(["grüße", "two", ""]);
    expect(lines.times).toEqual([time, "2026-01-01T00:00:00.000000002Z", time]);
    expect(lines.stderr).toEqual([false, true, false]);
    expect(shown.lines, String(at)).toEqual(["grüße", ""]);
  }
});

test("an engine that is killed interrupts the log", async () => {
  const engine = await startEngine();
  onTestFinished(() => engine.stop());
  await buildImages(engine, ["busybox"]);
  const make = containerMaker(engine);
  const ref = await make.run(...shell("echo one; sleep 1000"));
  const reader = (await containers(smallHub(engine)).logs({ ...ref, tail: 10, follow: true })).getReader();
  expect((await reader.read()).value?.lines).toEqual(["one"]);
  await engine.kill();
  await expect(reader.read()).rejects.toMatchObject({ code: "INTERRUPTED" });
});
