import { randomBytes } from "node:crypto";
import { DrydockError } from "@shared/errors.ts";
import type { DockerClient } from "../docker/client.ts";
import { runIn } from "../docker/exec.ts";
import { type Frame, frames } from "../docker/frames.ts";
import { path } from "../docker/path.ts";
import { helperLabel } from "../volumes/helper.ts";

interface Output {
  readonly code: number;
  readonly text: string;
}

/** More is not read: what is asked for here answers in a few lines. */
const longest = 1024 * 1024;
const deadline = 20_000;

async function textOf(source: AsyncIterable<Uint8Array>): Promise<string> {
  const found: Uint8Array[] = [];
  let length = 0;
  for await (const { bytes } of frames(source)) {
    found.push(bytes);
    length += bytes.length;
    if (length > longest) break;
  }
  return Buffer.concat(found).toString();
}

/** Runs a command in a container without a terminal; undefined where the container has no such program. */
async function execIn(client: DockerClient, id: string, command: readonly string[]): Promise<Output | undefined> {
  const stopping = new AbortController();
  const timer = setTimeout(() => stopping.abort(), deadline);
  const found: Uint8Array[] = [];
  let length = 0;
  const keep = ({ bytes }: Frame) => {
    found.push(bytes);
    length += bytes.length;
    return length <= longest;
  };
  try {
    const code = (await runIn(client, id, { command }, keep, stopping.signal)) ?? 0;
    return code === 126 || code === 127 ? undefined : { code, text: Buffer.concat(found).toString() };
  } catch (error) {
    if (error instanceof DrydockError && (error.code === "CONFLICT" || error.code === "NOT_FOUND")) throw error;
    return undefined;
  } finally {
    clearTimeout(timer);
  }
}

/** Runs a command from `image` in the network of a container, in a helper that is removed again. */
async function beside(
  client: DockerClient,
  id: string,
  image: string,
  command: readonly string[],
): Promise<Output | undefined> {
  let helper = "";
  try {
    const { Id } = await client.post<{ Id: string }>(path`/containers/create`, {
      query: { name: `drydock-network-${randomBytes(5).toString("hex")}` },
      body: {
        Image: image,
        Entrypoint: [],
        Cmd: command,
        User: "0",
        Labels: { [helperLabel]: "network" },
        HostConfig: {
          NetworkMode: `container:${id}`,
          ReadonlyRootfs: true,
          CapDrop: ["ALL"],
          Memory: 64 * 1024 * 1024,
          RestartPolicy: { Name: "no" },
          LogConfig: { Type: "json-file" },
        },
      },
    });
    helper = Id;
    await client.post(path`/containers/${Id}/start`);
    const { StatusCode } = await client.post<{ StatusCode: number }>(path`/containers/${Id}/wait`, { deadline });
    const log = await client.stream("GET", path`/containers/${Id}/logs`, { query: { stdout: true, stderr: true } });
    const text = await textOf(log as AsyncIterable<Uint8Array>);
    return StatusCode === 126 || StatusCode === 127 ? undefined : { code: StatusCode, text };
  } catch {
    return undefined;
  } finally {
    if (helper) {
      await client.post(path`/containers/${helper}/kill`).catch(() => undefined);
      await client.delete(path`/containers/${helper}`, { query: { v: true, force: false } }).catch((error) => {
        console.error("A helper container could not be removed:", error);
      });
    }
  }
}

/** Images that may hold a shell with nc and cat: what is called so first, then those of running containers. */
async function tools(client: DockerClient): Promise<string[]> {
  const [all, running] = await Promise.all([
    client.get<readonly { Id: string; RepoTags?: readonly string[] | null; Size: number }[]>(path`/images/json`),
    client.get<readonly { ImageID: string }[]>(path`/containers/json`),
  ]);
  const likely = all
    .filter(({ RepoTags }) => RepoTags?.some((tag) => /(?:^|\/)(?:busybox|alpine|netshoot|toybox)(?::|$)/.test(tag)))
    .sort((a, b) => a.Size - b.Size)
    .map(({ Id }) => Id);
  return [...new Set([...likely, ...running.map(({ ImageID }) => ImageID)])].slice(0, 4);
}

/** How a command was run: in the container itself, or in a helper in its network. */
export interface Ran extends Output {
  readonly where: "container" | "helper";
}

/**
 * Runs a shell script in the network of a running container: in it where it has a shell, else in a short-lived helper from
 * an image of this engine that has one. `knows` says whether the output is an answer, or the tool was missing. Undefined
 * where no image has what it needs.
 */
export async function runInNetwork(
  client: DockerClient,
  id: string,
  script: string,
  knows: (output: Output) => boolean,
): Promise<Ran | undefined> {
  const command = ["sh", "-c", script];
  const own = await execIn(client, id, command);
  if (own && knows(own)) return { ...own, where: "container" };
  for (const image of await tools(client)) {
    const output = await beside(client, id, image, command);
    if (output && knows(output)) return { ...output, where: "helper" };
  }
  return undefined;
}
