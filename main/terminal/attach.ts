import { DrydockError } from "@shared/errors.ts";
import { inspect } from "../containers/inspect.ts";
import type { DockerClient } from "../docker/client.ts";
import { path } from "../docker/path.ts";
import { type Attachment, attach, attachments } from "./attachments.ts";
import { lostReason } from "./exec.ts";
import type { SessionSource } from "./session.ts";

export interface AttachInput {
  readonly id: string;
  readonly name: string;
  readonly columns: number;
  readonly rows: number;
}

/** Lines and bytes of the log that a first look at a running container begins with. */
const lines = 200;
const mostBytes = 64 * 1024;

/**
 * `docker attach` to a container that was run with a terminal; leaving detaches, and the container goes on. Rejects with
 * CONFLICT when it does not run, UNSUPPORTED when it has no terminal.
 */
export async function openAttach(client: DockerClient, input: AttachInput): Promise<SessionSource> {
  const { id, columns, rows } = input;
  const kept = attachments(client);
  const resize = async (width: number, height: number) => {
    await client.post(path`/containers/${id}/resize`, { query: { w: width, h: height } });
  };
  const attachment = (await takeKept(client, id)) ?? (await attachNow(client, input));
  const { pipe } = attachment;
  if (!pipe.over()) {
    // A size that changes makes the program draw again, its prompt too; the docker CLI does the same.
    await resize(columns, rows + 1).catch(() => undefined);
    await resize(columns, rows).catch(() => undefined);
  }
  return {
    pipe,
    resize: async (width, height) => {
      if (!pipe.over()) await resize(width, height);
    },
    exit: () => attachExit(client, id, attachment),
    leave(ended) {
      if (!ended && !pipe.over()) kept.keep(id, attachment);
    },
  };
}

/** A kept connection whose container has ended tells how it did, unless the container runs again since. */
async function takeKept(client: DockerClient, id: string): Promise<Attachment | undefined> {
  const attachment = attachments(client).take(id);
  if (!attachment?.pipe.over()) return attachment;
  const running = await inspect(client, id).then(
    ({ State }) => State.Running,
    () => false,
  );
  return running ? undefined : attachment;
}

async function attachNow(client: DockerClient, { id, name }: AttachInput): Promise<Attachment> {
  const { State, Config } = await inspect(client, id);
  if (!Config.Tty)
    throw new DrydockError(
      "UNSUPPORTED",
      `${name} was created without a terminal (no -t). Read its logs, or open a shell in it.`,
    );
  if (State.Paused) throw new DrydockError("CONFLICT", `${name} is paused. Unpause it first.`);
  if (!State.Running) throw new DrydockError("CONFLICT", `${name} is not running. Start it first.`);
  const attachment = await attach(client, id);
  attachment.pipe.prepend(await lastOutput(client, id));
  return attachment;
}

/** The end of the log as it is, colours and all; nothing where the logging driver keeps none. */
async function lastOutput(client: DockerClient, id: string): Promise<Uint8Array> {
  try {
    const log = await client.stream("GET", path`/containers/${id}/logs`, {
      query: { stdout: true, stderr: true, tail: lines },
    });
    const chunks: Buffer[] = [];
    for await (const chunk of log) chunks.push(chunk as Buffer);
    return Buffer.concat(chunks).subarray(-mostBytes);
  } catch {
    return new Uint8Array();
  }
}

async function attachExit(
  client: DockerClient,
  id: string,
  { exitCode }: Attachment,
): Promise<{ exitCode?: number; reason?: string }> {
  const code = await exitCode();
  if (code !== undefined) return { exitCode: code };
  try {
    const { State } = await inspect(client, id);
    return State.Running
      ? { reason: "Detached: the container goes on. Open its terminal again to come back." }
      : { exitCode: State.ExitCode };
  } catch (error) {
    return { reason: lostReason(error) };
  }
}
