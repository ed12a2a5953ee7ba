import { execFileSync } from "node:child_process";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer as createSecureServer } from "node:https";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { Readable } from "node:stream";
import { afterEach, expect, onTestFinished, test, vi } from "vitest";
import { createDockerClient, type DockerClient } from "../../../main/docker/client.ts";
import { socketError } from "../../../main/docker/errors.ts";
import { path } from "../../../main/docker/path.ts";
import { type ScriptedEngine, scriptedEngine, sendJson } from "./scripted-engine.ts";

function clientOf({ host }: { host: string }): DockerClient {
  const client = createDockerClient(host);
  onTestFinished(() => client.close());
  return client;
}

function folder(): string {
  const created = mkdtempSync(join(tmpdir(), "drydock-client-"));
  onTestFinished(() => rmSync(created, { recursive: true, force: true }));
  return created;
}

async function read(source: AsyncIterable<Uint8Array>): Promise<string> {
  let text = "";
  for await (const chunk of source) text += Buffer.from(chunk).toString();
  return text;
}

const allClosed = async ({ sockets }: ScriptedEngine) => {
  await Promise.all([...sockets].map((socket) => new Promise((resolve) => socket.once("close", resolve))));
};

afterEach(() => vi.unstubAllEnvs());

test("an ID is one segment of the path, whatever it holds", async () => {
  const engine = await scriptedEngine((_request, response) => sendJson(response, {}));
  const client = clientOf(engine);
  await client.delete(path`/containers/${"victim?force=1&x="}`);
  await client.get(path`/images/${"a/b:c@d#e"}/json`, {
    query: { all: true, filters: { id: ["x&y"] }, none: undefined },
  });
  expect(engine.requests).toEqual([
    "DELETE /containers/victim%3Fforce%3D1%26x%3D",
    "GET /images/a%2Fb%3Ac%40d%23e/json?all=true&filters=%7B%22id%22%3A%5B%22x%26y%22%5D%7D",
  ]);
  for (const id of ["", ".", ".."]) expect(() => path`/containers/${id}/json`).toThrow(/not the name or ID/);
});

test("an explicit socket counts, whatever the environment says", async () => {
  vi.stubEnv("DOCKER_HOST", "tcp://127.0.0.1:1");
  vi.stubEnv("DOCKER_TLS_VERIFY", "1");
  vi.stubEnv("DOCKER_CERT_PATH", "/nowhere");
  const engine = await scriptedEngine((_request, response) => response.end("OK"));
  expect(await clientOf(engine).get(path`/_ping`)).toBe("OK");
});

test("a stalled answer times out, before and within its body", async () => {
  const engine = await scriptedEngine((request, response) => {
    if (request.url === "/body") response.writeHead(200).write("[1,");
  });
  const client = clientOf(engine);
  await expect(client.get(path`/never`, { deadline: 60 })).rejects.toMatchObject({ code: "TIMEOUT" });
  await expect(client.get(path`/body`, { deadline: 60 })).rejects.toMatchObject({ code: "TIMEOUT" });
  await expect(client.stream("GET", path`/never`, { deadline: 60 })).rejects.toMatchObject({ code: "TIMEOUT" });
  await expect(client.upgrade(path`/never`, { deadline: 60 })).rejects.toMatchObject({ code: "TIMEOUT" });
  await allClosed(engine);
});

test("a cut answer settles, before and within its body", async () => {
  const engine = await scriptedEngine((request, response) => {
    if (request.url === "/nothing") return void response.socket!.destroy();
    const length = request.url === "/length" ? { "Content-Length": 100 } : {};
    response.writeHead(200, length).write('[{"Id":', () => response.socket!.destroy());
  });
  const client = clientOf(engine);
  for (const cut of ["nothing", "length", "chunks"])
    await expect(client.get(path`/${cut}`)).rejects.toMatchObject({ code: "INTERRUPTED" });
  for (const cut of ["length", "chunks"]) {
    const stream = await client.stream("GET", path`/${cut}`);
    await expect(read(stream)).rejects.toMatchObject({ code: "INTERRUPTED" });
  }
});

