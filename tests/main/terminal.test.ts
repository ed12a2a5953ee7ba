import type { ContainerRef } from "@shared/containers.ts";
import { runInput } from "@shared/containers.ts";
import type { TerminalOutput } from "@shared/terminal.ts";
import { describe, expect, onTestFinished, test } from "vitest";
import { containers } from "../../main/containers.ts";
import { terminal } from "../../main/terminal.ts";
import { startEngine } from "../engine/engine.ts";
import { startFaultProxy } from "../engine/fault-proxy.ts";
import { buildImage, buildImages, images } from "../engine/images.ts";
import { sharedEngine, sharedOlderEngine } from "../engine/shared-engine.ts";
import { until } from "../engine/until.ts";
import { containerMaker, newName, readUntil, smallHub } from "./try-container.ts";

const size = { columns: 100, rows: 30 };
type Terminal = ReturnType<typeof terminal>;

/** Reads a session's output as a person would: waits for a text, then goes on. */
async function screen(api: Terminal, session: string) {
  const reader = (await api.output({ session })).getReader();
  let seen = "";
  let exit: Extract<TerminalOutput, { type: "exit" }> | undefined;
  const decoder = new TextDecoder();
  const next = async () => {
    const { done, value } = await reader.read();
    if (done) return false;
    if (value.type === "exit") exit = value;
    else seen += decoder.decode(value.bytes, { stream: true });
    return true;
  };
  return {
    seen: () => seen,
    type: (data: string | Uint8Array<ArrayBuffer>) => api.write({ session, data }),
    /** Everything up to and with the text. */
    async shows(text: string | RegExp) {
      const found = () => (typeof text === "string" ? seen.includes(text) : text.test(seen));
      while (!found()) if (!(await next())) throw new Error(`never shown: ${text}; but: ${JSON.stringify(seen)}`);
      return seen;
    },
    async exit() {
      while (await next());
      return exit;
    },
    leave: () => reader.cancel(),
  };
}

