import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ComposeDraft } from "@shared/compose-files.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { withLineEndings } from "../../main/compose/files.ts";
import { resolvedValues } from "../../main/compose/resolved.ts";
import { openVersions } from "../../main/compose/versions.ts";
import { composeFiles } from "../../main/compose-files.ts";
import { images } from "../engine/images.ts";
import { sharedEngine } from "../engine/shared-engine.ts";
import { until } from "../engine/until.ts";
import { followRun, type TryCompose, tryCompose } from "./compose/try-project.ts";

const engine = sharedEngine();
let world: TryCompose;
let server: ReturnType<typeof composeFiles>;
beforeAll(async () => {
  world = await tryCompose(engine);
  server = composeFiles(world.work, world.store, openVersions(join(world.folder, "data")));
});
afterAll(() => world.end());

const sleeper = `image: ${images.busybox}\n    command: sleep 1000\n    init: true`;
const base = `services:\n  web:\n    ${sleeper}\n  job:\n    ${sleeper}\n`;

function begin(files: Record<string, string>) {
  const project = world.project(files);
  const file = project.source.files[0]!;
  const draft = (text: string): ComposeDraft => ({
    engine: engine.id,
    name: project.name,
    source: project.source,
    file,
    text,
  });
  return { ...project, file, draft };
}

test("a save keeps mode, line endings, mark and link, and what was there before as a version", async () => {
  const { file, folder, draft } = begin({
    "real.yaml": `\uFEFF# mine\r\n${base.replaceAll("\n", "\r\n")}`,
    "compose.yaml": "",
  });
  const real = join(folder, "real.yaml");
  chmodSync(real, 0o640);
  const { rmSync } = await import("node:fs");
  rmSync(file);
  symlinkSync("real.yaml", file);
  const read = await server.read({ file });
  expect(read).toMatchObject({ text: `# mine\n${base}`, lineEndings: "CRLF", writable: true });
  const before = readFileSync(real);

  const text = read.text.replace("  job:", "  # a comment\n  job:");
  const saved = await server.save({ ...draft(text), base: read.hash });

  expect(saved).toMatchObject({ text, judged: true, lineEndings: "CRLF" });
  expect(readFileSync(real, "utf8")).toBe(`\uFEFF${text.replaceAll("\n", "\r\n")}`);
  expect(statSync(real).mode & 0o777).toBe(0o640);
  expect(readdirSync(folder).sort()).toEqual(["compose.yaml", "real.yaml"]);
  const [version] = await server.versions({ file });
  expect(version?.size).toBe(before.length);
  expect(await server.version({ file, id: version!.id })).toBe(read.text);
});

test("a file that was changed meanwhile is not replaced, and one that Compose refuses neither", async () => {
  const { file, draft } = begin({ "compose.yaml": base });
  const { hash } = await server.read({ file });
  const reader = (await server.changes({ file })).getReader();
  expect((await reader.read()).value).toBe(hash);
  writeFileSync(file, `${base}# theirs\n`);
  expect((await reader.read()).value).not.toBe(hash);
  await reader.cancel();
  await expect(server.save({ ...draft(`${base}# mine\n`), base: hash })).rejects.toMatchObject({ code: "CONFLICT" });
  expect(readFileSync(file, "utf8")).toBe(`${base}# theirs\n`);

  const now = await server.read({ file });
  // Only Compose itself knows that this is no duration.
  const refused = draft(base.replace("init: true", "init: true\n    stop_grace_period: soon"));
  await expect(server.save({ ...refused, base: now.hash })).rejects.toMatchObject({ code: "INVALID" });
  expect(readFileSync(file, "utf8")).toBe(now.text);
  expect((await server.saveUnjudged({ file, text: refused.text, base: now.hash })).text).toBe(refused.text);
});

test("nothing reaches Compose before a draft's findings were agreed to, for exactly this draft", async () => {
  const { draft, file } = begin({ "compose.yaml": base });
  const { hash } = await server.read({ file });
  const risky = draft(base.replace("init: true", "privileged: true"));
  const check = await server.check(risky);
  expect(check).toMatchObject({ trusted: false, findings: [{ kind: "privileged", service: "web" }] });
  await expect(server.compare(risky)).rejects.toMatchObject({ code: "PERMISSION_DENIED" });
  await expect(server.save({ ...risky, base: hash })).rejects.toMatchObject({ code: "PERMISSION_DENIED" });
  await expect(server.trust({ ...risky, text: `${risky.text}\n#`, hash: check.hash })).rejects.toMatchObject({
    code: "CONFLICT",
  });
  await server.trust({ ...risky, hash: check.hash });
  expect((await server.save({ ...risky, base: hash })).judged).toBe(true);
  expect((await server.check(risky)).trusted).toBe(true);
});

