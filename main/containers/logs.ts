import type { ContainerRef, containersApi, LogBatch } from "@shared/containers.ts";
import { DrydockError } from "@shared/errors.ts";
import type { z } from "zod";
import type { DockerClient } from "../docker/client.ts";
import { path } from "../docker/path.ts";
import { inspect } from "./inspect.ts";
import { framedLog, noLines, terminalLog } from "./log-lines.ts";

type LogsInput = z.output<(typeof containersApi)["logs"]["input"]>;

/** Milliseconds in which a container that stopped has started again when it was restarted. */
const restartWithin = 2000;

/** The newest time that was read and how many lines had it: what the engine sends again when reading goes on from there. */
interface Mark {
  time: string;
  count: number;
}

/**
 * Reads a container's log in pieces, in the engine's order. While `follow`, it goes on when the container is restarted,
 * without a line twice, and ends when the container stays stopped or is gone. Throws INTERRUPTED when the engine is
 * lost, UNSUPPORTED when its logging driver keeps nothing to read.
 */
export async function* readLog(
  client: DockerClient,
  input: LogsInput,
  signal: AbortSignal,
): AsyncGenerator<LogBatch, void, undefined> {
  let { State, Config, HostConfig } = await inspect(client, input.id, signal);
  const mark: Mark = { time: "", count: 0 };
  let { since, tail }: { since?: string | undefined; tail: number | "all" } = input;
  while (true) {
    const repeated = { time: mark.time, count: mark.count };
    const reader = Config.Tty ? terminalLog() : framedLog();
    const stream = await open(client, input, since, tail, signal).catch((error: unknown) => {
      throw unreadable(error, input, HostConfig.LogConfig.Type);
    });
    for await (const chunk of stream as AsyncIterable<Buffer>) {
      const lines = noLines();
      reader.push(chunk, lines);
      if (lines.lines.length > 0) yield fresh(lines, repeated, mark);
    }
    const lines = noLines();
    reader.end(lines);
    if (lines.lines.length > 0) yield fresh(lines, repeated, mark);
    if (!input.follow || !(await runsAgain(client, input, signal))) return;
    ({ State } = await inspect(client, input.id, signal));
    since = mark.time || State.StartedAt;
    tail = "all";
  }
}

const open = (
  client: DockerClient,
  { id, follow, until }: LogsInput,
  since: string | undefined,
  tail: number | "all",
  signal: AbortSignal,
) =>
  client.stream("GET", path`/containers/${id}/logs`, {
    query: {
      stdout: true,
      stderr: true,
      timestamps: true,
      follow,
      tail,
      since: since && engineTime(since),
      until: until && engineTime(until),
    },
    signal,
  });

/** Seconds and nanoseconds, as the engine wants a moment: it reads no RFC 3339, and a number holds no nanoseconds. */
function engineTime(rfc3339: string): string {
  const milliseconds = Date.parse(rfc3339);
  if (Number.isNaN(milliseconds))
    throw new DrydockError("INVALID", `${rfc3339} is not a time. Write it as 2026-01-31T12:00:00Z.`);
  const fraction = /\.(\d{1,9})/.exec(rfc3339)?.[1] ?? "";
  return `${Math.floor(milliseconds / 1000)}.${fraction.padEnd(9, "0")}`;
}

/** Takes off the lines that were read before, and moves the mark to the last one. */
function fresh(lines: LogBatch, repeated: Mark, mark: Mark): LogBatch {
  let from = 0;
  while (repeated.count > 0 && from < lines.times.length && lines.times[from] === repeated.time) {
    repeated.count--;
    from++;
  }
  if (from < lines.times.length && lines.times[from] !== repeated.time) repeated.count = 0;
  const kept = from === 0 ? lines : slice(lines, from);
  for (let at = kept.times.length - 1, last = kept.times[at]; at >= 0 && kept.times[at] === last; at--) {
    if (mark.time !== last) Object.assign(mark, { time: last, count: 0 });
    mark.count++;
  }
  return kept;
}

const slice = ({ lines, times, stderr }: LogBatch, from: number): LogBatch => ({
  lines: lines.slice(from),
  times: times.slice(from),
  stderr: stderr.slice(from),
});

/** Asks the engine whether a log that ended goes on: the container runs, or does so again in a moment. */
async function runsAgain(client: DockerClient, { id }: ContainerRef, signal: AbortSignal): Promise<boolean> {
  const leave = new AbortController();
  const stop = () => leave.abort();
  signal.addEventListener("abort", stop);
  try {
    // Listening before asking: a start in between is either in the answer or in the events.
    const events = await client.stream("GET", path`/events`, {
      query: { filters: { container: [id], event: ["start", "destroy"] } },
      signal: leave.signal,
    });
    const { State } = await inspect(client, id, signal);
    if (State.Running) return true;
    // The restart policy may wait for a minute before it tries again; `docker restart` does not wait.
    const timer = State.Restarting ? undefined : setTimeout(stop, restartWithin);
    for await (const _ of events) {
      clearTimeout(timer);
      return (await inspect(client, id, signal)).State.Running;
    }
    return false;
  } catch (error) {
    if (!(error instanceof DrydockError) || signal.aborted) throw error;
    if (error.code === "NOT_FOUND" || error.code === "CANCELLED") return false;
    throw new DrydockError(
      "INTERRUPTED",
      "The log broke off because the engine went away. It goes on when the engine is back.",
      error.message,
    );
  } finally {
    stop();
    signal.removeEventListener("abort", stop);
  }
}

function unreadable(error: unknown, { name }: ContainerRef, driver: string): unknown {
  if (!(error instanceof DrydockError) || !/does not support reading/i.test(error.detail ?? "")) return error;
  return new DrydockError(
    "UNSUPPORTED",
    driver === "none"
      ? `${name} keeps no log: it was created with the logging driver none. Create it with another one to read its log here.`
      : `The engine cannot read this log back: ${name} sends it to the logging driver ${driver}. Read it there, or create the container with json-file or local.`,
    error.detail,
  );
}