describe.each([
  ["26.1", sharedEngine],
  ["20.10", sharedOlderEngine],
])("terminal on engine %s", (_version, shared) => {
  const engine = shared();
  const hub = smallHub(engine);
  const api = terminal(hub);
  const make = containerMaker(engine);
  const sleeper = () => make.run(images.busybox, "sleep", "1000");
  const exec = async (ref: ContainerRef, options: { command?: string[]; user?: string } = {}, on = api) => {
    const { session } = await on.exec({ command: [], user: "", ...size, ...ref, ...options });
    return { session, ...(await screen(on, session)) };
  };
  const attach = async (ref: ContainerRef) => {
    const { session } = await api.attach({ ...size, ...ref });
    return { session, ...(await screen(api, session)) };
  };
  const processes = async ({ id }: ContainerRef) => engine.docker("exec", id, "ps", "-o", "args");

  test("a shell: size, input, resize, exit code", async () => {
    const shell = await exec(await sleeper());
    await shell.type("stty size\r");
    await shell.shows("30 100");
    await api.resize({ session: shell.session, columns: 40, rows: 12 });
    await shell.type("stty size\r");
    await shell.shows("12 40");
    await shell.type("exit 7\r");
    expect(await shell.exit()).toEqual({ type: "exit", exitCode: 7 });
    await expect(shell.type("x")).rejects.toMatchObject({ code: "NOT_FOUND" });
    await api.resize({ session: shell.session, ...size });
    await api.close({ session: shell.session });
  });

  test("bytes stay bytes", async () => {
    const all = Uint8Array.from({ length: 256 }, (_, index) => index);
    const shell = await exec(await sleeper(), {
      command: ["sh", "-c", "stty raw -echo; printf ok; head -c 256 | od -An -v -tx1; printf '\\377\\0end'"],
    });
    await shell.shows("ok");
    await shell.type(all);
    const text = await shell.shows("end");
    expect(text.match(/\b[0-9a-f]{2}\b/g)?.join("")).toBe(Buffer.from(all).toString("hex"));
    expect(text).toMatch(/\ufffd\0end$/);
  });

  test("another user, and a command of one's own", async () => {
    const ref = await sleeper();
    expect(await (await exec(ref, { command: ["id", "-un"], user: "visitor" })).shows(/\n/)).toBe("visitor\r\n");
    const shell = await exec(ref, { user: "1000:1000" });
    await shell.type("id -u\r");
    await shell.shows("1000");
    await shell.leave();
  });

  test("a fast command's output and exit code are not lost", async () => {
    const ref = await sleeper();
    for (let round = 0; round < 5; round++) {
      const fast = await exec(ref, { command: ["sh", "-c", "echo done; exit 3"] });
      expect(await fast.exit()).toEqual({ type: "exit", exitCode: 3 });
      expect(fast.seen()).toBe("done\r\n");
    }
  });

  test("a container without a shell is named", async () => {
    const tag = `${newName()}:1`;
    await buildImage(
      engine,
      tag,
      'FROM busybox:latest\nRUN cp /bin/busybox /sleep; rm -r /bin\nCMD ["/sleep", "1000"]\n',
    );
    onTestFinished(() => engine.docker("rmi", "-f", tag).then(() => undefined));
    const ref = await make.run(tag);
    await expect(exec(ref)).rejects.toMatchObject({
      code: "UNSUPPORTED",
      message: expect.stringMatching(new RegExp(`${ref.name} has no shell`)),
    });
    await expect(exec(ref, { command: ["nosuch"] })).rejects.toMatchObject({
      message: expect.stringMatching(/no program nosuch/),
    });
    await engine.docker("rm", "-f", ref.id);
  });

  test("no such user, and not running, are sentences", async () => {
    const ref = await sleeper();
    await expect(exec(ref, { user: "nosuch" })).rejects.toMatchObject({
      message: expect.stringMatching(/no user nosuch/),
    });
    await engine.docker("kill", ref.id);
    await expect(exec(ref)).rejects.toMatchObject({ code: "CONFLICT", message: expect.stringMatching(/not running/) });
    await expect(attach(ref)).rejects.toMatchObject({ message: expect.stringMatching(/without a terminal/) });
  });

  test("leaving the output hangs up: the shell and what runs in it end, what is meant to stay stays", async () => {
    const ref = await sleeper();
    const shell = await exec(ref);
    await shell.type("setsid sleep 4444 & (trap '' HUP; exec sleep 5555) & sleep 6666\r");
    const run = (text: string) => [4444, 5555, 6666].filter((number) => text.includes(`sleep ${number}`));
    await until("all three run", async () => run(await processes(ref)).length === 3);
    await shell.leave();
    await until("the shell is gone", async () => !/sleep 6666|^sh$/m.test(await processes(ref)));
    expect(run(await processes(ref))).toEqual([4444, 5555]);
  });

  test("closing hangs up too, and another shell in the same container goes on", async () => {
    const ref = await sleeper();
    const [one, other] = [await exec(ref), await exec(ref)];
    await one.type("sleep 7777\r");
    await other.type("sleep 8888\r");
    await until("both run", async () => /7777[\s\S]*8888|8888[\s\S]*7777/.test(await processes(ref)));
    await api.close({ session: one.session });
    await until("one is gone", async () => !(await processes(ref)).includes("7777"));
    expect(await processes(ref)).toContain("sleep 8888");
    await other.leave();
  });

  test("a reader that stalls makes the program wait, and one that reads on lets it go on", async () => {
    const ref = await sleeper();
    const command = ["sh", "-c", "i=0; while :; do seq 1000; i=$((i + 1)); echo $i > /rounds; done"];
    const { session } = await api.exec({ ...ref, ...size, user: "", command });
    const reader = (await api.output({ session })).getReader();
    const rounds = async () => Number(await engine.docker("exec", ref.id, "sh", "-c", "cat /rounds || echo 0"));
    let before = 0;
    await until("it waits", async () => {
      const now = await rounds();
      const waits = now > 0 && now === before;
      before = now;
      return waits;
    });
    for (let bytes = 0; bytes < 4_000_000; ) {
      const { value } = await reader.read();
      bytes += value?.type === "data" ? value.bytes.length : Number.NaN;
    }
    await until("it goes on", async () => (await rounds()) > before);
    await reader.cancel();
  });

  test("the container stops: the terminal ends and says so", async () => {
    const ref = await sleeper();
    const shell = await exec(ref);
    await shell.type("echo up\r");
    await shell.shows("up\r\n");
    await engine.docker("kill", ref.id);
    const exit = await shell.exit();
    expect(exit?.exitCode ?? exit?.reason).toSatisfy((end) => end === 137 || /container stopped/.test(String(end)));
  });

  test("a session is shown once, and unknown ones are said to have ended", async () => {
    const shell = await exec(await sleeper());
    await expect((async () => api.output({ session: shell.session }))()).rejects.toMatchObject({ code: "CONFLICT" });
    await expect((async () => api.output({ session: "none" }))()).rejects.toMatchObject({ code: "NOT_FOUND" });
    await shell.leave();
  });

  test("run -it: nothing of the terminal is missed, and it survives its window", async () => {
    const input = runInput.parse({ engine: engine.id, image: images.busybox, name: make.own(), interactive: true });
    await readUntil(await containers(hub).run(input));
    const ref = await make.ref(input.name);
    const first = await attach(ref);
    await first.shows("# ");
    await first.type("stty size; echo $((40 + 2))\r");
    await first.shows("30 100\r\n42\r\n");
    await first.leave();
    expect(await make.state(ref)).toBe("running");
    const second = await attach(ref);
    await second.shows(/30 100\r\n42\r\n.*# /s);
    await second.type("exit 5\r");
    expect(await second.exit()).toEqual({ type: "exit", exitCode: 5 });
    await until("it has ended", async () => (await make.state(ref)) === "exited");
    await expect(attach(ref)).rejects.toMatchObject({ code: "CONFLICT" });
  });

  test("run -it --rm of something short: its output and exit code", async () => {
    const input = runInput.parse({
      engine: engine.id,
      image: images.busybox,
      name: make.own(),
      interactive: true,
      removeOnExit: true,
      command: ["sh", "-c", "echo short; exit 9"],
    });
    const [created] = await readUntil(await containers(hub).run(input));
    const id = created?.type === "created" ? created.id : "";
    const window = await attach({ engine: engine.id, id, name: input.name });
    expect(await window.exit()).toEqual({ type: "exit", exitCode: 9 });
    expect(window.seen()).toBe("short\r\n");
  });

  test("attaching to what was run elsewhere shows its last output, and detaching leaves it running", async () => {
    const ref = await make.run("-it", images.busybox, "sh", "-c", "echo earlier; exec sh");
    await until("it has printed", async () => (await engine.docker("logs", ref.id)).includes("earlier"));
    const window = await attach(ref);
    await window.shows("earlier");
    await window.type("echo $((50 + 5))\r");
    await window.shows("55\r\n");
    await window.type("\x10\x11");
    expect(await window.exit()).toMatchObject({ reason: expect.stringMatching(/goes on/) });
    expect(await make.state(ref)).toBe("running");
  });

  test("a connection that is cut ends the terminal with a reason", async () => {
    const proxy = await startFaultProxy(engine.socket);
    onTestFinished(() => proxy.stop().catch(() => undefined));
    const through = terminal(smallHub(engine, proxy.host));
    const shell = await exec(await sleeper(), {}, through);
    await proxy.stop();
    expect(await shell.exit()).toMatchObject({ reason: expect.stringMatching(/engine went away/) });
  });
});

test("an engine that is killed ends the terminal with a reason", async () => {
  const engine = await startEngine();
  onTestFinished(() => engine.stop());
  await buildImages(engine, ["busybox"]);
  const ref = await containerMaker(engine).run(images.busybox, "sleep", "1000");
  const api = terminal(smallHub(engine));
  const { session } = await api.exec({ ...ref, ...size, command: [], user: "" });
  const shell = await screen(api, session);
  await shell.shows("# ");
  await engine.kill();
  expect(await shell.exit()).toMatchObject({ reason: expect.stringMatching(/engine went away/) });
});
