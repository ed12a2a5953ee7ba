import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createTimeline } from "@shared/build-timeline.ts";
import { beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { dockerCli } from "../engine/engine-access.ts";
import { type Registry, startRegistry } from "../engine/registry.ts";
import { sharedEngine, sharedOlderEngine } from "../engine/shared-engine.ts";
import { until } from "../engine/until.ts";
import { buildFolder, buildsOn, inputOf, readBuild, warmBuildKit } from "./build-folder.ts";

const folderOf = (files: Parameters<typeof buildFolder>[1]) => buildFolder(onTestFinished, files);
const open = (engine: Parameters<typeof buildsOn>[1], logins?: Parameters<typeof buildsOn>[2]) =>
  buildsOn(onTestFinished, engine, logins);

/** Everything that a build said, gathered as the page does. */
function gathered(events: Awaited<ReturnType<typeof readBuild>>["events"]) {
  const timeline = createTimeline();
  for (const event of events) timeline.take(event);
  return timeline;
}

const builders = [
  ["BuildKit of 26.1", sharedEngine, "buildkit"],
  ["BuildKit of 20.10", sharedOlderEngine, "buildkit"],
  ["the classic builder of 20.10", sharedOlderEngine, "classic"],
] as const;

describe.each(builders)("%s", (_name, shared, builder) => {
  if (builder === "buildkit") beforeAll(() => warmBuildKit(shared()));

  test("each step has its line, time and output, and is cached the second time", async () => {
    const engine = shared();
    const { server } = open(engine);
    const folder = folderOf({
      Dockerfile: `FROM busybox\n# ${Date.now()}\nCOPY a /a\nRUN echo said ${Date.now()} ünïcode\n`,
      a: "a".repeat(100_000),
    });
    const build = () => readBuild(server.build(inputOf(engine, { folder, builder })));
    const first = await build();
    expect(first.error).toBeUndefined();
    const timeline = gathered(first.events);
    const run = timeline.steps().find(({ name }) => name.includes("RUN echo"))!;
    expect(run).toMatchObject({ state: "done", line: 4, duration: expect.any(Number) });
    expect(run.output).toContain("ünïcode");
    expect(timeline.sent).toBeGreaterThanOrEqual(100_000);
    expect(timeline.image).toMatch(/^sha256:[0-9a-f]{64}$/);

    const second = gathered((await build()).events);
    expect(second.steps().find(({ name }) => name.includes("RUN echo"))).toMatchObject({ state: "cached" });
    expect(second.image).toBe(timeline.image);
    // BuildKit has the file already: it is not sent again.
    if (builder === "buildkit") expect(second.sent).toBeLessThan(100_000);
  });

  test("a step that fails names its line and its words", async () => {
    const engine = shared();
    const { server } = open(engine);
    const folder = folderOf({ Dockerfile: "FROM busybox\n\nRUN echo told; \\\n  exit 7\n" });
    const { events, error } = await readBuild(server.build(inputOf(engine, { folder, builder })));
    expect(error).toMatchObject({ code: "INVALID", message: expect.stringContaining("ended with exit code 7") });
    const { failure, steps } = gathered(events);
    expect(failure?.lines?.[0]).toBe(3);
    expect(steps().find(({ id }) => id === failure?.step)).toMatchObject({
      state: "failed",
      output: expect.stringContaining("told"),
    });
  });

  test("leaving a build ends it in the engine", async () => {
    const engine = shared();
    const { server } = open(engine);
    const seconds = String(5000 + Math.floor(Math.random() * 4000));
    const folder = folderOf({ Dockerfile: `FROM busybox\nRUN sleep ${seconds}\n` });
    const stream = await server.build(inputOf(engine, { folder, builder }));
    const reader = stream.getReader();
    const reading = (async () => {
      while (!(await reader.read()).done);
    })();
    await until("the step runs", () => sleepers(seconds) > 0);
    await reader.cancel();
    await reading;
    await until("the step has ended", () => sleepers(seconds) === 0);
    await until("the history says so", async () => (await server.history())[0]?.state === "cancelled");
  });

  test("a Dockerfile outside of the folder is used and not copied", async () => {
    const engine = shared();
    const { server } = open(engine);
    const folder = folderOf({ a: "a" });
    const elsewhere = folderOf({ "Other.Dockerfile": "FROM busybox\nCOPY . /all/\nRUN ls -A /all > /list\n" });
    const tag = `outside-${builder}`;
    onTestFinished(async () => void (await engine.docker("rmi", "-f", tag).catch(() => {})));
    const dockerfile = join(elsewhere, "Other.Dockerfile");
    const { error } = await readBuild(server.build(inputOf(engine, { folder, dockerfile, tags: [tag], builder })));
    expect(error).toBeUndefined();
    const list = (await engine.docker("run", "--rm", tag, "cat", "/list")).split("\n");
    expect(list).toContain("a");
    expect(list.filter((name) => name.includes("ockerfile"))).toEqual([]);
  });
});

test("a secret reaches its step and nothing else: no event, no history", async () => {
  const engine = sharedEngine();
  const { server, dataDir } = open(engine);
  const value = `secret-${Math.random()}`;
  const folder = folderOf({
    Dockerfile: `FROM busybox\nRUN --mount=type=secret,id=a --mount=type=secret,id=b test "$(cat /run/secrets/a)" = "$(cat /run/secrets/b)" && test -n "$(cat /run/secrets/a)"\n`,
  });
  const file = join(folderOf({ value }), "value");
  const secrets = [
    { id: "a", file: "", value },
    { id: "b", file, value: "" },
  ];
  const { events, error } = await readBuild(server.build(inputOf(engine, { folder, secrets })));
  expect(error).toBeUndefined();
  expect(JSON.stringify(events)).not.toContain(value);
  const names = readdirSync(join(dataDir, "builds"));
  expect(names).toHaveLength(2);
  for (const name of names) {
    expect(readFileSync(join(dataDir, "builds", name), "utf8")).not.toContain(value);
    expect(statSync(join(dataDir, "builds", name)).mode & 0o077).toBe(0);
  }
});

describe("a registry with a password", () => {
  test.each([
    [sharedEngine, "buildkit"],
    [sharedOlderEngine, "classic"],
  ] as const)("its login reaches the build (%#)", async (shared, builder) => {
    const engine = shared();
    const registry: Registry = await startRegistry({ password: true });
    onTestFinished(() => registry.stop());
    const base = await registry.publish(engine, "busybox:latest", `base-${builder}`);
    await engine.docker("rmi", base).catch(() => {});
    const folder = folderOf({ Dockerfile: `FROM ${base}\nRUN true\n` });
    const build = (logins?: Parameters<typeof buildsOn>[2]) =>
      readBuild(open(engine, logins).server.build(inputOf(engine, { folder, builder, pull: true })));
    expect((await build()).error).toMatchObject({ code: "UNAUTHORIZED" });
    const asked: string[] = [];
    const { error } = await build({
      list: async () => [],
      credential: async (host) => {
        asked.push(host);
        return host === registry.host ? registry.account : undefined;
      },
    });
    expect(error).toBeUndefined();
    expect(asked).toContain(registry.host);
  });
});

test("the history keeps the last 100 with what they said, also for the next start", async () => {
  const engine = sharedEngine();
  const { server } = open(engine);
  const folder = folderOf({ Dockerfile: "FROM busybox\nRUN echo kept\n" });
  await readBuild(server.build(inputOf(engine, { folder, tags: ["history-kept"] })));
  onTestFinished(async () => void (await engine.docker("rmi", "-f", "history-kept").catch(() => {})));
  const [summary] = await server.history();
  expect(summary).toMatchObject({ state: "built", input: { folder }, steps: expect.any(Number) });
  const record = await server.record({ id: summary!.id });
  expect(record.dockerfile?.text).toContain("echo kept");
  expect(record.timeline.some(({ name }) => name.includes("RUN echo kept"))).toBe(true);
  await server.forget({ ids: [summary!.id] });
  expect(await server.history()).toEqual([]);
  await expect(server.record({ id: summary!.id })).rejects.toMatchObject({ code: "NOT_FOUND" });
});

test("problems that are certain are told before, and nothing else is", async () => {
  const engine = sharedEngine();
  const { server } = open(engine);
  const folder = folderOf({
    Dockerfile:
      "FROM busybox AS a\nRUN <<EOF\nFOO bar\nEOF\nCOPY --link --parents x /x\nCOPY --from=a /out /out\nCOPY $X *.y https://z.example/a /\n",
    x: "",
    ".dockerignore": "y\n",
    y: "",
  });
  expect(await server.look({ folder, dockerfile: "" })).toMatchObject({ problems: [], ignore: ".dockerignore" });
  writeFileSync(join(folder, "Dockerfile"), "FROM busybox\nFOO bar\nCOPY nothing /\nCOPY y /\nEXPOSE http\n");
  expect((await server.look({ folder, dockerfile: "" })).problems.map(({ line }) => line)).toEqual([2, 3, 4, 5]);
  expect(await server.look({ folder, dockerfile: "no" })).toMatchObject({ dockerfile: null, others: ["Dockerfile"] });
});

test("a large context names its biggest folders and leaves out what is ignored", async () => {
  const { server } = open(sharedEngine());
  const folder = folderOf({
    Dockerfile: "FROM busybox\n",
    "node_modules/big/blob": "x".repeat(50_000),
    "data/dump": "x".repeat(20_000),
    "ignored/blob": "x".repeat(90_000),
    ".dockerignore": "ignored\n",
  });
  const size = await server.measure({ folder, dockerfile: "", builder: "buildkit" });
  expect(size.largest.map(({ path }) => path)).toEqual(["node_modules/big/blob", "data/dump"]);
  expect(size.bytes).toBeLessThan(71_000);
});

test("a .dockerignore that cannot be read fails the build, as with docker", async () => {
  const engine = sharedEngine();
  const { server } = open(engine);
  const folder = folderOf({ Dockerfile: "FROM busybox\nCOPY . /\n", ".dockerignore": "[a-\n" });
  const { error } = await readBuild(server.build(inputOf(engine, { folder })));
  expect(error).toMatchObject({ message: expect.stringContaining("yntax error in pattern") });
  await expect(dockerCli(engine, ["build", folder], { DOCKER_BUILDKIT: "1" })).rejects.toThrow(
    /syntax error in pattern/,
  );
});

/** Processes of this computer that sleep so long: those of the build are among them. */
function sleepers(seconds: string): number {
  return readdirSync("/proc").filter((pid) => {
    try {
      return /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/cmdline`, "utf8") === `sleep\0${seconds}\0`;
    } catch {
      return false;
    }
  }).length;
}
