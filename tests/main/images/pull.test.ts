import type { PullProgress } from "@shared/images.ts";
import { expect, onTestFinished, test } from "vitest";
import { createDockerClient } from "../../../main/docker/client.ts";
import { pull } from "../../../main/images/pull.ts";
import { splitReference } from "../../../main/images/reference.ts";
import { scriptedEngine, sendJson } from "../docker/scripted-engine.ts";

const oldImage = { Id: `sha256:${"0".repeat(64)}`, RepoDigests: [] };
const newImage = { Id: `sha256:${"1".repeat(64)}`, RepoDigests: [`busybox@sha256:${"a".repeat(64)}`] };

interface Script {
  /** What the engine has before and after the pull. */
  readonly before?: object;
  readonly after?: object;
  readonly lines: readonly (object | string)[];
  readonly end?: "cut";
}

/** Pulls busybox from an engine that answers as told, and gives every state it went through. */
async function pullFrom({ before, after, lines, end }: Script): Promise<PullProgress[]> {
  let pulled = false;
  const engine = await scriptedEngine((request, response) => {
    if (request.method === "GET") {
      const image = pulled ? after : before;
      return image ? sendJson(response, image) : sendJson(response, { message: "No such image: busybox:latest" }, 404);
    }
    pulled = true;
    response.writeHead(200, { "Content-Type": "application/json" });
    const text = lines.map((line) => `${typeof line === "string" ? line : JSON.stringify(line)}\r\n`).join("");
    response.write(text, () => (end === "cut" ? response.socket!.destroy() : response.end()));
  });
  const client = createDockerClient(engine.host);
  onTestFinished(() => client.close());
  const states: PullProgress[] = [];
  for await (const state of pull(client, { reference: "busybox" }, new AbortController().signal)) states.push(state);
  expect(engine.requests[1]).toBe("POST /images/create?fromImage=busybox&tag=latest");
  return states;
}

const downloading = (current: number) => ({
  status: "Downloading",
  id: "0123456789ab",
  progressDetail: { current, total: 100 },
});
const status = { status: "Status: Downloaded newer image for busybox:latest" };

test("a pull shows each layer and the bytes of all, and is done once the engine has the image", async () => {
  const states = await pullFrom({
    after: newImage,
    lines: [
      { status: "Pulling from library/busybox", id: "latest" },
      { status: "Pulling fs layer", id: "0123456789ab", progressDetail: {} },
      { status: "Already exists", id: "ba9876543210", progressDetail: {} },
      downloading(40),
      { status: "Download complete", id: "0123456789ab", progressDetail: {} },
      { status: "Extracting", id: "0123456789ab", progressDetail: { current: 10, total: 100 } },
      { status: "Pull complete", id: "0123456789ab", progressDetail: {} },
      { status: `Digest: sha256:${"a".repeat(64)}` },
      status,
    ],
  });
  expect(states[3]).toMatchObject({ current: 40, total: 100, done: false });
  expect(states[5]!.layers[0]).toEqual({ id: "0123456789ab", status: "Extracting", current: 10, total: 100 });
  expect(states.at(-1)).toEqual({
    reference: "busybox:latest",
    layers: [
      { id: "0123456789ab", status: "Pull complete", current: 100, total: 100 },
      { id: "ba9876543210", status: "Already exists" },
    ],
    current: 100,
    total: 100,
    messages: ["latest: Pulling from library/busybox", `Digest: sha256:${"a".repeat(64)}`, status.status],
    done: true,
  });
});

test("a pull that just ends is no success, even where an older image has the name", async () => {
  await expect(pullFrom({ lines: [downloading(40)] })).rejects.toMatchObject({ code: "INTERRUPTED" });
  await expect(pullFrom({ before: oldImage, after: oldImage, lines: [downloading(40)] })).rejects.toMatchObject({
    code: "INTERRUPTED",
  });
  await expect(pullFrom({ before: oldImage, after: oldImage, lines: [] })).rejects.toMatchObject({
    code: "INTERRUPTED",
  });
});

test("a pull whose connection is cut is what the engine says it is", async () => {
  await expect(pullFrom({ lines: [downloading(40)], end: "cut" })).rejects.toMatchObject({ code: "INTERRUPTED" });
  const states = await pullFrom({ after: newImage, lines: [downloading(40)], end: "cut" });
  expect(states.at(-1)).toMatchObject({ done: true });
});

