import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { composeSource, composeWords, upCommand, upInput } from "@shared/compose.ts";
import { afterAll, expect, test } from "vitest";
import {
  type ComposeProgram,
  composeArguments,
  composeEnvironment,
  findCompose,
  pluginFolders,
  programInfo,
} from "../../../main/compose/program.ts";
import { progressReader } from "../../../main/compose/progress.ts";
import { failureOf } from "../../../main/compose/words.ts";

const root = mkdtempSync(join(tmpdir(), "drydock-program-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** A small program that answers `version` and `--help` like Compose, and keeps how it was called. */
function program(file: string, version: string, progress = "(auto, tty, plain, quiet)"): string {
  mkdirSync(join(file, ".."), { recursive: true });
  writeFileSync(
    file,
    `#!/bin/sh\ncase "$*" in *version*) echo "${version}";; *) echo "  --progress string   Set type of progress output ${progress}";; esac\n`,
  );
  chmodSync(file, 0o755);
  return file;
}
const around = (home: string, env: Record<string, string> = {}) => ({
  platform: "linux" as const,
  env: { PATH: join(home, "bin"), ...env },
  home,
  uid: 0,
});

test("Compose is found where docker looks for its plugins, the configured folders first", async () => {
  const home = join(root, "found");
  const own = program(
    join(home, ".docker/cli-plugins/docker-compose"),
    "Docker Compose version v2.30.1",
    "(auto, tty, plain, json, quiet)",
  );
  // This docker does not take it for a plugin, so it is run by itself.
  expect(await findCompose(around(home))).toEqual({
    kind: "standalone",
    file: own,
    words: [],
    version: "2.30.1",
    json: true,
  });
  const extra = program(join(home, "extra/docker-compose"), "Docker Compose version v2.20.0");
  writeFileSync(join(home, ".docker/config.json"), JSON.stringify({ cliPluginsExtraDirs: [join(home, "extra")] }));
  const folders = await pluginFolders(around(home));
  expect(folders.slice(0, 2)).toEqual([join(extra, ".."), join(own, "..")]);
  expect(await pluginFolders(around(home, { DOCKER_CONFIG: "/c" }))).toContain("/c/cli-plugins");
});

test("a docker that answers for the plugin is used, then the plugin itself, then docker-compose", async () => {
  const home = join(root, "order");
  const plugin = join(home, ".docker/cli-plugins/docker-compose");
  const docker = program(join(home, "bin/docker"), "Docker Compose version v2.40.0", "(auto, tty, plain, json, quiet)");
  program(plugin, "Docker Compose version 2.26.1-4");
  expect(await findCompose(around(home))).toEqual({
    kind: "plugin",
    file: docker,
    words: ["compose"],
    version: "2.40.0",
    json: true,
  });
  // A docker that does not know the plugin.
  program(docker, "unknown command");
  expect(await findCompose(around(home))).toEqual({
    kind: "standalone",
    file: plugin,
    words: [],
    version: "2.26.1-4",
    json: false,
  });
  rmSync(plugin);
  const old = program(join(home, "bin/docker-compose"), "docker-compose version 1.29.2, build unknown");
  expect(await findCompose(around(home))).toMatchObject({ kind: "v1", file: old, version: "1.29.2" });
});

test("where there is none, it says how to get it", () => {
  expect(programInfo(undefined, "linux")).toMatchObject({
    kind: "missing",
    advice: expect.stringContaining("docker-compose-plugin"),
  });
  expect(programInfo(undefined, "darwin").advice).toContain("Docker Desktop");
});

test("the environment reaches the engine on the screen, and nothing of a terminal's Compose gets in", () => {
  const given = around("/home/sam", {
    ...{
      COMPOSE_FILE: "other.yaml",
      COMPOSE_PROJECT_NAME: "x",
      COMPOSE_PROFILES: "p",
      DOCKER_HOST: "tcp://else",
      DOCKER_CONTEXT: "else",
    },
    ...{ DOCKER_TLS_VERIFY: "1", DOCKER_CERT_PATH: "/certs", SECRET: "s", HTTPS_PROXY: "http://proxy" },
  });
  const to = (key: string, host: string) => composeEnvironment(given, { key, host });
  const socket = to("default", "unix:///var/run/docker.sock");
  expect(socket).toMatchObject({
    DOCKER_HOST: "unix:///var/run/docker.sock",
    HTTPS_PROXY: "http://proxy",
    HOME: "/home/sam",
  });
  for (const name of [
    "COMPOSE_FILE",
    "COMPOSE_PROJECT_NAME",
    "COMPOSE_PROFILES",
    "DOCKER_CONTEXT",
    "DOCKER_TLS_VERIFY",
    "SECRET",
  ])
    expect(socket, name).not.toHaveProperty(name);
  expect(socket).toMatchObject({ COMPOSE_EXPERIMENTAL_GIT_REMOTE: "false", COMPOSE_EXPERIMENTAL_OCI_REMOTE: "false" });
  expect(to("context:far", "ssh://sam@far")).toMatchObject({ DOCKER_CONTEXT: "far" });
  expect(to("context:far", "ssh://sam@far")).not.toHaveProperty("DOCKER_HOST");
  expect(to("DOCKER_HOST", "tcp://else:2376")).toMatchObject({
    DOCKER_HOST: "tcp://else:2376",
    DOCKER_TLS_VERIFY: "1",
    DOCKER_CERT_PATH: "/certs",
  });
});

const kind = (kind: ComposeProgram["kind"], json = false): ComposeProgram => ({
  kind,
  file: "x",
  words: kind === "plugin" ? ["compose"] : [],
  version: "",
  json,
});
const source = composeSource.parse({
  files: ["/a/compose.yaml", "/a/more.yaml"],
  envFiles: ["/a/e.env"],
  profiles: ["p"],
  directory: "/a",
});

test("the line on the screen is what is run", () => {
  const up = upCommand(
    upInput.parse({
      engine: "e",
      name: "shop",
      source,
      build: true,
      pullAlways: true,
      forceRecreate: true,
      scale: { web: 3 },
      services: ["web"],
    }),
  );
  const all = [
    "-f",
    "/a/compose.yaml",
    "-f",
    "/a/more.yaml",
    "--env-file",
    "/a/e.env",
    "--profile",
    "p",
    "--project-directory",
    "/a",
    "-p",
    "shop",
  ];
  const rest = ["up", "-d", "--build", "--force-recreate", "--pull", "always", "--scale", "web=3", "web"];
  expect(up).toEqual(["compose", ...all, ...rest]);
  expect(composeArguments(kind("plugin", true), up, { progress: true })).toEqual([
    "compose",
    "--ansi",
    "never",
    "--progress",
    "json",
    ...all,
    ...rest,
  ]);
  expect(composeArguments(kind("standalone"), up, { progress: true })).toEqual([
    "--ansi",
    "never",
    "--progress",
    "plain",
    ...all,
    ...rest,
  ]);
  // Compose 1 has no `up --pull`.
  expect(composeArguments(kind("v1"), up, { progress: true })).toEqual([
    "--no-ansi",
    ...all,
    ...rest.filter((word) => word !== "--pull" && word !== "always"),
  ]);
  const two = composeWords({ name: "shop", source: { ...source, envFiles: ["/a", "/b"] } }, "up");
  expect(() => composeArguments(kind("v1"), two)).toThrow(/Compose 1 reads one env file/);
});

test("no service, project or profile name is taken for an option", () => {
  const parse = (part: object) => upInput.safeParse({ engine: "e", name: "shop", source, ...part }).success;
  expect(parse({})).toBe(true);
  for (const bad of [
    { services: ["--rm"] },
    { name: "-x" },
    { name: "a b" },
    { source: { ...source, profiles: ["-p"] } },
    { scale: { "--x": 1 } },
  ])
    expect(parse(bad), JSON.stringify(bad)).toBe(false);
});

test("progress is read from JSON, from plain lines and from Compose 1", () => {
  const read = progressReader({ project: "shop", services: ["web", "web-admin", "db"], containers: { special: "db" } });
  const step = (line: string) => read(line, true)[0];
  expect(step('{"id":"Container shop-web-1","status":"Working","text":"Starting"}')).toMatchObject({
    step: { kind: "container", service: "web", text: "Starting", state: "working" },
  });
  expect(step('{"id":"Container shop-web-admin-2","text":"Started","status":"Done"}')).toMatchObject({
    step: { service: "web-admin", state: "done" },
  });
  expect(step('{"id":"Container shop-web-1","status":"Created"}')).toMatchObject({
    step: { text: "Created", state: "done" },
  });
  expect(
    step(
      '{"id":"4f4fb700ef54","parent_id":"Image busybox","text":"Downloading","status":"Working","current":5,"total":10}',
    ),
  ).toMatchObject({ step: { current: 5, total: 10 } });
  expect(step('{"tail":true,"text":"a message"}')).toEqual({ type: "line", text: "a message", stderr: true });
  expect(step(' Volume "shop_data"  Created')).toMatchObject({
    step: { kind: "volume", name: "shop_data", state: "done" },
  });
  expect(step(" Container special  Error dependency db failed")).toMatchObject({
    step: { service: "db", state: "error" },
  });
  expect(step(" web Pulling ")).toMatchObject({ step: { kind: "service", service: "web", state: "working" } });
  expect(step("Creating shop_web_1 ... done")).toMatchObject({
    step: { kind: "container", service: "web", state: "done" },
  });
  expect(step('time="x" level=warning msg="The \\"X\\" variable is not set."')).toMatchObject({
    type: "line",
    text: 'The "X" variable is not set.',
  });
  expect(read("web-1  | GET /", false)).toEqual([{ type: "line", service: "web", text: "GET /", stderr: false }]);
  expect(step("#5 [db 2/3] RUN make")).toMatchObject({ type: "line", service: "db" });
  expect(step("#5 0.3 done")).toMatchObject({ type: "line", service: "db" });
  expect(step("{not json")).toEqual({ type: "line", text: "{not json", stderr: true });
});

/** What Compose 2.40.3 printed with `--progress json` when it built with buildx 0.29.1. */
const recorded = (name: string) =>
  readFileSync(new URL(`recorded/${name}.jsonl`, import.meta.url), "utf8")
    .trimEnd()
    .split("\n");

test("a build that Compose hands to bake is told in lines, by service", () => {
  const one = progressReader({ project: "zzone", services: ["web"], containers: {}, built: ["web"] });
  const events = recorded("build-one").flatMap((line) => one(line, false));
  const lines = events.flatMap((event) => (event.type === "line" ? [event.text] : []));
  expect(lines).toEqual(
    expect.arrayContaining(["#6 [2/2] RUN echo hello web", "#6 hello web", "#6 DONE 0.2s", "#7 exporting to image"]),
  );
  expect(lines.filter((line) => line.startsWith("#6 DONE"))).toHaveLength(1);
  expect(lines.filter((line) => line.includes("{"))).toEqual([]);
  for (const event of events) if (event.type === "line") expect(event.service).toBe("web");
  const steps = events.flatMap((event) => (event.type === "step" ? [event.step] : []));
  expect(steps[0]).toMatchObject({ kind: "image", name: "zzone-web", service: "web", text: "Built", state: "done" });
  expect(steps.at(-1)).toMatchObject({ kind: "container", service: "web" });
});

test("of two services that are built at once each has its own lines, and the failure is one sentence", () => {
  const two = progressReader({ project: "zztwo", services: ["web", "api"], containers: {}, built: ["web", "api"] });
  const events = recorded("build-two").flatMap((line) => two(line, line.startsWith('{"error"')));
  const of = (service: string) =>
    events.flatMap((event) => (event.type === "line" && event.service === service ? [event.text] : []));
  expect(of("web")).toContainEqual(expect.stringMatching(/^#\d+ hello web$/));
  expect(of("web").join("\n")).not.toContain("hello api");
  expect(of("api")).toContainEqual(expect.stringMatching(/^#\d+ \[api 3\/3\] RUN exit 3$/));
  expect(of("api")).toContainEqual(expect.stringMatching(/^#\d+ ERROR: .*exit code: 3$/));
  const said = events.flatMap((event) => (event.type === "line" && event.stderr ? [event.text] : []));
  expect(failureOf(["up"], 1, said).message).toBe(
    "The image of api could not be built: exit 3 ended with exit code 3. What it said stands above.",
  );
});

test.each([
  [
    "validating /x/compose.yaml: services.a additional properties 'nonsense' not allowed",
    /“nonsense” is no key of the service a/,
  ],
  ["services.a Additional property nonsense is not allowed", /“nonsense” is no key of the service a/],
  ["env file /x/a.env not found: stat /x/a.env: no such file or directory", /env file \/x\/a.env does not exist/],
  ["dependency cycle detected: a -> b -> a", /circle: a -> b -> a/],
  [
    "Error response from daemon: driver failed: Bind for 0.0.0.0:80 failed: port is already allocated",
    /port 80 is in use/,
  ],
  ["network x declared as external, but could not be found", /docker network create x/],
  ["something new", /docker compose up failed: something new/],
])("%s", (said, sentence) => {
  const error = failureOf(["compose", "up"], 1, ["", said]);
  expect(error.message).toMatch(sentence);
  expect(error.detail).toContain(said);
});