test("a stream that was cut before anyone read it still says so, and crashes nothing", async () => {
  const engine = await scriptedEngine((_request, response) => {
    response.writeHead(200).write("half", () => response.socket!.destroy());
  });
  const stream = await clientOf(engine).stream("GET", path`/events`);
  await new Promise((resolve) => stream.once("close", resolve));
  await expect(read(stream)).rejects.toMatchObject({ code: "INTERRUPTED" });
});

test("the signal ends a call, a stream and a taken-over connection, and the engine sees it", async () => {
  const engine = await scriptedEngine(
    (request, response) => {
      if (request.url === "/stream") response.writeHead(200).write("first");
    },
    (_request, socket) => socket.resume().write("HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n"),
  );
  const client = clientOf(engine);
  const leaving = new AbortController();
  const { signal } = leaving;
  const call = expect(client.get(path`/never`, { signal })).rejects.toMatchObject({ code: "CANCELLED" });
  const stream = expect(client.stream("GET", path`/stream`, { signal }).then(read)).rejects.toMatchObject({
    code: "CANCELLED",
  });
  const taken = expect(client.upgrade(path`/exec`, { signal }).then(read)).rejects.toMatchObject({ code: "CANCELLED" });
  await vi.waitUntil(() => engine.sockets.size === 3);
  // The headers of both streams have to arrive first.
  await client.get(path`/other`, { deadline: 100 }).catch(() => undefined);
  leaving.abort();
  await Promise.all([call, stream, taken]);
  await allClosed(engine);
  await expect(client.get(path`/never`, { signal })).rejects.toMatchObject({ code: "CANCELLED" });
});

test("a body flows as fast as it is taken, and ends with its call", async () => {
  let received = 0;
  const engine = await scriptedEngine(async (request, response) => {
    if (request.url === "/refuses") return sendJson(response, { message: "no such thing" }, 404);
    if (request.url === "/stalls") return;
    for await (const chunk of request) received += (chunk as Buffer).length;
    response.end(`${request.method} ${request.headers["content-type"]}`);
  });
  const client = clientOf(engine);
  const body = () => Readable.from(Array.from({ length: 64 }, () => Buffer.alloc(65_536)));
  const answer = await client.upload("PUT", path`/takes`, body(), { deadline: 5000 });
  expect(await read(answer)).toBe("PUT application/x-tar");
  expect(received).toBe(64 * 65_536);

  const refused = body();
  await expect(client.upload("POST", path`/refuses`, refused)).rejects.toMatchObject({ code: "NOT_FOUND" });
  await vi.waitUntil(() => refused.destroyed);

  // Nobody takes more than what fits between: the deadline counts from the last bytes that went out.
  let made = 0;
  const endless = new Readable({ read: () => void endless.push(Buffer.alloc(65_536, made++)) });
  await expect(client.upload("POST", path`/stalls`, endless, { deadline: 200 })).rejects.toMatchObject({
    code: "TIMEOUT",
  });
  expect(endless.destroyed).toBe(true);
  expect(made).toBeLessThan(200);

  const broken = new Readable({ read: () => void broken.destroy(new Error("the disk is gone")) });
  await expect(client.upload("POST", path`/takes`, broken)).rejects.toMatchObject({
    code: "INVALID",
    message: expect.stringContaining("the disk is gone"),
  });
});

test("head reads what is said of something that has no body", async () => {
  const engine = await scriptedEngine((_request, response) => response.writeHead(200, { "X-Stat": "e30=" }).end());
  expect(await clientOf(engine).head(path`/containers/${"a"}/archive`)).toMatchObject({ "x-stat": "e30=" });
});