test("an engine that says no last line is believed by the digest or the image it names", async () => {
  const digest = { status: `Digest: sha256:${"a".repeat(64)}` };
  const same = { before: newImage, after: newImage };
  expect((await pullFrom({ ...same, lines: [digest] })).at(-1)).toMatchObject({ done: true });
  const podman = { status: "Download complete", id: "1".repeat(12) };
  expect((await pullFrom({ ...same, lines: [podman] })).at(-1)).toMatchObject({ done: true });
});

test("junk between the lines is left out", async () => {
  const states = await pullFrom({ after: newImage, lines: ["{not json", "42", { status: 7 }, status] });
  expect(states.at(-1)).toMatchObject({ messages: [status.status], done: true });
});

test("a registry that lists layers and lines without end does not fill memory", async () => {
  const lines = Array.from({ length: 3000 }, (_, index) => [
    { status: "Waiting", id: `layer${index}` },
    { status: `note ${index}` },
  ]);
  const last = (await pullFrom({ after: newImage, lines: lines.flat() })).at(-1)!;
  expect(last.layers).toHaveLength(500);
  expect(last.messages).toHaveLength(20);
});

/** Words of moby 20.10 to 28 and of registries, as `docker pull` shows them. */
test.each([
  ["manifest for busybox:nope not found: manifest unknown: manifest unknown", "NOT_FOUND", "busybox:nope"],
  [
    "pull access denied for secret, repository does not exist or may require 'docker login': denied: requested access to the resource is denied",
    "UNAUTHORIZED",
    "no access to secret",
  ],
  ['Head "https://registry.example/v2/a/manifests/1": no basic auth credentials', "UNAUTHORIZED", "docker login"],
  ["toomanyrequests: You have reached your pull rate limit.", "RATE_LIMITED", "rate limit"],
  [
    'Get "https://registry-1.docker.io/v2/": dial tcp: lookup registry-1.docker.io on 127.0.0.53:53: no such host',
    "ENGINE_UNREACHABLE",
    "registry-1.docker.io",
  ],
  [
    'Get "http://127.0.0.1:5001/v2/": dial tcp 127.0.0.1:5001: connect: connection refused',
    "ENGINE_UNREACHABLE",
    "127.0.0.1:5001",
  ],
  [
    'Get "https://registry-1.docker.io/v2/": net/http: request canceled while waiting for connection (Client.Timeout exceeded while awaiting headers)',
    "TIMEOUT",
    "did not answer",
  ],
  ["no matching manifest for linux/s390x in the manifest list entries", "UNSUPPORTED", "linux/s390x"],
  [
    "image with reference busybox was found but does not match the specified platform: wanted linux/arm64, actual: linux/amd64",
    "UNSUPPORTED",
    "linux/arm64",
  ],
  ['Get "https://10.0.0.1/v2/": http: server gave HTTP response to HTTPS client', "UNSUPPORTED", "insecure-registries"],
  ['Get "https://r.example/v2/": x509: certificate signed by unknown authority', "UNAUTHORIZED", "certificate"],
  ["failed to register layer: write /big: no space left on device", "NO_SPACE", "disk is full"],
  ["unexpected EOF", "INTERRUPTED", "Try again"],
  ["something that nobody has seen", "INTERNAL", "busybox:latest could not be pulled"],
])("%s", async (message, code, words) => {
  const lines = [downloading(40), { errorDetail: { message }, error: message }];
  await expect(pullFrom({ before: oldImage, after: oldImage, lines })).rejects.toMatchObject({
    code,
    message: expect.stringContaining(words),
    detail: message,
  });
});

test("a reference is split as docker does", () => {
  const digest = `sha256:${"a".repeat(64)}`;
  expect(splitReference("busybox")).toEqual({ name: "busybox", tag: "latest" });
  expect(splitReference("busybox:1.36")).toEqual({ name: "busybox", tag: "1.36" });
  expect(splitReference("127.0.0.1:5000/team/app")).toEqual({ name: "127.0.0.1:5000/team/app", tag: "latest" });
  expect(splitReference("127.0.0.1:5000/app:2")).toEqual({ name: "127.0.0.1:5000/app", tag: "2" });
  expect(splitReference(`busybox:1@${digest}`)).toEqual({ name: "busybox", tag: digest });
});
