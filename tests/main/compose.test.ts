import { appendFileSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { type ComposeRunEvent, type ComposeStep, downInput } from "@shared/compose.ts";
import type { Plan } from "@shared/plans.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { buildImage } from "../engine/images.ts";
import { type Registry, startRegistry } from "../engine/registry.ts";
import { sharedEngine, sharedOlderEngine } from "../engine/shared-engine.ts";
import { until } from "../engine/until.ts";
import { followRun, type TryCompose, tryCompose } from "./compose/try-project.ts";

let own: TryCompose;
let registry: Registry;
beforeAll(async () => {
  [own, registry] = await Promise.all([tryCompose(sharedEngine()), startRegistry()]);
});
afterAll(async () => {
  await own.end();
  await registry.stop();
});

/** Three services: one that is built, one with a health check and a volume, one with a profile and an env file. */
const shop = (image = "busybox:latest") => ({
  "compose.yaml": `services:
  web:
    build: web
    environment: { GREETING: "\${GREETING:-hello}" }
    depends_on: { db: { condition: service_healthy } }
    networks: [front, back]
    stop_signal: SIGKILL
  db:
    image: ${image}
    command: sleep 1000
    healthcheck: { test: [CMD, "true"], interval: 1s, timeout: 1s }
    volumes: [data:/data, /scratch]
    networks: [back]
  job:
    image: busybox:latest
    command: sh -c 'echo did $$TASK'
    env_file: job.env
    profiles: [jobs]
    networks: [back]
networks: { front: {}, back: {} }
volumes: { data: {} }
`,
  "web/Dockerfile": 'FROM busybox:latest\nRUN echo built > /built\nCMD ["sleep", "1000"]\n',
  "job.env": "TASK=sweep\n",
});

const withLabel = (name: string) => ["--filter", `label=com.docker.compose.project=${name}`];
const lines = (text: string) => text.split("\n").filter(Boolean).sort();
const states = async (name: string, engine = sharedEngine()) =>
  lines(
    await engine.docker(
      "ps",
      "-a",
      ...withLabel(name),
      "--format",
      '{{.Label "com.docker.compose.service"}} {{.State}}',
    ),
  );
const ids = async (name: string) => lines(await sharedEngine().docker("ps", "-aq", ...withLabel(name)));
const steps = (events: readonly ComposeRunEvent[]): ComposeStep[] =>
  events.flatMap((event) => (event.type === "step" ? [event.step] : []));

async function removeAll(compose: TryCompose, plan: Plan, typed?: string) {
  const reader = (
    await compose.plans.server.remove({
      engine: plan.engine,
      plan: plan.id,
      rows: plan.rows.filter(({ ticked, blocked }) => ticked && !blocked).map(({ key }) => key),
      ...(typed === undefined ? {} : { typed }),
    })
  ).getReader();
  const messages = [];
  for (let step = await reader.read(); !step.done; step = await reader.read()) messages.push(...step.value);
  const end = messages.find(({ type }) => type === "end");
  return end?.type === "end" ? end : undefined;
}
const rowsOf = ({ rows }: Plan) =>
  rows
    .map(({ kind, name, ticked, blocked }) => `${blocked ? "stays" : ticked ? "goes" : "may go"}: ${kind} ${name}`)
    .sort();

describe("a project of three services", () => {
  test("is built and started, its steps are told by service, and the engine has the last word", async () => {
    const { up, name } = own.project(shop());
    const { events, end, error } = await followRun(own.server.up(up({ build: true })));
    expect(error).toBeUndefined();
    expect(events[0]).toMatchObject({ type: "begin", services: ["db", "web"] });
    const done = { kind: "container", state: "done" };
    expect(steps(events)).toContainEqual(expect.objectContaining({ ...done, service: "db", text: "Healthy" }));
    expect(steps(events)).toContainEqual(expect.objectContaining({ ...done, service: "web", text: "Started" }));
    expect(steps(events)).toContainEqual(
      expect.objectContaining({ kind: "network", name: `${name}_front`, text: "Created" }),
    );
    expect(steps(events)).toContainEqual(
      expect.objectContaining({ kind: "volume", name: `${name}_data`, text: "Created" }),
    );
    const built = { type: "line", service: "web", text: expect.stringContaining("RUN echo built") };
    expect(events).toContainEqual(expect.objectContaining(built));
    const services = [
      { service: "db", running: 1 },
      { service: "web", running: 1 },
    ];
    expect(end).toMatchObject({ outcome: "done", services });
    await expect.poll(() => states(name)).toEqual(["db running", "web running"]);
  });

  test("goes up with every combination of its options", async () => {
    const image = await registry.publish(sharedEngine(), "busybox:latest", "always:1");
    const { up, name, source } = own.project(shop(image));
    let before: string[] = [];
    for (const build of [false, true])
      for (const forceRecreate of [false, true])
        for (const pullAlways of [false, true]) {
          const { end, error, events } = await followRun(
            own.server.up(up({ build, forceRecreate, pullAlways, services: ["db"], noDependencies: true })),
          );
          expect(error, JSON.stringify({ build, forceRecreate, pullAlways })).toBeUndefined();
          expect(end).toMatchObject({ outcome: "done", services: [{ service: "db", running: 1, wanted: 1 }] });
          const after = await ids(name);
          expect(after).toHaveLength(1);
          if (before.length > 0) expect(after[0] !== before[0]).toBe(forceRecreate);
          expect(steps(events).some(({ text }) => text.startsWith("Pulled"))).toBe(pullAlways || before.length === 0);
          before = after;
        }
    // A profile that is on, and more of one service.
    const profile = up({ source: { ...source, profiles: ["jobs"] }, scale: { db: 2 } });
    const { end, error } = await followRun(own.server.up(profile));
    expect(error).toBeUndefined();
    expect(end?.services).toEqual([
      { service: "db", running: 2, completed: 0, wanted: 2 },
      { service: "job", running: 0, completed: 1, wanted: 1 },
      { service: "web", running: 1, completed: 0, wanted: 1 },
    ]);
    await expect.poll(() => states(name)).toEqual(["db running", "db running", "job exited", "web running"]);
  });

  test("is stopped, started, paused and made anew, as a whole and by service", async () => {
    const { up, name, ref, source } = own.project(shop());
    await followRun(own.server.up(up()));
    const byLabels = { ...ref, source: { ...source, files: [] } };
    const outcome = async (run: ReturnType<typeof own.server.stop>) => {
      const { end } = await followRun(run);
      return end?.outcome === "done" ? "done" : end;
    };
    expect(await outcome(own.server.pause({ ...byLabels, services: ["db"] }))).toBe("done");
    await expect.poll(() => states(name)).toEqual(["db paused", "web running"]);
    expect(await outcome(own.server.unpause({ ...byLabels, services: ["db"] }))).toBe("done");
    expect(await outcome(own.server.stop({ ...byLabels, services: ["web"] }))).toBe("done");
    await expect.poll(() => states(name)).toEqual(["db running", "web exited"]);
    // Pausing makes it unhealthy until its next check, and Compose starts nothing that depends on what is unhealthy.
    const health = () => sharedEngine().docker("inspect", "--format", "{{.State.Health.Status}}", `${name}-db-1`);
    await expect.poll(health).toBe("healthy");
    expect(await outcome(own.server.start(byLabels))).toBe("done");
    await expect.poll(() => states(name)).toEqual(["db running", "web running"]);

    const before = await ids(name);
    // Renamed by hand: Compose still finds it by its labels, and the new one has its proper name.
    await sharedEngine().docker("rename", `${name}-web-1`, `${name}-renamed`);
    expect(await outcome(own.server.recreate({ ...ref, services: ["web"] }))).toBe("done");
    const after = await ids(name);
    expect(after).toHaveLength(2);
    expect(after.filter((id) => !before.includes(id))).toHaveLength(1);
    expect(lines(await sharedEngine().docker("ps", ...withLabel(name), "--format", "{{.Names}}"))).toEqual([
      `${name}-db-1`,
      `${name}-web-1`,
    ]);
  });

  test("is not started over a container that has the name it needs", async () => {
    const { up, name } = own.project(shop());
    await sharedEngine().docker("run", "-d", "--name", `${name}-db-1`, "busybox:latest", "sleep", "1000");
    await until("the hub knows it", () =>
      [...own.hub.containers().values()].some((one) => one.name === `${name}-db-1`),
    );
    const { error, events } = await followRun(own.server.up(up()));
    expect(error).toMatchObject({
      code: "CONFLICT",
      message: expect.stringContaining(`a container called ${name}-db-1`),
    });
    expect(events).toEqual([]);
    await expect.poll(() => states(name)).toEqual([]);
    await sharedEngine().docker("rm", "-f", `${name}-db-1`);
  });

  test("that is stopped half-way is what the engine says", async () => {
    const { up, name } = own.project({
      "compose.yaml": `services:
  first: { image: "busybox:latest", command: sleep 1000 }
  second:
    image: busybox:latest
    command: sleep 1000
    depends_on: { first: { condition: service_healthy } }
    healthcheck: { test: [CMD, "true"] }
`.replace(
        "command: sleep 1000 }",
        "command: sleep 1000, healthcheck: { test: [CMD, 'false'], interval: 1s, retries: 1000 } }",
      ),
    });
    let run = "";
    const { events, end, error } = await followRun(own.server.up(up()), (event) => {
      if (event.type === "begin") run = event.run;
      // From here on it would wait for ever.
      if (event.type === "step" && event.step.text === "Waiting") void own.server.cancel({ run });
    });
    expect(error).toMatchObject({ code: "CANCELLED" });
    expect(end).toMatchObject({
      outcome: "cancelled",
      services: [
        { service: "first", running: 1 },
        { service: "second", running: 0 },
      ],
    });
    expect(events.at(-1)).toBe(end);
    await expect.poll(() => states(name)).toEqual(["first running", "second created"]);
  });

  test("ends its program with everything that it started when its page leaves", async () => {
    const { up } = own.project({
      "compose.yaml": "services: { slow: { build: . } }\n",
      Dockerfile: `FROM busybox:latest\nRUN echo ${Date.now()} && sleep 600\n`,
    });
    const reader = (await own.server.up(up())).getReader();
    const seen: ComposeRunEvent[] = [];
    while (!seen.some((event) => event.type === "line" && event.text.includes("sleep 600")))
      seen.push(...((await reader.read()).value ?? []));
    const file = up().source.files[0]!;
    const processes = () =>
      readdirSync("/proc")
        .filter((pid) => /^\d+$/.test(pid))
        .filter((pid) => {
          try {
            return readFileSync(`/proc/${pid}/cmdline`, "utf8").includes(file);
          } catch {
            return false;
          }
        });
    expect(processes().length).toBeGreaterThan(0);
    await reader.cancel();
    await until("Compose has ended", () => processes().length === 0);
  });

  test("is worked on by one run at a time", async () => {
    const { up, ref, name } = own.project({
      "compose.yaml": `services:
  slow: { image: "busybox:latest", command: sleep 1000, stop_signal: SIGKILL, healthcheck: { test: [CMD, "false"], interval: 1s, retries: 1000 } }
  next: { image: "busybox:latest", command: sleep 1000, depends_on: { slow: { condition: service_healthy } } }
`,
    });
    const other = own.project({
      "compose.yaml": "services: { a: { image: 'busybox:latest', command: sleep 1000, stop_signal: SIGKILL } }\n",
    });
    const first = (await own.server.up(up())).getReader();
    const seen: ComposeRunEvent[] = [];
    const waits = (event: ComposeRunEvent) => event.type === "step" && event.step.text === "Waiting";
    // From here on it would wait for ever.
    while (!seen.some(waits)) seen.push(...((await first.read()).value ?? []));
    for (const second of [own.server.up(up()), own.server.stop(ref)]) {
      const { events, error } = await followRun(second);
      expect(error).toMatchObject({
        code: "CONFLICT",
        message: expect.stringMatching(/still at work on .* Wait until that run has ended, or cancel it/),
        detail: expect.stringContaining(`-p ${name} up -d`),
      });
      expect(events).toEqual([]);
    }
    expect(await states(name)).toEqual(["next created", "slow running"]);
    expect((await followRun(own.server.up(other.up()))).end?.outcome).toBe("done");
    await first.cancel();
    // Whoever left did not wait for Compose; the next run begins when it has ended.
    let last: Awaited<ReturnType<typeof followRun>> | undefined;
    await until("the project is free", async () => {
      last = await followRun(own.server.stop(ref));
      return !(last.error as Error | undefined)?.message.includes("still at work");
    });
    expect(last?.end?.outcome).toBe("done");
    expect(await states(name)).toEqual(["next created", "slow exited"]);
  });

  test("that is up and attached is followed, and stopped when its page leaves", async () => {
    const { up, name } = own.project({
      "compose.yaml": `services:
  talk:
    image: busybox:latest
    command: sh -c 'echo hello; while true; do echo again; sleep 0.2; done'
    stop_signal: SIGKILL
`,
    });
    const reader = (await own.server.up(up({ detach: false }))).getReader();
    const said: string[] = [];
    while (!said.includes("again") || !said.includes("hello"))
      for (const event of (await reader.read()).value ?? [])
        if (event.type === "line" && event.service === "talk") said.push(event.text);
        else expect(event.type).not.toBe("end");
    expect(said.slice(0, 2)).toEqual(["hello", "again"]);
    expect(await states(name)).toEqual(["talk running"]);
    await reader.cancel();
    await until("Compose has stopped it", async () => (await states(name)).join() === "talk exited");
  });

  test("that does not stay up is a failure, although Compose ends without an error", async () => {
    const { up } = own.project({
      "compose.yaml": "services: { task: { image: 'busybox:latest', command: 'false' } }\n",
    });
    const { end, error } = await followRun(own.server.up(up()));
    // It may still run at the moment when Compose ends.
    if (end?.outcome === "failed")
      expect(error).toMatchObject({ message: expect.stringMatching(/exited with code 1/) });
    else expect(end?.services).toMatchObject([{ running: 1 }]);
  });
});

describe("down", () => {
  test("shows exactly what goes for each combination of its options, and removes that", async () => {
    const engine = sharedEngine();
    const combination = async (removeImages: boolean, removeVolumes: boolean, removeOrphans: boolean) => {
      const what = JSON.stringify({ removeImages, removeVolumes, removeOrphans });
      // Without its health check, which every Up would wait for.
      const image = `down-test:${Number(removeImages)}${Number(removeVolumes)}${Number(removeOrphans)}`;
      await buildImage(engine, image, `FROM busybox:latest\nLABEL down=${image}\n`);
      const quick = shop(image);
      const text = quick["compose.yaml"]
        .replace("{ db: { condition: service_healthy } }", "[db]")
        .replace(/ +healthcheck.*\n/, "");
      const { up, name, source } = own.project({ ...quick, "compose.yaml": text });
      expect((await followRun(own.server.up(up()))).error, what).toBeUndefined();
      await engine.docker(
        ...["run", "-d", "--name", `${name}-old-1`, "--network", `${name}_back`],
        ...["--label", `com.docker.compose.project=${name}`, "--label", "com.docker.compose.service=old"],
        ...["busybox:latest", "sleep", "1000"],
      );
      const options = { removeImages, removeVolumes, removeOrphans };
      const plan = await own.server.down(downInput.parse({ engine: engine.id, name, source, ...options }));
      const rows = rowsOf(plan).filter((row) => !/volume [0-9a-f]{64}$/.test(row));
      const expected = [
        `goes: container ${name}-db-1`,
        `goes: container ${name}-web-1`,
        `goes: network ${name}_front`,
        `${removeOrphans ? "goes" : "stays"}: container ${name}-old-1`,
        `${removeOrphans ? "goes" : "stays"}: network ${name}_back`,
        ...(removeImages ? [`goes: tag ${image}`, `goes: tag ${name}-web:latest`] : []),
        ...(removeVolumes ? [`goes: volume ${name}_data`] : []),
      ];
      expect(rows, what).toEqual(expected.sort());
      // Compose removes volumes without a name with `--volumes`, and only then.
      expect(plan.rows.some(({ kind, data }) => kind === "volume" && !data)).toBe(removeVolumes);
      const words = [
        ...(removeImages ? ["--rmi", "all"] : []),
        ...(removeVolumes ? ["--volumes"] : []),
        ...(removeOrphans ? ["--remove-orphans"] : []),
      ];
      expect(plan.equivalent?.command.slice(-1 - words.length)).toEqual(["down", ...words]);
      if (removeVolumes) await expect(removeAll(own, plan)).rejects.toMatchObject({ code: "INVALID" });
      expect(await removeAll(own, plan, `${name}_data`), what).toMatchObject({ skipped: 0, failed: 0 });
      expect(await states(name), what).toEqual(removeOrphans ? [] : ["old running"]);
      const volumes = lines(await engine.docker("volume", "ls", "-q", ...withLabel(name)));
      expect(volumes.includes(`${name}_data`), what).toBe(!removeVolumes);
      expect(await engine.docker("images", "-q", image), what).toMatch(removeImages ? /^$/ : /./);
      await engine.docker("rm", "-f", `${name}-old-1`);
      if (!removeImages) await engine.docker("rmi", image).catch(() => undefined);
    };
    for (const removeImages of [false, true])
      await Promise.all(
        [false, true].flatMap((volumes) => [false, true].map((orphans) => combination(removeImages, volumes, orphans))),
      );
  });

  test("leaves what is external, what others use, and what has changed since the preview", async () => {
    const engine = sharedEngine();
    const other = `${own.project({ "compose.yaml": "services: {}" }).name}-ext`;
    await engine.docker("network", "create", other);
    await engine.docker("volume", "create", other);
    try {
      const { up, name, source } = own.project({
        "compose.yaml": `services:
  a: { image: "busybox:latest", command: sleep 1000, stop_signal: SIGKILL, networks: [out], volumes: ["kept:/kept", "own:/own"] }
  b: { image: "busybox:latest", command: sleep 1000, stop_signal: SIGKILL }
networks: { out: { external: true, name: ${other} } }
volumes: { kept: { external: true, name: ${other} }, own: {} }
`,
      });
      const started = await followRun(own.server.up(up()));
      expect(started.error).toBeUndefined();
      await engine.docker("run", "-d", "--name", `${other}-user`, "busybox:latest", "sleep", "1000");
      const plan = await own.server.down(
        downInput.parse({ engine: engine.id, name, source, removeImages: true, removeVolumes: true }),
      );
      const rows = rowsOf(plan);
      expect(rows).toContain(`stays: network ${other}`);
      expect(rows).toContain(`stays: volume ${other}`);
      // busybox has two names here, so that only the name goes; other containers keep the image itself.
      expect(plan.rows.find(({ name }) => name === "busybox:latest")).toMatchObject({ size: { least: 0, most: 0 } });
      const first = plan.rows.filter(({ kind }) => kind !== "tag");
      await engine.docker("rename", `${name}-b-1`, `${name}-b-renamed`);
      const end = await removeAll(own, { ...plan, rows: first }, `${name}_own`);
      expect(end).toMatchObject({ failed: 0 });
      expect(end?.skipped).toBeGreaterThan(0);
      await expect.poll(() => states(name)).toEqual(["b running"]);
      expect(await engine.docker("volume", "ls", "-q")).toContain(other);
    } finally {
      await engine.docker("rm", "-f", `${other}-user`).catch(() => undefined);
      for (const { name } of own.store.projects()) void name;
      await removeLater(other);
    }
  });
  const removeLater = async (name: string) => {
    const engine = sharedEngine();
    const users = lines(await engine.docker("ps", "-aq", "--filter", `volume=${name}`));
    if (users.length > 0) await engine.docker("rm", "-f", ...users);
    await engine.docker("network", "rm", name).catch(() => undefined);
    await engine.docker("volume", "rm", name).catch(() => undefined);
  };
});

describe("logs", () => {
  test("of all containers are one, by time, and go on with a container that comes later", async () => {
    const { up, name } = own.project({
      "compose.yaml": `services:
  a: { image: "busybox:latest", command: "sh -c 'for i in 1 2 3; do echo a$$i; sleep 0.2; done; exec sleep 1000'" }
  b: { image: "busybox:latest", command: "sh -c 'sleep 0.1; for i in 1 2 3; do echo b$$i >&2; sleep 0.2; done; exec sleep 1000'" }
  c: { image: "busybox:latest", command: "sh -c 'echo c1; exec sleep 1000'", profiles: [late] }
`,
    });
    await followRun(own.server.up(up()));
    const reader = (
      await own.server.logs({ engine: sharedEngine().id, name, services: [], tail: 2000, follow: true })
    ).getReader();
    const all: { text: string; time: string; stderr: boolean }[] = [];
    const readTo = async (text: string) => {
      while (!all.some((line) => line.text.endsWith(text))) {
        const { value } = await reader.read();
        for (const [at, line] of (value?.lines ?? []).entries())
          all.push({ text: stripVTControlCharacters(line), time: value!.times[at]!, stderr: value!.stderr[at]! });
      }
    };
    await readTo("b3");
    await readTo("a3");
    expect(all.map(({ text }) => text).sort()).toEqual(
      [1, 2, 3].flatMap((at) => [`a-1 | a${at}`]).concat([1, 2, 3].map((at) => `b-1 | b${at}`)),
    );
    expect(all.filter(({ stderr }) => stderr)).toHaveLength(3);
    expect([...all].sort((x, y) => (x.time < y.time ? -1 : 1))).toEqual(all);
    await followRun(own.server.up(up({ services: ["c"], source: { ...up().source, profiles: ["late"] } })));
    await readTo("c1");
    await reader.cancel();
    const last = (
      await own.server.logs({ engine: sharedEngine().id, name, services: [], tail: 2, follow: false })
    ).getReader();
    expect((await last.read()).value?.lines).toHaveLength(2);
  });
});

test("fifty services go up and down", { timeout: 120_000 }, async () => {
  const service = (at: number) =>
    `  s${at}: { image: "busybox:latest", command: sleep 1000, network_mode: none${at % 10 === 0 ? "" : `, depends_on: [s${at - (at % 10)}]`} }`;
  const all = Array.from({ length: 50 }, (_, at) => service(at));
  const { up, name, source } = own.project({ "compose.yaml": `services:\n${all.join("\n")}\n` });
  const { end, error } = await followRun(own.server.up(up()));
  expect(error).toBeUndefined();
  expect(end?.services).toHaveLength(50);
  expect(end?.services.every(({ running }) => running === 1)).toBe(true);
  const plan = await own.server.down(downInput.parse({ engine: sharedEngine().id, name, source }));
  expect(plan.rows.filter(({ kind }) => kind === "container")).toHaveLength(50);
  expect(await removeAll(own, plan)).toMatchObject({ skipped: 0, failed: 0 });
  expect(await ids(name)).toEqual([]);
});

describe("two projects in folders of the same name", () => {
  test("are not taken for one another", async () => {
    const name = `twin-${Date.now().toString(36)}`;
    const files = {
      "compose.yaml": "services: { a: { image: 'busybox:latest', command: sleep 1000, stop_signal: SIGKILL } }\n",
    };
    const first = own.project(files, name);
    const second = own.project(files, name);
    expect((await own.server.open({ source: first.source })).name).toBe(name);
    expect((await own.server.open({ source: second.source })).name).toBe(name);
    expect((await followRun(own.server.up(first.up()))).error).toBeUndefined();
    const before = await ids(name);
    const { error } = await followRun(own.server.up(second.up()));
    expect(error).toMatchObject({ code: "CONFLICT", message: expect.stringContaining(first.folder) });
    expect(await ids(name)).toEqual(before);
    const renamed = own.project(files, `${name}-2`, name);
    expect((await followRun(own.server.up(renamed.up()))).end?.outcome).toBe("done");
    expect(await ids(name)).toEqual(before);
  });
});

test("a project runs on the older engine too", async () => {
  const older = await tryCompose(sharedOlderEngine());
  try {
    const { up, name, source } = older.project(shop());
    const { error, end } = await followRun(older.server.up(up()));
    expect(error).toBeUndefined();
    expect(end?.outcome).toBe("done");
    expect(await states(name, sharedOlderEngine())).toEqual(["db running", "web running"]);
    const plan = await older.server.down(
      downInput.parse({ engine: sharedOlderEngine().id, name, source, removeVolumes: true }),
    );
    expect(await removeAll(older, plan, `${name}_data`)).toMatchObject({ failed: 0, skipped: 0 });
    expect(await states(name, sharedOlderEngine())).toEqual([]);
  } finally {
    await older.end();
  }
});

describe("files", () => {
  test("that reach out are asked about before Compose is called, and again when they change", async () => {
    const { up, source, name, folder } = own.project({
      "compose.yaml":
        "services: { a: { image: 'busybox:latest', command: sleep 1000, stop_signal: SIGKILL, privileged: true } }\n",
    });
    const refused = await followRun(own.server.up(up()));
    expect(refused.error).toMatchObject({ code: "PERMISSION_DENIED" });
    expect(refused.events).toEqual([]);
    const opened = await own.server.open({ name, source });
    expect(opened.findings).toMatchObject([{ kind: "privileged", service: "a", line: 1 }]);
    await own.server.trust({ name, source, hash: opened.hash });
    expect((await own.server.open({ name, source })).trusted).toBe(true);
    appendFileSync(join(folder, "compose.yaml"), "# changed\n");
    expect((await own.server.open({ name, source })).trusted).toBe(false);
    await expect(own.server.trust({ name, source, hash: opened.hash })).rejects.toMatchObject({ code: "CONFLICT" });
  });

  test("are remembered with their whole list, and forgotten", async () => {
    const { name, source } = own.project(shop());
    const whole = { ...source, envFiles: [join(own.folder, "x.env")], profiles: ["jobs"], directory: own.folder };
    await own.server.remember({ name, source: whole });
    const reader = (await own.server.known()).getReader();
    const first = await reader.read();
    const found = first.value?.find((one) => one.name === name);
    expect(found?.source).toEqual(whole);
    expect(found?.problem).toContain("x.env does not exist");
    await own.server.forget({ id: found!.id });
    const second = await reader.read();
    expect(second.value?.some((one) => one.name === name)).toBe(false);
    await reader.cancel();
  });

  test("that Compose itself refuses start nothing", async () => {
    const { up, name, folder } = own.project({
      "compose.yaml": "services: { a: { image: 'busybox:latest', nonsense: 1 } }\n",
    });
    const { error, events } = await followRun(own.server.up(up()));
    expect(error).toMatchObject({ code: "INVALID", message: expect.stringContaining("“nonsense” is no key of") });
    expect(events).toEqual([]);
    writeFileSync(join(folder, "compose.yaml"), "services: { a: { image: 'busybox:$TAG' } }\n");
    expect((await followRun(own.server.up(up()))).error).toMatchObject({
      code: "INVALID",
      message: expect.stringContaining("The variable TAG has no value."),
    });
    rmSync(join(folder, "compose.yaml"));
    expect((await followRun(own.server.up(up()))).error).toMatchObject({
      code: "INVALID",
      message: expect.stringContaining("does not exist"),
    });
    await expect.poll(() => states(name)).toEqual([]);
  });
});