test("a closed client cuts what is open and refuses more", async () => {
  const engine = await scriptedEngine((_request, response) => response.writeHead(200).write("first"));
  const client = createDockerClient(engine.host);
  const stream = await client.stream("GET", path`/events`);
  client.close();
  await expect(read(stream)).rejects.toMatchObject({ code: "CANCELLED" });
  await expect(client.get(path`/_ping`)).rejects.toMatchObject({ code: "CANCELLED" });
});

test("a redirect is never followed and crashes nothing", async () => {
  for (const location of ["/elsewhere", "nothing://else", "http://127.0.0.1:1/", "::", undefined]) {
    const engine = await scriptedEngine((_request, response) => {
      response.writeHead(301, location ? { Location: location } : {}).end();
    });
    await expect(clientOf(engine).get(path`/containers/json`)).rejects.toMatchObject({
      code: "INTERNAL",
      message: expect.stringContaining("does not speak as a Docker Engine"),
    });
    expect(engine.requests).toHaveLength(1);
  }
});

test("an answer that is no JSON, no HTTP or a web page is told, not thrown", async () => {
  const engine = await scriptedEngine((request, response) => {
    if (request.url === "/json") response.writeHead(200, { "Content-Type": "application/json" }).end('{"Id": tru');
    else if (request.url === "/page") response.writeHead(502, { "Content-Type": "text/html" }).end("<h1>Bad</h1>");
    else response.socket!.end("SSH-2.0-OpenSSH_9.2\r\n");
  });
  for (const what of ["json", "page", "garbage"])
    await expect(clientOf(engine).get(path`/${what}`)).rejects.toMatchObject({
      code: "INTERNAL",
      message: expect.stringContaining("does not speak as a Docker Engine"),
    });
});

test("an answer without end is given up", async () => {
  const block = Buffer.alloc(1024 * 1024, " ");
  const engine = await scriptedEngine((_request, response) => {
    const more = () => {
      while (!response.destroyed && response.write(block));
      if (!response.destroyed) response.once("drain", more);
    };
    more();
  });
  await expect(clientOf(engine).get(path`/containers/json`)).rejects.toMatchObject({ code: "INTERNAL" });
  await allClosed(engine);
});

test("an error of the engine is a sentence, with its own words as detail", async () => {
  const engine = await scriptedEngine((request, response) => {
    if (request.url === "/empty") response.writeHead(500).end();
    else sendJson(response, { message: "No such container: web" }, 404);
  });
  const client = clientOf(engine);
  await expect(client.get(path`/containers/${"web"}/json`)).rejects.toMatchObject({
    code: "NOT_FOUND",
    message: expect.stringContaining("no longer exists"),
    detail: "No such container: web",
  });
  await expect(client.get(path`/empty`)).rejects.toMatchObject({ code: "INTERNAL" });
  await expect(client.stream("GET", path`/logs`)).rejects.toMatchObject({ code: "NOT_FOUND" });
  await expect(client.upgrade(path`/exec`)).rejects.toMatchObject({ code: "NOT_FOUND" });
});

test("a start of what runs already is no error, and a call without an answer gives nothing", async () => {
  const engine = await scriptedEngine((request, response) =>
    response.writeHead(request.url === "/started" ? 304 : 204).end(),
  );
  const client = clientOf(engine);
  expect(await client.post(path`/started`)).toBeUndefined();
  expect(await client.post(path`/done`)).toBeUndefined();
});

test("a taken-over connection carries bytes both ways and ends with the engine", async () => {
  const engine = await scriptedEngine(
    () => undefined,
    (request, socket) => {
      // The first bytes may come with the headers.
      socket.write("HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\nready>");
      if (request.url === "/dies") socket.destroySoon();
      else socket.on("data", (bytes) => socket.end(bytes));
    },
  );
  const client = clientOf(engine);
  const shell = await client.upgrade(path`/exec`, { body: { Tty: true } });
  shell.write("exit\n");
  expect(await read(shell)).toBe("ready>exit\n");
  expect(await read(await client.upgrade(path`/dies`))).toBe("ready>");
});

