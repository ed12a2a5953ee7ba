import type { ComposeRunEvent, ComposeStep } from "@shared/compose.ts";
import { z } from "zod";
import { buildRecords } from "./build-lines.ts";

/** What names of steps belong to: the project and its services, the longest name first. */
export interface StepNames {
  readonly project: string;
  readonly services: readonly string[];
  /** Service of a container that has a name of its own. */
  readonly containers: Readonly<Record<string, string>>;
  /** Services whose images are built; where it is one alone, its steps carry no name. */
  readonly built?: readonly string[];
}

const done =
  /^(?:Created|Recreated|Started|Running|Healthy|Exited|Stopped|Removed|Restarted|Paused|Unpaused|Pulled|Built|Killed|Skipped|Copied|Synced|Pull complete|Already exists|Download complete|done)\b/i;
const failed = /^(?:Error|Failed|fail)\b/i;
const kinds: Readonly<Record<string, ComposeStep["kind"]>> = {
  container: "container",
  network: "network",
  volume: "volume",
  image: "image",
  service: "service",
};

/** How far a step is, by the word that Compose says. */
export const stateOf = (word: string): ComposeStep["state"] =>
  failed.test(word) ? "error" : /^Warning\b|skipped/i.test(word) ? "warning" : done.test(word) ? "done" : "working";

/** The service that a container's name belongs to. */
export function serviceOf(container: string, { project, services, containers }: StepNames): string | undefined {
  const own = containers[container];
  if (own) return own;
  // A container that is being replaced is called `<id>_<name>` for a moment.
  const name = container.replace(/^[0-9a-f]{12}_/, "");
  const match = /^(.*)[-_]\d+$/.exec(name)?.[1];
  if (!match?.startsWith(project)) return undefined;
  const service = match.slice(project.length + 1);
  return services.includes(service) ? service : undefined;
}

/** The service whose image Compose names like this when it builds it. */
const imageOf = (image: string, { project, services }: StepNames): string | undefined =>
  services.find((service) => image === `${project}-${service}`);

function step(id: string, word: string, names: StepNames, state = stateOf(word)): ComposeStep {
  const [, kindName = "", quoted = ""] = /^(\w+) "?(.+?)"?$/.exec(id) ?? [];
  const kind = kinds[kindName.toLowerCase()] ?? (imageOf(id, names) ? "image" : undefined);
  const name = kinds[kindName.toLowerCase()] ? quoted : id;
  const service =
    kind === "container"
      ? serviceOf(name, names)
      : kind === "image"
        ? imageOf(name, names)
        : (kind === undefined || kind === "service") && names.services.includes(name)
          ? name
          : undefined;
  return {
    id,
    kind: kind ?? (service ? "service" : /^[0-9a-f]{12}$/.test(name) ? "image" : "other"),
    name,
    ...(service ? { service } : {}),
    text: word,
    state,
  };
}

const bytes = z.number().min(0).optional().catch(undefined);
const message = z.object({
  id: z.string().max(1000).optional(),
  parent_id: z.string().max(1000).optional(),
  text: z.string().optional(),
  status: z.string().optional(),
  tail: z.boolean().optional(),
  msg: z.string().optional(),
  message: z.string().optional(),
  error: z.unknown().optional(),
  level: z.string().optional(),
  current: bytes,
  total: bytes,
});
const working: Readonly<Record<string, ComposeStep["state"]>> = {
  Working: "working",
  Done: "done",
  Warning: "warning",
  Error: "error",
};

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** One record of `--progress json`; undefined when it is none. */
function jsonEvent(value: unknown, names: StepNames): ComposeRunEvent | undefined {
  const { success, data } = message.safeParse(value);
  if (!success) return undefined;
  const said = data.msg ?? data.message ?? (typeof data.error === "string" ? data.error : undefined);
  if (data.tail || !data.id) {
    const text = said ?? data.text;
    return text === undefined ? undefined : { type: "line", text, stderr: data.level !== "info" };
  }
  const state = working[data.status ?? ""];
  const word = [data.text, state ? undefined : data.status].filter(Boolean).join(" ") || (data.status ?? "");
  const made = step(data.parent_id ? `${data.parent_id} ${data.id}` : data.id, word, names, state ?? stateOf(word));
  return {
    type: "step",
    step: {
      ...made,
      ...(data.current === undefined ? {} : { current: data.current }),
      ...(data.total ? { total: data.total } : {}),
    },
  };
}

const v1 =
  /^(Creating|Recreating|Starting|Restarting|Stopping|Removing|Pausing|Unpausing|Pulling|Killing) (\S+)\s+\.\.\.\s*(done|error)?/;
const logger = /^time="[^"]*" level=(\w+) msg="((?:\\.|[^"\\])*)"/;

const clearLine = "\u001b[2K";

/**
 * Reads what Compose prints, a line at a time: `--progress json`, `--progress plain`, or Compose 1. A line is one event,
 * or where it is a record of a build, any number of them.
 */
export function progressReader(names: StepNames): (line: string, stderr: boolean) => readonly ComposeRunEvent[] {
  /** Services of the build's steps, by their number. */
  const built = new Map<string, string>();
  const records = buildRecords();
  const only = names.built?.length === 1 ? names.built[0] : undefined;
  const buildLine = (line: string, stderr: boolean): ComposeRunEvent | undefined => {
    const [, number, target] = /^#(\d+) (?:\[(\S+?)[ \]])?/.exec(line) ?? [];
    if (number === undefined) return undefined;
    if (target && names.services.includes(target)) built.set(number, target);
    const service = built.get(number) ?? only;
    return { type: "line", text: line, stderr, ...(service ? { service } : {}) };
  };
  return (printed, stderr) => {
    // Compose clears the line before each line of an attached container's log, terminal or not.
    const line = printed.startsWith(clearLine) ? printed.slice(clearLine.length) : printed;
    if (!line.startsWith("{")) return [textEvent(line, stderr)];
    const value = parsed(line);
    const lines = records(value);
    if (lines) return lines.flatMap((each) => buildLine(each, stderr) ?? []);
    return [jsonEvent(value, names) ?? textEvent(line, stderr)];
  };

  function textEvent(line: string, stderr: boolean): ComposeRunEvent {
    const plain = /^ ((?:Container|Network|Volume|Image|Service) (?:"[^"]*"|\S+))\s+(\S.*?)\s*$/.exec(line);
    if (plain) return { type: "step", step: step(plain[1]!, plain[2]!, names) };
    const [, id = "", word = ""] = /^ (\S+) (\S.*?)\s*$/.exec(line) ?? [];
    if (id && (names.services.includes(id) || imageOf(id, names) || /^[0-9a-f]{12}$/.test(id)))
      return { type: "step", step: step(id, word, names) };
    const old = v1.exec(line);
    if (old) {
      const text = old[3] === "error" ? "Error" : old[3] === "done" ? `${old[1]}: done` : old[1]!;
      const state = old[3] === "done" ? "done" : old[3] === "error" ? "error" : "working";
      return { type: "step", step: step(`Container ${old[2]}`, text, names, state) };
    }
    const logged = logger.exec(line);
    if (logged) return { type: "line", text: unescaped(logged[2]!), stderr: true };
    const log = /^([\w.-]+?)(?:-(\d+))?\s+\| ?(.*)$/.exec(line);
    if (log && names.services.includes(log[1]!)) return { type: "line", service: log[1]!, text: log[3]!, stderr };
    return buildLine(line, stderr) ?? { type: "line", text: line, stderr };
  }
}

const unescaped = (text: string): string => text.replace(/\\(["\\])/g, "$1").replaceAll("\\n", "\n");
