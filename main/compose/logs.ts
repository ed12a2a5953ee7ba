import type { Container, LogBatch } from "@shared/containers.ts";
import { DrydockError } from "@shared/errors.ts";
import { readLog } from "../containers/logs.ts";
import type { DockerClient } from "../docker/client.ts";

/** What is read of a project's log. */
export interface ProjectLog {
  readonly engine: string;
  readonly name: string;
  readonly services: readonly string[];
  readonly tail: number;
  readonly follow: boolean;
  readonly since?: string | undefined;
  readonly until?: string | undefined;
}

/** One line with its time for sorting: RFC 3339 in UTC with all nine digits sorts as text. */
interface Line {
  readonly time: string;
  readonly text: string;
  readonly stderr: boolean;
}

/** Logs that are read at the same time for the first lines. */
const atOnce = 8;
/** Milliseconds in which lines of several containers are put in order before they go out. */
const gathered = 60;
/** How often containers that came since are looked for. */
const lookEvery = 500;
/** ANSI colours that read well on both themes (renderer/theme/ansi.css), one a service. */
const colours = [36, 33, 32, 35, 34, 96, 93, 92, 95, 94];

const full = (time: string): string => time.replace(/(?:\.(\d+))?Z$/, (_, digits = "") => `.${digits.padEnd(9, "0")}Z`);

/** A container's line as `docker compose logs` prints it: its name in the colour of its service, then the text. */
function prefixes(services: readonly string[], width: number) {
  return ({ name, service = "", labels }: Container): string => {
    const number = labels["com.docker.compose.container-number"];
    const shown = service && number ? `${service}-${number}` : name;
    const colour = colours[Math.max(0, services.indexOf(service)) % colours.length];
    return `\u001b[${colour}m${shown.padEnd(width)} |\u001b[0m `;
  };
}

const batch = (lines: readonly Line[]): LogBatch => ({
  lines: lines.map(({ text }) => text),
  times: lines.map(({ time }) => time),
  stderr: lines.map(({ stderr }) => stderr),
});

const byTime = (a: Line, b: Line): number => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0);

/**
 * The logs of a project's containers as one, by time. First the last `tail` lines of all of them together, then, while
 * `follow`, what they write, also those that come later. A log that cannot be read says so in a line of its own.
 */
export async function* mergedLog(
  client: DockerClient,
  containers: () => ReadonlyMap<string, Container>,
  input: ProjectLog,
  signal: AbortSignal,
): AsyncGenerator<LogBatch, void, undefined> {
  const own = (): Container[] =>
    [...containers().values()].filter(
      ({ project, service = "" }) =>
        project === input.name && (input.services.length === 0 || input.services.includes(service)),
    );
  const first = own();
  const services = [...new Set(first.map(({ service = "" }) => service))].sort();
  const width = Math.max(0, ...first.map(({ name, service }) => (service ? service.length + 2 : name.length)));
  const prefix = prefixes(services, width);
  const line = (container: Container, { lines, times, stderr }: LogBatch, at: number): Line => ({
    time: full(times[at]!),
    text: prefix(container) + lines[at]!,
    stderr: stderr[at]!,
  });
  /** Where each container's log was left, so that reading goes on from there. */
  const marks = new Map<string, { time: string; count: number }>();
  const mark = (id: string, time: string) => {
    const known = marks.get(id);
    marks.set(id, known?.time === time ? { time, count: known.count + 1 } : { time, count: 1 });
  };
  const failed = (container: Container, error: unknown): Line => ({
    time: full(new Date().toISOString()),
    text: `${prefix(container)}${error instanceof DrydockError ? error.message : String(error)}`,
    stderr: true,
  });

  let past: Line[] = [];
  const waiting = [...first];
  const readPast = async () => {
    for (let container = waiting.shift(); container; container = waiting.shift()) {
      const found: Line[] = [];
      try {
        const { engine, id, name } = container;
        const { tail, since, until } = input;
        const part = { engine, id, name, tail, follow: false, since, until };
        for await (const piece of readLog(client, part, signal))
          for (let at = 0; at < piece.lines.length; at++) {
            found.push(line(container, piece, at));
            mark(id, piece.times[at]!);
          }
      } catch (error) {
        if (signal.aborted) throw error;
        if (!(error instanceof DrydockError && error.code === "NOT_FOUND")) found.push(failed(container, error));
      }
      // Trimmed each time, so that a thousand containers hold no more than two tails.
      past = input.tail === 0 ? [] : past.concat(found).sort(byTime).slice(-input.tail);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, readPast));
  for (let at = 0; at < past.length; at += 4000) yield batch(past.slice(at, at + 4000));
  if (!input.follow) return;

  const fresh: Line[] = [];
  const open = new Map<string, Promise<void>>();
  const seen = new Set(first.map(({ id }) => id));
  let wake = () => {};
  let resume = () => {};
  const follow = async (container: Container) => {
    const { engine, id, name } = container;
    const from = marks.get(id);
    let repeated = from?.count ?? 0;
    const since = from?.time ?? input.since;
    try {
      const part = { engine, id, name, tail: 1_000_000, follow: true, since, until: undefined };
      for await (const piece of readLog(client, part, signal)) {
        for (let at = 0; at < piece.lines.length; at++) {
          if (repeated > 0 && piece.times[at] === from?.time) {
            repeated--;
            continue;
          }
          repeated = 0;
          fresh.push(line(container, piece, at));
          mark(id, piece.times[at]!);
        }
        wake();
        // A reader that is slow holds the containers back, as with one log.
        while (fresh.length > 8000 && !signal.aborted)
          await new Promise<void>((resolve) => {
            const before = resume;
            resume = () => {
              before();
              resolve();
            };
          });
      }
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof DrydockError && error.code === "NOT_FOUND") return;
      if (error instanceof DrydockError && error.code === "INTERRUPTED") broken = error;
      else fresh.push(failed(container, error));
      wake();
    }
  };
  let broken: DrydockError | undefined;
  /** Opens logs of containers that run and are not read: new ones, and those that were started again. */
  const look = () => {
    for (const container of own()) {
      const { id, state } = container;
      const runs = state === "running" || state === "restarting" || state === "paused";
      if (open.has(id) || (seen.has(id) && !runs) || state === "created") continue;
      seen.add(id);
      open.set(
        id,
        follow(container).finally(() => open.delete(id)),
      );
    }
  };
  look();
  const timer = setInterval(look, lookEvery);
  const leave = () => {
    wake();
    resume();
  };
  signal.addEventListener("abort", leave);
  try {
    while (!signal.aborted) {
      if (fresh.length === 0)
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      if (signal.aborted) return;
      // Lines of containers that speak at once come a little apart.
      await new Promise<void>((resolve) => setTimeout(resolve, gathered));
      const lines = fresh.splice(0).sort(byTime);
      if (lines.length > 0) yield batch(lines);
      resume();
      resume = () => {};
      if (broken) throw broken;
    }
  } finally {
    clearInterval(timer);
    signal.removeEventListener("abort", leave);
  }
}