test("what an up would do is told from Compose's own hashes, and an up does it", async () => {
  const { draft, up, name } = begin({ "compose.yaml": base, ".env": "STOP=SIGKILL\n" });
  const changes = async (text: string) =>
    Object.fromEntries((await server.compare(draft(text))).map((one) => [`${one.kind} ${one.name}`, one.change]));
  expect(await changes(base)).toEqual({
    "service web": "create",
    "service job": "create",
    [`network ${name}_default`]: "create",
  });
  expect((await followRun(world.server.up(up()))).end?.outcome).toBe("done");
  await until("the network is known", () =>
    [...world.hub.networks().values()].some((one) => one.name === `${name}_default`),
  );
  expect(await changes(base)).toEqual({ "service web": "same", "service job": "same" });
  // A comment and the order of keys are no change.
  expect(await changes(`# note\n${base}`)).toEqual({ "service web": "same", "service job": "same" });
  const edited = `services:\n  web:\n    ${sleeper}\n    environment: { A: b }\n  more:\n    ${sleeper}\nvolumes: { data: {} }\n`;
  expect(await changes(edited)).toEqual({
    "service web": "recreate",
    "service more": "create",
    "service job": "orphan",
  });
  expect(await changes(base.replace("init: true", "init: true\n    scale: 2"))).toMatchObject({
    "service web": "scale",
  });
  await engine.docker("kill", `${name}-job-1`);
  await engine.docker("wait", `${name}-job-1`);
  expect(await changes(base)).toMatchObject({ "service job": "start" });
});

test("variables stand resolved by line, with their origin; secrets are masked", () => {
  const known = { TAG: "1.2", DB: "hunter2", HOME: "/root" };
  const text =
    // biome-ignore lint/suspicious/noTemplateCurlyInString: Compose's own variables.
    "services:\n  web:\n    image: web:${TAG}-${KIND:-small}\n    environment:\n      POSTGRES_PASSWORD: ${DB}\n      PRICE: 5$$\n      HOME: $HOME\n    command: $NONE\n";
  expect(resolvedValues(text, known, { HOME: "/root" })).toEqual([
    {
      line: 3,
      value: "web:1.2-small",
      secret: false,
      variables: [
        { name: "TAG", from: "env file" },
        { name: "KIND", from: "default" },
      ],
    },
    { line: 5, value: "••••••••", secret: true, variables: [{ name: "DB", from: "env file" }] },
    { line: 7, value: "/root", secret: false, variables: [{ name: "HOME", from: "environment" }] },
    { line: 8, value: "", secret: false, variables: [{ name: "NONE", from: "nothing" }] },
  ]);
});

test("lines that stayed keep their endings where a file mixes them", () => {
  expect(withLineEndings("a\nX\nc\n", "a\r\nb\nc\n", "mixed")).toBe("a\r\nX\nc\n");
  expect(withLineEndings("a\nb\nc\n", "a\r\nb\nc\n", "mixed")).toBe("a\r\nb\nc\n");
});

test("a docker run line becomes a project that Compose takes, and what it cannot say is said", async () => {
  const made = await server.fromRun({
    line: `docker run -d --rm --name my-web -p 8080:80 -e A=b \\\n  -v data:/data --nosuch=1 ${images.busybox} sleep 1000`,
  });
  expect(made.text).toContain(`image: ${images.busybox}`);
  expect(made.name).toBe("my-web");
  expect(made.text).toContain("8080:80");
  expect(made.notes.join("\n")).toMatch(/--nosuch=1[\s\S]*--rm/);
  const folder = join(world.folder, "new");
  mkdirSync(folder);
  const { file } = await server.create({ folder, inside: made.name, text: made.text });
  expect(file).toBe(join(folder, made.name, "compose.yaml"));
  await expect(server.create({ folder, inside: made.name, text: "x" })).rejects.toMatchObject({ code: "CONFLICT" });
  const source = { files: [file], envFiles: [], profiles: [], directory: "" };
  const model = await world.server.config({ engine: engine.id, name: made.name, source });
  expect(model.services).toHaveLength(1);
  await expect(server.fromRun({ line: "rm -rf /" })).rejects.toMatchObject({ code: "INVALID" });
  await expect(server.fromRun({ line: "docker run -d" })).rejects.toMatchObject({ code: "INVALID" });
});

test("a project made from a container makes one like it", async () => {
  const name = `made-${Date.now()}`;
  await engine.docker("volume", "create", name);
  const id = await engine.docker(
    ...[
      "run",
      "-d",
      "--init",
      "--name",
      name,
      "-e",
      "PRICE=5$",
      "-v",
      `${name}:/data:ro`,
      "-m",
      "64m",
      "--cap-add",
      "NET_ADMIN",
    ],
    ...["--restart", "on-failure:3", "--label", "team=a", "--health-cmd", "true", images.busybox, "sleep", "1000"],
  );
  const made = await server.fromContainers({ containers: [{ engine: engine.id, id, name }] });
  const { up, folder } = begin({ "compose.yaml": made.text });
  expect((await followRun(world.server.up(up()))).end?.outcome).toBe("done");
  const copy = (
    await engine.docker("ps", "-q", "--filter", `label=com.docker.compose.project.working_dir=${folder}`)
  ).trim();
  const facts = async (of: string) => {
    const [{ Config, HostConfig, Mounts }] = JSON.parse(await engine.docker("inspect", of));
    const { Memory, CapAdd, RestartPolicy, Init } = HostConfig;
    return {
      Memory,
      CapAdd: CapAdd.map((one: string) => one.replace("CAP_", "")),
      RestartPolicy,
      Init,
      Env: Config.Env,
      Cmd: Config.Cmd,
      Health: Config.Healthcheck,
      team: Config.Labels.team,
      mount: [Mounts[0].Name, Mounts[0].Destination, Mounts[0].RW],
    };
  };
  const [copied, original] = [await facts(copy), await facts(id)];
  await engine.docker("rm", "-f", id, copy);
  await engine.docker("volume", "rm", name);
  expect(copied).toEqual(original);
});
