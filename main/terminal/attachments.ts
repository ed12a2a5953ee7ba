import { setTimeout as wait } from "node:timers/promises";
import type { DockerClient } from "../docker/client.ts";
import { path } from "../docker/path.ts";
import { openPipe, type Pipe } from "./pipe.ts";

/** A connection to the terminal of a container's own process. */
export interface Attachment {
  readonly pipe: Pipe;
  /** The process's exit code, as soon as it is known; undefined when it is not known a second after `pipe` ended. */
  readonly exitCode: () => Promise<number | undefined>;
}

export interface Attachments {
  /** Attaches and keeps it until somebody takes it: a container that is about to start loses no output. */
  open(id: string): Promise<void>;
  /** The kept connection with what it printed last, if there is one. */
  take(id: string): Attachment | undefined;
  /** Keeps a connection that its window left, so that the next one shows the same screen, prompt and all. */
  keep(id: string, attachment: Attachment): void;
  drop(id: string): void;
}

/** Connections kept at most; the one that was left first goes. */
const mostKept = 16;
/** Milliseconds that the output of a container which has ended is kept for a window that is still opening. */
const keptAfterEnd = 30_000;

const byClient = new WeakMap<DockerClient, Attachments>();

/** What is attached on this engine while no window shows it. */
export function attachments(client: DockerClient): Attachments {
  const known = byClient.get(client);
  if (known) return known;
  const made = createAttachments(client);
  byClient.set(client, made);
  return made;
}

function createAttachments(client: DockerClient): Attachments {
  const kept = new Map<string, Attachment>();
  const drop = (id: string) => {
    kept.get(id)?.pipe.destroy();
    kept.delete(id);
  };
  const keep = (id: string, attachment: Attachment) => {
    drop(id);
    if (kept.size >= mostKept) drop(kept.keys().next().value!);
    kept.set(id, attachment);
    void attachment.pipe.ended.then(async () => {
      await wait(keptAfterEnd, undefined, { ref: false });
      if (kept.get(id) === attachment) kept.delete(id);
    });
  };
  return {
    open: async (id) => keep(id, await attach(client, id)),
    take(id) {
      const attachment = kept.get(id);
      kept.delete(id);
      return attachment;
    },
    keep,
    drop,
  };
}

/** `docker attach`: reads from its first byte on and remembers the last 256 KB. */
export async function attach(client: DockerClient, id: string): Promise<Attachment> {
  const leave = new AbortController();
  // Asked before the process can end: an engine that removes the container (--rm) tells its exit code only here.
  const waiting = await client.stream("POST", path`/containers/${id}/wait`, {
    query: { condition: "next-exit" },
    signal: leave.signal,
  });
  const answer = text(waiting).then(
    (json) => (JSON.parse(json) as { StatusCode?: number }).StatusCode,
    () => undefined,
  );
  try {
    const connection = await client.upgrade(path`/containers/${id}/attach`, {
      query: { stream: true, stdin: true, stdout: true, stderr: true },
    });
    const pipe = openPipe(connection, true);
    void pipe.ended.then(async () => {
      await wait(1000, undefined, { ref: false });
      leave.abort();
    });
    return { pipe, exitCode: () => answer };
  } catch (error) {
    leave.abort();
    throw error;
  }
}

async function text(stream: AsyncIterable<unknown>): Promise<string> {
  let all = "";
  for await (const chunk of stream) all += String(chunk);
  return all;
}
