import { setTimeout as pause } from "node:timers/promises";
import { DrydockError } from "@shared/errors.ts";
import type { EngineStats } from "../../containers/stats-sample.ts";
import { path } from "../../docker/path.ts";
import { type Box, createBody, runLine } from "../box.ts";
import { type Bench, onLine, outputOf, taken, unfit } from "./bench.ts";

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

/** Docker lines about containers. */
export function containerLines(bench: Bench) {
  const { client, kit, signal } = bench;
  const create = async (box: Box): Promise<string> => {
    const { Id } = await client
      .post<{ Id: string }>(path`/containers/create`, { query: { name: box.name }, body: createBody(box, kit), signal })
      .catch((error: unknown) => {
        throw notCreated(error, box, bench);
      });
    return Id;
  };
  const start = (id: string): Promise<void> =>
    client.post<void>(path`/containers/${id}/start`, { signal }).catch((error: unknown) => {
      throw notStarted(error, bench);
    });
  const begin = async (box: Box): Promise<string> => {
    const id = await create(box);
    await start(id);
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
  const output = async (id: string): Promise<string> =>
    outputOf(
      bench,
      await client.stream("GET", path`/containers/${id}/logs`, { query: { stdout: true, stderr: true }, signal }),
    );
  const inspect = (name: string) => client.get<Inspected>(path`/containers/${name}/json`, { signal });
  const end = async (id: string): Promise<Ended> => {
    const exitCode = await ended(id);
    const { State } = await inspect(id);
    return { id, output: await output(id), exitCode, oomKilled: State.OOMKilled };
  };

  return {
    inspect,
    /** `docker run` to its end. */
    run: (box: Box): Promise<Ended> => onLine(bench, runLine(box, kit), async () => end(await begin(box))),
    /** `docker run --rm` of something short; answers with the milliseconds until it had started. */
    timed: (box: Box): Promise<number> =>
      onLine(bench, runLine({ ...box, remove: true }, kit), async () => {
        const before = performance.now();
        const id = await create(box);
        const gone = ended(id, "removed").catch(() => 0);
        await start(id);
        const took = performance.now() - before;
        await gone;
        return took;
      }),
    /** `docker run -d`. */
    start: (box: Box): Promise<string> => onLine(bench, runLine({ ...box, detach: true }, kit), () => begin(box)),
    /** `docker wait`. */
    wait: (box: Box): Promise<Ended> =>
      onLine(bench, ["wait", box.name], async () => end((await inspect(box.name)).Id)),
    logs: (box: Box): Promise<string> => onLine(bench, ["logs", box.name], () => output(box.name)),
    exec: (name: string, command: readonly string[]): Promise<{ output: string; exitCode: number }> =>
      onLine(bench, ["exec", name, ...command], async () => {
        const { Id } = await client.post<{ Id: string }>(path`/containers/${name}/exec`, {
          body: { AttachStdout: true, AttachStderr: true, Cmd: command },
          signal,
        });
        const said = await outputOf(
          bench,
          await client.upgrade(path`/exec/${Id}/start`, { body: { Detach: false, Tty: false }, signal }),
        );
        for (let attempt = 0; ; attempt++) {
          const { Running, ExitCode } = await client.get<{ Running: boolean; ExitCode: number | null }>(
            path`/exec/${Id}/json`,
            { signal },
          );
          if (!Running && ExitCode !== null) {
            if (ExitCode === 126 || ExitCode === 127) throw unfit(kit.image, command[0]!, said);
            return { output: said, exitCode: ExitCode };
          }
          if (attempt > 100) throw new DrydockError("TIMEOUT", "The command in the container did not end.");
          await pause(50, undefined, { signal });
        }
      }),
    stop: (box: Box, seconds: number): Promise<void> =>
      onLine(bench, ["stop", "-t", String(seconds), box.name], () =>
        client.post(path`/containers/${box.name}/stop`, { query: { t: seconds }, deadline: 60_000, signal }),
      ),
    freeze: (box: Box): Promise<void> =>
      onLine(bench, ["pause", box.name], () => client.post(path`/containers/${box.name}/pause`, { signal })),
    thaw: (box: Box): Promise<void> =>
      onLine(bench, ["unpause", box.name], () => client.post(path`/containers/${box.name}/unpause`, { signal })),
    remove: (box: Box): Promise<void> =>
      onLine(bench, ["rm", box.name], () => client.delete(path`/containers/${box.name}`, { signal })),
    top: (box: Box) =>
      onLine(bench, ["top", box.name], () =>
        client.get<{ Titles: string[]; Processes: string[][] }>(path`/containers/${box.name}/top`, { signal }),
      ),
    diff: (box: Box) =>
      onLine(bench, ["diff", box.name], () =>
        client
          .get<{ Path: string; Kind: number }[] | null>(path`/containers/${box.name}/changes`, { signal })
          .then((changes) => changes ?? []),
      ),
    /** One reading of `docker stats`. */
    stats: (id: string) =>
      client.get<EngineStats>(path`/containers/${id}/stats`, { query: { stream: false, "one-shot": true }, signal }),
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

function notCreated(error: unknown, { name, image }: Box, bench: Bench): unknown {
  if (!(error instanceof DrydockError)) return error;
  if (error.code === "CONFLICT" && /already in use|name/i.test(error.detail ?? error.message))
    return taken("container", name);
  return image ? error : noImage(error, bench);
}

/** Says what to do where the engine does not have the reader's image; any other error stays as it is. */
export const noImage = (error: unknown, { kit }: Bench): unknown =>
  error instanceof DrydockError && error.code === "NOT_FOUND"
    ? new DrydockError(
        "NOT_FOUND",
        `The image ${kit.image} is not on this engine. Pull it, or choose another image at the top of this page.`,
        error.detail,
      )
    : error;

function notStarted(error: unknown, { kit }: Bench): unknown {
  const said = error instanceof DrydockError ? `${error.message} ${error.detail ?? ""}` : "";
  const program = /exec(?:utable)?[: ]+"?([\w./-]+)?"?.*(?:not found|no such file)/i.exec(said);
  return program ? unfit(kit.image, program[1] ?? "a program", said) : error;
}
