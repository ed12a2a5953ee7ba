import { Readable } from "node:stream";
import { setTimeout as pause } from "node:timers/promises";
import { DrydockError } from "@shared/errors.ts";
import { type Evidence, guideLabel } from "@shared/guide.ts";
import type { EngineStats } from "../containers/stats-sample.ts";
import type { DockerClient } from "../docker/client.ts";
import { frames } from "../docker/frames.ts";
import { jsonLines } from "../docker/json-lines.ts";
import { path } from "../docker/path.ts";
import { type Box, createBody, type Kit, labelOf, runLine } from "./box.ts";
import type { EngineFacts } from "./facts.ts";
import { tarOf } from "./tar.ts";

/** Output that is kept of one container; an experiment prints a few lines. */
const mostOutput = 64 * 1024;

export interface Ended {
  readonly id: string;
  readonly output: string;
  readonly exitCode: number;
  readonly oomKilled: boolean;
}

/** The part of `docker inspect` that experiments read. */
export interface Inspected {
  readonly Id: string;
  readonly Name: string;
  readonly State: {
    readonly Status: string;
    readonly Running: boolean;
    readonly Pid: number;
    readonly ExitCode: number;
    readonly OOMKilled: boolean;
    readonly StartedAt: string;
    readonly FinishedAt: string;
  };
}

export interface LabOptions {
  readonly client: DockerClient;
  readonly kit: Kit;
  readonly facts: EngineFacts;
  readonly signal: AbortSignal;
  /** Told of each docker line before it runs; answers with what to call when it is over. */
  readonly onLine: (line: readonly string[]) => (error?: unknown) => void;
  readonly onEvidence: (evidence: readonly Evidence[]) => void;
  /** Told of an image that was not there before. */
  readonly onPulled: (reference: string, id: string) => void;
}

/** What an experiment may do on the engine: each method is one docker line, recorded as such. */
export type Lab = ReturnType<typeof createLab>;