test("a taken-over connection that nobody hands over is told", async () => {
  const engine = await scriptedEngine((_request, response) => response.writeHead(200).end("raw"));
  await expect(clientOf(engine).upgrade(path`/exec`)).rejects.toMatchObject({ code: "INTERNAL" });
});

test("no engine, a file in its place and an address that is none get a sentence each", async () => {
  const file = join(folder(), "docker.sock");
  const gone = clientOf({ host: `unix://${file}` });
  await expect(gone.get(path`/_ping`)).rejects.toMatchObject({
    code: "ENGINE_UNREACHABLE",
    message: expect.stringContaining("Start Docker"),
  });
  writeFileSync(file, "");
  await expect(gone.get(path`/_ping`)).rejects.toMatchObject({
    code: "INVALID",
    message: expect.stringContaining("is no socket"),
  });
  await expect(clientOf({ host: "tcp://127.0.0.1:1" }).get(path`/_ping`)).rejects.toMatchObject({
    code: "ENGINE_UNREACHABLE",
  });
  for (const host of ["", "docker", "unix://", "unix://relative", "ftp://x", "tcp://", "tcp://a:b:c", "tcp://a:99999"])
    expect(() => createDockerClient(host), host).toThrow(expect.objectContaining({ code: "INVALID" }));
  expect(() => createDockerClient(`unix:///${"long/".repeat(30)}`)).toThrow(/longer than/);
  expect(() => createDockerClient("unix:///tmp/a\0b")).toThrow(/control characters/);
});

