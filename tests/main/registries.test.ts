import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { PullProgress } from "@shared/images.ts";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { createDockerClient } from "../../main/docker/client.ts";
import { images } from "../../main/images.ts";
import { openLogins } from "../../main/registries/logins.ts";
import { type Encryption, openVault } from "../../main/registries/vault.ts";
import { registries, registryAuth, registryConfig } from "../../main/registries.ts";
import { fakeHelper } from "../engine/credential-helper.ts";
import type { EngineAccess } from "../engine/engine-access.ts";
import { images as made } from "../engine/images.ts";
import { type Registry, startRegistry } from "../engine/registry.ts";
import { sharedEngine, sharedOlderEngine } from "../engine/shared-engine.ts";

let closed: Registry;
beforeAll(async () => {
  closed = await startRegistry({ password: true });
});
afterAll(() => closed.stop());

/** Reversible, and not what it was given: enough to see that no plain text reaches the disk. */
const encryption: Encryption = {
  problem: () => undefined,
  encrypt: (text) => Buffer.from(text).map((byte) => byte ^ 0x5a) as Buffer,
  decrypt: (bytes) => Buffer.from(bytes.map((byte) => byte ^ 0x5a)).toString(),
};

/** Logins of a user with this config.json and an empty home. */
function world(config: unknown, { encrypted = encryption, helperDeadline = 10_000 } = {}) {
  const root = mkdtempSync(join(tmpdir(), "drydock-logins-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const folder = join(root, "docker");
  mkdirSync(folder);
  const configFile = join(folder, "config.json");
  if (config !== undefined)
    writeFileSync(configFile, typeof config === "string" ? config : JSON.stringify(config), { mode: 0o600 });
  const logins = openLogins({
    around: { env: { PATH: join(root, "bin"), DOCKER_CONFIG: folder }, home: root },
    vault: openVault(root, encrypted),
    helperDeadline,
  });
  return { root, configFile, logins };
}

function apiOf(engine: EngineAccess, logins: ReturnType<typeof openLogins>) {
  const client = createDockerClient(engine.host);
  onTestFinished(() => client.close());
  const hub = { use: () => client, containers: () => new Map() };
  return { registries: registries(hub, logins), images: images(hub, registryAuth(logins)) };
}

async function pulled(stream: Promise<ReadableStream<PullProgress>>): Promise<PullProgress | undefined> {
  const reader = (await stream).getReader();
  let last: PullProgress | undefined;
  for (let step = await reader.read(); !step.done; step = await reader.read()) last = step.value;
  return last;
}

const plain = (username: string, password: string) => ({
  auth: Buffer.from(`${username}:${password}`).toString("base64"),
});
const decoded = (header: string | undefined) => JSON.parse(Buffer.from(header ?? "", "base64").toString());

describe.each([
  ["26.1", sharedEngine],
  ["20.10", sharedOlderEngine],
])("registries with the engine %s", (version, shared) => {
  const own = `secret-${version.replace(".", "-")}`;
  const { username, password } = { username: "drydock", password: "drydock-password" };

  test("a login is tried, kept by the helper, used for a pull, and forgotten", async () => {
    const engine = shared();
    const reference = await closed.publish(engine, made.busybox, own);
    onTestFinished(async () => {
      await engine.docker("rmi", reference).catch(() => undefined);
    });
    const { root, logins, configFile } = world({ credsStore: "fake", auths: {} });
    const helper = fakeHelper(root, "fake");
    const api = apiOf(engine, logins);
    const pull = () => pulled(api.images.pull({ engine: engine.id, reference }) as Promise<ReadableStream>);
    await expect(pull()).rejects.toMatchObject({ code: "UNAUTHORIZED" });

    const login = { engine: engine.id, host: closed.host, username };
    await expect(api.registries.login({ ...login, password: "wrong" })).rejects.toMatchObject({
      code: "UNAUTHORIZED",
      message: expect.stringContaining("refused the login"),
    });
    expect(helper.kept()).toEqual({});
    await api.registries.login({ ...login, password });
    expect(helper.kept()).toEqual({ [closed.host]: password });
    expect(await api.registries.list()).toEqual([
      { host: closed.host, username, keptBy: { type: "helper", name: "fake" } },
    ]);
    expect(readFileSync(configFile, "utf8")).not.toContain(password);
    expect(await pull()).toMatchObject({ done: true });

    await api.registries.logout({ host: closed.host });
    expect(helper.kept()).toEqual({});
    expect(await api.registries.list()).toEqual([]);
    await engine.docker("rmi", reference);
    await expect(pull()).rejects.toMatchObject({ code: "UNAUTHORIZED" });
  });

  test("the catalogue and the tags of a registry are found with its login, and not without", async () => {
    const engine = shared();
    await closed.publish(engine, made.busybox, `${own}-found:1`);
    const { logins } = world({ auths: { [closed.host]: plain(username, password) } });
    const api = apiOf(engine, logins).registries;
    expect(await api.search({ engine: engine.id, host: closed.host, term: `${own}-FOUND` })).toEqual([
      { name: `${closed.host}/${own}-found`, description: "" },
    ]);
    expect(await api.tags({ host: closed.host, repository: `${own}-found` })).toEqual(["1"]);
    const stranger = apiOf(engine, world({}).logins).registries;
    await expect(stranger.search({ engine: engine.id, host: closed.host, term: "" })).rejects.toMatchObject({
      code: "UNAUTHORIZED",
      message: expect.stringContaining("Settings"),
    });
  });
});

test("without a helper a login is encrypted, and refused where nothing can encrypt", async () => {
  const engine = sharedEngine();
  const login = {
    engine: engine.id,
    host: `http://${closed.host}/`,
    username: "drydock",
    password: "drydock-password",
  };
  const { root, logins, configFile } = world(undefined);
  const api = apiOf(engine, logins).registries;
  await api.login({ ...login, host: closed.host });
  const file = join(root, "logins.json");
  expect(readFileSync(file, "utf8")).not.toContain("drydock-password");
  expect(statSync(file).mode & 0o077).toBe(0);
  expect(() => statSync(configFile)).toThrow();
  expect(await api.list()).toEqual([{ host: closed.host, username: "drydock", keptBy: { type: "drydock" } }]);
  expect(await logins.credential(closed.host)).toEqual({ username: "drydock", password: "drydock-password" });
  await api.logout({ host: closed.host });
  expect(await logins.credential(closed.host)).toBeUndefined();

  const locked = world(undefined, { encrypted: { ...encryption, problem: () => "No keychain here." } });
  await expect(apiOf(engine, locked.logins).registries.login({ ...login, host: closed.host })).rejects.toMatchObject({
    code: "UNSUPPORTED",
    message: "No keychain here.",
  });
  expect(() => statSync(join(locked.root, "logins.json"))).toThrow();
});

test("a login goes to its own registry only, under each of the names it is kept by", async () => {
  const { logins } = world({
    auths: {
      "https://index.docker.io/v1/": plain("hubber", "hub"),
      "https://Registry.example/v2/": plain("one", "1:with:colons"),
      "registry.example:5000": plain("two", "2"),
      "token.example": { identitytoken: "t0ken" },
    },
  });
  const auth = registryAuth(logins);
  const userOf = async (reference: string) => decoded(await auth(reference)).username;
  for (const hub of ["busybox", "team/app:1", "docker.io/library/busybox", "index.docker.io/team/app"])
    expect(await userOf(hub)).toBe("hubber");
  expect(decoded(await auth("registry.example/team/app:1"))).toEqual({
    username: "one",
    password: "1:with:colons",
    serveraddress: "registry.example",
  });
  expect(await userOf("registry.example:5000/app")).toBe("two");
  expect(decoded(await auth("token.example/app"))).toEqual({ identitytoken: "t0ken", serveraddress: "token.example" });
  for (const other of [
    "registry.example.evil/app",
    "evil.registry.example/app",
    "registry.example:5001/app",
    "registry-1.docker.io/library/busybox",
    "localhost/docker.io/app",
  ])
    expect(await auth(other)).toBeUndefined();
  expect(Object.keys(decoded(await registryConfig(logins, ["busybox", "token.example/a", "other.example/b"])))).toEqual(
    ["https://index.docker.io/v1/", "token.example"],
  );
  expect(Object.keys(decoded(await registryConfig(logins)))).toHaveLength(4);
});

test("a registry's own helper is asked for it and for nothing else, also for a token", async () => {
  const { root, logins } = world({
    credsStore: "all",
    credHelpers: { "special.example": "one" },
    auths: { "special.example": plain("stale", "stale") },
  });
  const all = fakeHelper(root, "all");
  const one = fakeHelper(
    root,
    "one",
    `echo '{"ServerURL":"special.example","Username":"<token>","Secret":"identity"}'`,
  );
  expect(await logins.credential("special.example")).toEqual({ token: "identity" });
  expect(all.calls()).toEqual([]);
  expect(await logins.credential("docker.io")).toBeUndefined();
  expect(all.calls()).toEqual(["get https://index.docker.io/v1/"]);
  expect(one.calls()).toEqual(["get special.example"]);
});

test.each([
  ["hangs", "sleep 1000", "did not finish"],
  ["fails", "echo 'the keychain is locked'; exit 1", "could not read the login"],
  ["prints junk", "echo '<html>'", "answered something"],
  ["answers another shape", `echo '{"Username":5}'`, "answered something"],
  [
    "prints 10 MB",
    "yes aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa | head -c 10000000",
    "printed more",
  ],
])("a helper that %s is an error and never a pull without a login", async (_what, behaves, words) => {
  const { root, logins } = world(
    { credsStore: "bad", auths: { "registry.example": plain("plain", "text") } },
    { helperDeadline: 1500 },
  );
  fakeHelper(root, "bad", behaves);
  const message = expect.stringContaining(words);
  await expect(logins.credential("registry.example")).rejects.toMatchObject({ message });
  await expect(registryAuth(logins)("registry.example/app")).rejects.toMatchObject({ message });
  const [row] = await logins.list();
  expect(row).toMatchObject({ problem: expect.stringMatching(/docker-credential-bad/), keptBy: { name: "bad" } });
});

test("a helper that is not there, or whose name is a path, is an error", async () => {
  await expect(world({ credsStore: "gone" }).logins.credential("a.example")).rejects.toMatchObject({
    message: expect.stringContaining("docker-credential-gone, which is not on this computer"),
  });
  await expect(world({ credsStore: "../../tmp/x" }).logins.credential("a.example")).rejects.toMatchObject({
    message: expect.stringContaining("is no credential helper"),
  });
});

test.each([
  ["no JSON", "{", "is not JSON"],
  ["another shape", { auths: ["x"] }, "auths is not what docker writes there"],
  ["a list", "[]", "is not what docker writes there"],
])("a config.json that is %s is told in a sentence", async (_what, config, words) => {
  await expect(world(config).logins.credential("a.example")).rejects.toMatchObject({
    code: "INVALID",
    message: expect.stringContaining(words),
  });
});

test("one login that cannot be read spoils no other", async () => {
  const { logins } = world({
    auths: { "broken.example": { auth: "!!" }, "empty.example": {}, "fine.example": plain("a", "b") },
  });
  await expect(logins.credential("broken.example")).rejects.toMatchObject({ code: "INVALID" });
  expect(await logins.credential("empty.example")).toBeUndefined();
  expect(await logins.credential("fine.example")).toEqual({ username: "a", password: "b" });
  expect((await logins.list()).map(({ host, problem }) => [host, Boolean(problem)])).toEqual([
    ["broken.example", true],
    ["fine.example", false],
  ]);
});

test("logout takes a plain login out of docker's configuration and leaves the rest of it", async () => {
  const { logins, configFile } = world({
    auths: { "a.example": plain("a", "a"), "https://b.example/v1/": plain("b", "b") },
    currentContext: "colima",
    HttpHeaders: { X: "1" },
  });
  await logins.erase("b.example");
  expect(JSON.parse(readFileSync(configFile, "utf8"))).toEqual({
    auths: { "a.example": plain("a", "a") },
    currentContext: "colima",
    HttpHeaders: { X: "1" },
  });
  expect(statSync(configFile).mode & 0o777).toBe(0o600);
});