/** The engine as one experiment sees it: everything made carries its label, and everything ends with its signal. */
export function createLab({ client, kit, facts, signal, onLine, onEvidence, onPulled }: LabOptions) {
  const line = async <T>(words: readonly string[], work: () => Promise<T>): Promise<T> => {
    const over = onLine(words);
    try {
      const result = await work();
      over();
      return result;
    } catch (error) {
      over(error);
      throw error;
    }
  };

  const create = async (box: Box): Promise<string> => {
    const { Id } = await client
      .post<{ Id: string }>(path`/containers/create`, { query: { name: box.name }, body: createBody(box, kit), signal })
      .catch((error: unknown) => {
        throw missing(error, box, kit);
      });
    return Id;
  };
  const begin = async (box: Box): Promise<string> => {
    const id = await create(box);
    await client.post(path`/containers/${id}/start`, { signal }).catch((error: unknown) => {
      throw unfit(error, kit);
    });
    return id;
  };
  const ended = async (id: string, condition?: "removed"): Promise<number> => {
    const { StatusCode } = await client.post<{ StatusCode: number }>(path`/containers/${id}/wait`, {
      query: { condition },
      deadline: 60_000,
      signal,
    });
    return StatusCode;
  };
  const text = async (source: AsyncIterable<Uint8Array>): Promise<string> => {
    let output = "";
    for await (const { bytes } of frames(source)) {
      output += Buffer.from(bytes).toString();
      if (output.length > mostOutput) break;
    }
    return output.trimEnd();
  };
  const output = async (id: string): Promise<string> =>
    text(await client.stream("GET", path`/containers/${id}/logs`, { query: { stdout: true, stderr: true }, signal }));
  const inspect = (name: string) => client.get<Inspected>(path`/containers/${name}/json`, { signal });

  return {
    kit,
    facts,
    signal,
    /** Reads without a docker line of its own. */
    get: <T>(where: Parameters<DockerClient["get"]>[0], query: Record<string, string | number | boolean> = {}) =>
      client.get<T>(where, { query, signal, deadline: 60_000 }),
    show: onEvidence,
    pause: (milliseconds: number) => pause(milliseconds, undefined, { signal }),
    inspect,
    /** `docker run` to its end. */
    run: (box: Box): Promise<Ended> =>
      line(runLine(box, kit), async () => {
        const id = await begin(box);
        const exitCode = await ended(id);
        const { State } = await inspect(id);
        return { id, output: await output(id), exitCode, oomKilled: State.OOMKilled };
      }),
    /** `docker run --rm` of something short; answers with the milliseconds until it had started. */
    timed: (box: Box): Promise<number> =>
      line(runLine({ ...box, remove: true }, kit), async () => {
        const before = performance.now();
        const id = await create(box);
        const gone = ended(id, "removed").catch(() => 0);
        await client.post(path`/containers/${id}/start`, { signal }).catch((error: unknown) => {
          throw unfit(error, kit);
        });
        const took = performance.now() - before;
        await gone;
        return took;
      }),
    /** `docker run -d`. */
    start: (box: Box): Promise<string> => line(runLine({ ...box, detach: true }, kit), () => begin(box)),
    /** `docker wait`. */
    wait: (box: Box): Promise<Ended> =>
      line(["wait", box.name], async () => {
        const { Id } = await inspect(box.name);
        const exitCode = await ended(Id);
        const { State } = await inspect(Id);
        return { id: Id, output: await output(Id), exitCode, oomKilled: State.OOMKilled };
      }),
    logs: (box: Box): Promise<string> => line(["logs", box.name], () => output(box.name)),
    exec: (box: Box, command: readonly string[]): Promise<{ output: string; exitCode: number }> =>
      line(["exec", box.name, ...command], async () => {
        const { Id } = await client.post<{ Id: string }>(path`/containers/${box.name}/exec`, {
          body: { AttachStdout: true, AttachStderr: true, Cmd: command },
          signal,
        });
        const said = await text(
          await client.upgrade(path`/exec/${Id}/start`, { body: { Detach: false, Tty: false }, signal }),
        );
        for (let attempt = 0; ; attempt++) {
          const { Running, ExitCode } = await client.get<{ Running: boolean; ExitCode: number | null }>(
            path`/exec/${Id}/json`,
            { signal },
          );
          if (!Running && ExitCode !== null) return { output: said, exitCode: ExitCode };
          if (attempt > 100) throw new DrydockError("TIMEOUT", "The command in the container did not end.");
          await pause(50, undefined, { signal });
        }
      }),
    stop: (box: Box, seconds: number): Promise<void> =>
      line(["stop", "-t", String(seconds), box.name], () =>
        client.post(path`/containers/${box.name}/stop`, { query: { t: seconds }, deadline: 60_000, signal }),
      ),
    remove: (box: Box): Promise<void> =>
      line(["rm", box.name], () => client.delete(path`/containers/${box.name}`, { signal })),
    top: (box: Box) =>
      line(["top", box.name], () =>
        client.get<{ Titles: string[]; Processes: string[][] }>(path`/containers/${box.name}/top`, { signal }),
      ),
    diff: (box: Box) =>
      line(["diff", box.name], () =>
        client
          .get<{ Path: string; Kind: number }[] | null>(path`/containers/${box.name}/changes`, { signal })
          .then((changes) => changes ?? []),
      ),
    /** One reading of `docker stats`. */
    stats: (id: string) =>
      client.get<EngineStats>(path`/containers/${id}/stats`, { query: { stream: false, "one-shot": true }, signal }),
    createVolume: (name: string): Promise<void> =>
      line(volumeLine(name, kit), async () => {
        // Creating a volume that exists succeeds, so that it has to be asked first.
        const there = await client.get(path`/volumes/${name}`, { signal }).then(
          () => true,
          () => false,
        );
        if (there) throw taken("volume", name);
        await client.post(path`/volumes/create`, { body: { Name: name, Labels: { [guideLabel]: kit.run } }, signal });
      }),
    createNetwork: (name: string): Promise<void> =>
      line(networkLine(name, kit), async () => {
        await client.post(path`/networks/create`, {
          body: { Name: name, CheckDuplicate: true, Labels: { [guideLabel]: kit.run } },
          signal,
        });
      }),
    disconnect: (network: string, box: Box): Promise<void> =>
      line(["network", "disconnect", network, box.name], () =>
        client.post(path`/networks/${network}/disconnect`, { body: { Container: box.name }, signal }),
      ),
    /** `docker build -` with a Dockerfile as its input; answers with what the builder said. */
    build: (tag: string, dockerfile: string): Promise<{ readonly said: string; readonly took: number }> =>
      line(buildLine(tag, kit), async () => {
        const there = await client
          .get<{ Config?: { Labels?: Record<string, string> | null } }>(path`/images/${tag}/json`, { signal })
          .then(
            ({ Config }) => Config?.Labels?.[guideLabel] ?? "",
            () => undefined,
          );
        if (there !== undefined && there !== kit.run) throw taken("image", tag);
        const before = performance.now();
        const answer = await client.upload("POST", path`/build`, Readable.from([tarOf("Dockerfile", dockerfile)]), {
          query: { t: tag, labels: JSON.stringify({ [guideLabel]: kit.run }), rm: true, memory: 256 << 20 },
          deadline: 60_000,
          signal,
        });
        let said = "";
        for await (const { stream, error } of jsonLines<{ stream?: string; error?: string }>(answer)) {
          if (error) throw new DrydockError("INTERNAL", `The image could not be built: ${error}`);
          said += stream ?? "";
        }
        return { said, took: performance.now() - before };
      }),
    /** The layers of images, by `docker image inspect`. */
    layers: (tags: readonly string[]): Promise<string[][]> =>
      line(["image", "inspect", ...tags], () =>
        Promise.all(
          tags.map((tag) =>
            client
              .get<{ RootFS: { Layers: string[] } }>(path`/images/${tag}/json`, { signal })
              .then(({ RootFS }) => RootFS.Layers),
          ),
        ),
      ),
    /** `docker ps -a` with filters: the names it lists. */
    list: (statuses: readonly string[]): Promise<string[]> =>
      line(["ps", "-a", ...statuses.flatMap((status) => ["--filter", `status=${status}`])], async () => {
        const filters = JSON.stringify({ status: statuses });
        const found = await client.get<{ Names: string[] }[]>(path`/containers/json`, {
          query: { all: true, filters },
          signal,
        });
        return found.flatMap(({ Names }) => Names.map((name) => name.slice(1)));
      }),
    /** `docker info`, as far as it was read already. */
    kernel: (): Promise<string> => line(["info", "--format", "{{.KernelVersion}}"], async () => facts.kernel),
    /** `docker pull` to its end, in the engine's words. */
    pull: (reference: string, words: readonly string[]): Promise<string> =>
      line(words, async () => {
        const colon = reference.lastIndexOf(":");
        const tagged = colon > reference.lastIndexOf("/");
        const answer = await client.stream("POST", path`/images/create`, {
          query: {
            fromImage: tagged ? reference.slice(0, colon) : reference,
            tag: tagged ? reference.slice(colon + 1) : "latest",
          },
          deadline: 60_000,
          signal,
        });
        let said = "";
        for await (const message of jsonLines<{ status?: string; id?: string; error?: string }>(answer)) {
          if (message.error)
            throw new DrydockError(
              "NOT_FOUND",
              `${reference} could not be pulled: no registry answered for it. This experiment needs the network.`,
              message.error,
            );
          if (message.status && !/ing$|^Waiting|^Already/.test(message.status))
            said += `${message.id ? `${message.id}: ` : ""}${message.status}\n`;
        }
        const { Id } = await client.get<{ Id: string }>(path`/images/${reference}/json`, { signal });
        onPulled(reference, Id);
        return said.trim();
      }),
    /** Makes a container from an image that may be missing; true when the engine has it. */
    tryCreate: async (box: Box): Promise<boolean> => {
      try {
        await client.post(path`/containers/create`, { query: { name: box.name }, body: createBody(box, kit), signal });
        return true;
      } catch (error) {
        if (error instanceof DrydockError && error.code === "NOT_FOUND") return false;
        throw error;
      }
    },
  };
}