test("a plain connection to an engine that wants TLS, and the other way round, say so", async () => {
  const server = createServer((socket) => {
    socket.on("error", () => undefined);
    socket.once("data", () =>
      socket.end("HTTP/1.0 400 Bad Request\r\n\r\nClient sent an HTTP request to an HTTPS server.\n"),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const host = `tcp://127.0.0.1:${(server.address() as { port: number }).port}`;
  await expect(createDockerClient(host).get(path`/_ping`)).rejects.toMatchObject({
    code: "ENGINE_UNREACHABLE",
    message: expect.stringContaining("DOCKER_TLS_VERIFY"),
  });
  await expect(createDockerClient(host, { ca: "" }).get(path`/_ping`)).rejects.toMatchObject({
    code: "ENGINE_UNREACHABLE",
    message: expect.stringContaining("secure connection"),
  });
});

test("TLS takes the engine's certificate and shows its own, and says when that fails", async () => {
  const certificates = folder();
  const openssl = (...argv: string[]) => execFileSync("openssl", argv, { cwd: certificates, stdio: "pipe" });
  const name = ["-nodes", "-newkey", "rsa:2048", "-days", "2"];
  openssl("req", "-x509", ...name, "-subj", "/CN=ca", "-keyout", "ca-key.pem", "-out", "ca.pem");
  for (const who of ["server", "client"]) {
    writeFileSync(join(certificates, "names"), "subjectAltName=IP:127.0.0.1");
    openssl("req", ...name.slice(0, 3), "-subj", `/CN=${who}`, "-keyout", `${who}-key.pem`, "-out", `${who}.csr`);
    const by = ["-CA", "ca.pem", "-CAkey", "ca-key.pem", "-CAcreateserial", "-days", "2", "-extfile", "names"];
    openssl("x509", "-req", "-in", `${who}.csr`, ...by, "-out", `${who}.pem`);
  }
  const pem = (file: string) => readFileSync(join(certificates, file), "utf8");
  const ca = pem("ca.pem");
  const server = createSecureServer(
    { ca, cert: pem("server.pem"), key: pem("server-key.pem"), requestCert: true, rejectUnauthorized: true },
    (_request, response) => sendJson(response, { safe: true }),
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const host = `tcp://127.0.0.1:${(server.address() as { port: number }).port}`;
  const own = { cert: pem("client.pem"), key: pem("client-key.pem") };
  const ask = (tls: object) => createDockerClient(host, tls).get(path`/info`);
  expect(await ask({ ca, ...own })).toEqual({ safe: true });
  expect(await ask({ ...own, verify: false })).toEqual({ safe: true });
  // Neither without the authority that signed the engine's certificate, nor without one of our own.
  const refused = { code: "ENGINE_UNREACHABLE", message: expect.stringContaining("secure connection") };
  await expect(ask(own)).rejects.toMatchObject(refused);
  await expect(ask({ ca })).rejects.toMatchObject(refused);
});

test("a socket that one may not open names the docker group", () => {
  // Root, as which these tests run, may open every socket.
  const error = socketError("unix:///var/run/docker.sock", Object.assign(new Error("EACCES"), { code: "EACCES" }));
  expect(error).toMatchObject({ code: "PERMISSION_DENIED", detail: "EACCES" });
  if (process.platform === "linux") expect(error.message).toContain("usermod -aG docker");
});

test("an address may have a port, a path in front and an IPv6 host", async () => {
  const seen: string[] = [];
  const server = createServer((socket) =>
    socket.once("data", (bytes) => {
      seen.push(bytes.toString().split("\r\n")[0]!);
      socket.end("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nOK");
    }),
  );
  await new Promise<void>((resolve) => server.listen(0, resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as { port: number };
  for (const host of [`tcp://127.0.0.1:${port}/behind/proxy/`, `tcp://localhost:${port}`, `tcp://[::1]:${port}`])
    await createDockerClient(host)
      .get(path`/version`)
      .catch(() => undefined);
  expect(seen).toEqual(["GET /behind/proxy/version HTTP/1.1", "GET /version HTTP/1.1", "GET /version HTTP/1.1"]);
});

test("ssh:// goes through the system's ssh, and its refusals are told", async () => {
  const engine = await scriptedEngine(
    (_request, response) => sendJson(response, [{ Id: "far" }]),
    (_request, socket) => {
      socket.write("HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n");
      socket.on("data", (bytes) => socket.end(bytes));
    },
  );
  const bin = folder();
  const log = join(bin, "arguments");
  const ssh = (script: string) => {
    writeFileSync(join(bin, "ssh"), `#!/bin/sh\necho "$@" >> ${log}\n${script}\n`);
    chmodSync(join(bin, "ssh"), 0o755);
  };
  vi.stubEnv("PATH", `${bin}${delimiter}${process.env.PATH}`);
  vi.stubEnv("SCRIPTED_ENGINE", engine.host.slice("unix://".length));
  ssh(
    `exec ${process.execPath} -e 'const s = require("net").connect(process.env.SCRIPTED_ENGINE); process.stdin.pipe(s).pipe(process.stdout)'`,
  );
  const client = clientOf({ host: "ssh://me@far.example:2222" });
  expect(await client.get(path`/containers/json`)).toEqual([{ Id: "far" }]);
  const shell = await client.upgrade(path`/exec`);
  shell.write("hello");
  expect(await read(shell)).toBe("hello");
  ssh('echo "Host key verification failed." >&2; exit 255');
  await expect(client.get(path`/_ping`)).rejects.toMatchObject({
    code: "ENGINE_UNREACHABLE",
    message: expect.stringContaining("ssh me@far.example"),
    detail: "Host key verification failed.",
  });
  ssh('echo "me@far.example: Permission denied (publickey)." >&2; exit 255');
  await expect(client.get(path`/_ping`)).rejects.toMatchObject({ code: "UNAUTHORIZED" });
  vi.stubEnv("PATH", "/nowhere");
  await expect(client.get(path`/_ping`)).rejects.toMatchObject({ code: "UNSUPPORTED" });
});
