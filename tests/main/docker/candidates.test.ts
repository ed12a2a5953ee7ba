import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { findPlaces, problemOf, typedPlace } from "../../../main/docker/candidates.ts";
import { normalizeHost, type Surroundings } from "../../../main/docker/hosts.ts";
import type { Place } from "../../../main/docker/place.ts";
import { startFaultProxy } from "../../engine/fault-proxy.ts";
import { sharedEngine } from "../../engine/shared-engine.ts";

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "drydock-home-"));
});
afterEach(() => rmSync(home, { recursive: true }));

const find = (env: Surroundings["env"] = {}, platform: NodeJS.Platform = "linux") =>
  findPlaces({ platform, env, home, uid: 1000 }, "unix:///private.sock");
const keyed = (places: readonly Place[], key: string) => places.find((place) => place.key === key);
const write = (file: string, content: string) => {
  mkdirSync(join(home, file, ".."), { recursive: true });
  writeFileSync(join(home, file), content);
};
const idOf = (name: string) => createHash("sha256").update(name).digest("hex");
const addContext = (name: string, host: string, config = ".docker") =>
  write(
    `${config}/contexts/meta/${idOf(name)}/meta.json`,
    JSON.stringify({ Name: name, Metadata: {}, Endpoints: { docker: { Host: host, SkipTLSVerify: false } } }),
  );
const use = (name: string) => write(".docker/config.json", JSON.stringify({ auths: {}, currentContext: name }));

describe("order", () => {
  test("DOCKER_HOST, context, default, rootless, Desktop, Colima, Rancher Desktop, Podman, other contexts, private", async () => {
    addContext("mine", "unix:///mine.sock");
    addContext("other", "ssh://me@far");
    use("mine");
    const places = await find({ DOCKER_HOST: "unix:///first.sock", XDG_RUNTIME_DIR: "/run/user/1000" });
    expect(places.map(({ origin }) => origin).filter((origin, at, all) => origin !== all[at - 1])).toEqual([
      ...["DOCKER_HOST", "context", "default", "rootless", "docker-desktop", "colima", "rancher-desktop", "podman"],
      ...["context", "private"],
    ]);
    expect(new Set(places.map(({ key }) => key)).size).toBe(places.length);
  });

  test("on macOS OrbStack, on Windows named pipes", async () => {
    expect((await find({}, "darwin")).map(({ host }) => host)).toEqual(
      expect.arrayContaining([`unix://${home}/.orbstack/run/docker.sock`, `unix://${home}/.docker/run/docker.sock`]),
    );
    expect((await find({}, "win32"))[0]).toMatchObject({ key: "default", host: "npipe:////./pipe/docker_engine" });
  });

  test("a socket under two names is listed once", async () => {
    mkdirSync(join(home, ".colima/default"), { recursive: true });
    symlinkSync(sharedEngine().socket, join(home, ".colima/default/docker.sock"));
    symlinkSync(sharedEngine().socket, join(home, "docker.sock"));
    const places = await find({ DOCKER_HOST: `unix://${home}/docker.sock` });
    expect(places.some(({ host }) => host.includes(".colima/default"))).toBe(false);
  });
});

describe("what the docker CLI needs to reach it", () => {
  test("nothing for what it uses by itself, --host or --context for the rest", async () => {
    addContext("mine", "unix:///mine.sock");
    const alone = await find();
    expect(keyed(alone, "default")?.target).toEqual([]);
    expect(keyed(alone, "context:mine")?.target).toEqual(["--context", "mine"]);
    expect(keyed(alone, "private")?.target).toEqual(["--host", "unix:///private.sock"]);
    use("mine");
    const withContext = await find();
    expect(keyed(withContext, "context:mine")?.target).toEqual([]);
    expect(keyed(withContext, "default")?.target).toEqual(["--host", "unix:///var/run/docker.sock"]);
    const withHost = await find({ DOCKER_HOST: "tcp://127.0.0.1:1" });
    expect(keyed(withHost, "DOCKER_HOST")?.target).toEqual([]);
    expect(keyed(withHost, "context:mine")?.target).toEqual(["--context", "mine"]);
    const byName = await find({ DOCKER_CONTEXT: "default" });
    expect(keyed(byName, "default")?.target).toEqual([]);
  });

  test("the docker CLI itself agrees about the contexts", async () => {
    const host = "unix:///agreed.sock";
    const env = { PATH: process.env.PATH, DOCKER_CONFIG: join(home, "config") };
    execFileSync("docker", ["context", "create", "agreed", "--docker", `host=${host}`], { env, stdio: "pipe" });
    execFileSync("docker", ["context", "use", "agreed"], { env, stdio: "pipe" });
    const places = await find({ DOCKER_CONFIG: env.DOCKER_CONFIG });
    expect(places[0]).toMatchObject({ key: "context:agreed", host, target: [] });
  });
});