export const volumeLine = (name: string, kit: Kit) => ["volume", "create", "--label", labelOf(kit), name];
export const networkLine = (name: string, kit: Kit) => ["network", "create", "--label", labelOf(kit), name];
export const buildLine = (tag: string, kit: Kit) => [...["build", "--tag", tag, "--label", labelOf(kit), "-"]];

const taken = (kind: string, name: string) =>
  new DrydockError(
    "CONFLICT",
    `There is a ${kind} named ${name} that this experiment did not make, so nothing was done. Rename or remove it, then try again.`,
  );

function missing(error: unknown, { name, image }: Box, kit: Kit): unknown {
  if (!(error instanceof DrydockError)) return error;
  if (error.code === "CONFLICT" && /already in use|name/i.test(error.detail ?? error.message))
    return taken("container", name);
  if (error.code === "NOT_FOUND" && !image)
    return new DrydockError(
      "NOT_FOUND",
      `The image ${kit.image} is not on this engine. Pull it, or choose another image at the top of this page.`,
      error.detail,
    );
  return error;
}

function unfit(error: unknown, { image }: Kit): unknown {
  const said = error instanceof DrydockError ? `${error.message} ${error.detail ?? ""}` : "";
  return /exec(?:utable)?[: ].*(?:not found|no such file)/i.test(said)
    ? new DrydockError(
        "UNSUPPORTED",
        `The image ${image} lacks a program that this experiment needs. Choose one with a shell at the top of this page, such as busybox.`,
        said,
      )
    : error;
}