describe("files that are broken", () => {
  test.each([
    ["no JSON", "{"],
    ["another shape", '{"currentContext": {"a": 1}}'],
    ["a huge file", " ".repeat(2_000_000)],
  ])("config.json: %s is a problem, never a crash", async (_name, content) => {
    write(".docker/config.json", content);
    const [first, second] = await find();
    expect(first).toMatchObject({ origin: "context", host: "", problem: expect.stringMatching(/config\.json.*\.$/) });
    expect(await problemOf(first!)).toBe(first!.problem);
    expect(second?.key).toBe("default");
  });

  test("a folder or a pipe where a file should be, and contexts that are not there", async () => {
    mkdirSync(join(home, ".docker/config.json"), { recursive: true });
    expect((await find())[0]?.problem).toBeDefined();
    rmSync(join(home, ".docker"), { recursive: true });
    mkdirSync(join(home, ".docker"));
    execFileSync("mkfifo", [join(home, ".docker/config.json")]);
    expect((await find())[0]?.problem).toBeDefined();
    rmSync(join(home, ".docker/config.json"));
    use("../../etc");
    expect((await find())[0]).toMatchObject({
      key: "context:../../etc",
      problem: expect.stringMatching(/no docker context/),
    });
    expect((await find({ DOCKER_CONTEXT: "gone" }))[0]).toMatchObject({
      key: "context:gone",
      problem: expect.stringMatching(/gone/),
    });
  });

  test("broken contexts beside good ones are left out, and names that no CLI writes", async () => {
    addContext("good", "unix:///good.sock");
    addContext("-H tcp://evil", "unix:///evil.sock");
    write(`.docker/contexts/meta/${idOf("bad")}/meta.json`, "[]");
    write(".docker/contexts/meta/not-a-hash/meta.json", "{}");
    const contexts = (await find()).filter(({ origin }) => origin === "context");
    expect(contexts.map(({ name }) => name)).toEqual(["good"]);
  });

  test("DOCKER_HOST that is no address is a problem of that place alone", async () => {
    const [first] = await find({ DOCKER_HOST: "gopher://x" });
    expect(await problemOf(first!)).toMatch(/not the address of an engine/);
  });

  test("certificates come from DOCKER_CERT_PATH and from the context's folder", async () => {
    write("certs/ca.pem", "CA");
    const [first] = await find({
      DOCKER_HOST: "tcp://127.0.0.1:1",
      DOCKER_TLS_VERIFY: "1",
      DOCKER_CERT_PATH: join(home, "certs"),
    });
    expect(first?.tls).toMatchObject({ ca: "CA", verify: true });
    addContext("secure", "tcp://10.0.0.1:2376");
    write(`.docker/contexts/tls/${idOf("secure")}/docker/key.pem`, "KEY");
    expect(keyed(await find(), "context:secure")?.tls).toMatchObject({ key: "KEY", verify: true });
  });
});

describe("trying", () => {
  const at = (host: string): Place => ({ key: "k", origin: "default", name: "n", host, target: [] });

  test("an engine that answers has no problem; everything else has one sentence", async () => {
    expect(await problemOf(at(sharedEngine().host))).toBeUndefined();
    expect(await problemOf(at(`unix://${home}/none.sock`))).toBe("There is no socket at this place.");
    write("file.sock", "");
    expect(await problemOf(at(`unix://${home}/file.sock`))).toBe(`${home}/file.sock is not a socket.`);
    expect(await problemOf(at("tcp://127.0.0.1:1"))).toMatch(/nothing answers there/);
  });

  test("a silent socket costs two seconds, and something else than an engine is told", async () => {
    const proxy = await startFaultProxy(sharedEngine().socket);
    proxy.inject({ kind: "answer", response: "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello" });
    expect(await problemOf(at(proxy.host))).toMatch(/no Docker Engine/);
    proxy.clear();
    proxy.inject({ kind: "stall" });
    const began = performance.now();
    expect(await problemOf(at(proxy.host))).toMatch(/did not answer within 2 seconds/);
    expect(performance.now() - began).toBeLessThan(4000);
    await proxy.stop();
  });

  test("another computer is not contacted without being asked for", async () => {
    addContext("far", "tcp://192.0.2.77:2375");
    const far = keyed(await find(), "context:far")!;
    expect(await problemOf(far)).toMatch(/Not tried/);
  });

  test("addresses as people type them", () => {
    expect(normalizeHost("/run/x.sock", "linux")).toBe("unix:///run/x.sock");
    expect(normalizeHost(" computer:2375 ", "linux")).toBe("tcp://computer:2375");
    expect(normalizeHost("\\\\.\\pipe\\docker_engine", "win32")).toBe("npipe:////./pipe/docker_engine");
    expect(typedPlace("ssh://me@far", "linux")).toMatchObject({
      key: "address:ssh://me@far",
      target: ["--host", "ssh://me@far"],
    });
    for (const wrong of ["ftp://x", "unix://relative", "tcp://a b:1"])
      expect(() => typedPlace(wrong, "linux"), wrong).toThrow(expect.objectContaining({ code: "INVALID" }));
  });
});
