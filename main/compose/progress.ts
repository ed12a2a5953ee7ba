import type { ComposeRunEvent, ComposeStep } from "@shared/compose.ts";
import { z } from "zod";

/** What names of steps belong to: the project and its services, the longest name first. */
export interface StepNames {
  readonly project: string;
  readonly services: readonly string[];
  /** Service of a container that has a name of its own. */
  readonly containers: Readonly<Record<string, string>>;
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

function step(id: string, word: string, names: StepNames, state = stateOf(word)): ComposeStep {
  const [, kindName = "", quoted = ""] = /^(\w+) "?(.+?)"?$/.exec(id) ?? [];
  const kind = kinds[kindName.toLowerCase()];
  const name = kind ? quoted : id;
  const service =
    kind === "container"
      ? serviceOf(name, names)
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

/** One line of `--progress json`; undefined when it is none. */
function jsonEvent(line: string, names: StepNames): ComposeRunEvent | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
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

/** Reads what Compose prints, a line at a time: `--progress json`, `--progress plain`, or Compose 1. */
export function progressReader(names: StepNames): (line: string, stderr: boolean) => ComposeRunEvent {
  /** Services of the build's steps, by their number. */
  const built = new Map<string, string>();
  return (printed, stderr) => {
    // Compose clears the line before each line of an attached container's log, terminal or not.
    const line = printed.startsWith(clearLine) ? printed.slice(clearLine.length) : printed;
    if (line.startsWith("{")) {
      const event = jsonEvent(line, names);
      if (event) return event;
    }
    const plain = /^ ((?:Container|Network|Volume|Image|Service) (?:"[^"]*"|\S+))\s+(\S.*?)\s*$/.exec(line);
    if (plain) return { type: "step", step: step(plain[1]!, plain[2]!, names) };
    const [, id = "", word = ""] = /^ (\S+) (\S.*?)\s*$/.exec(line) ?? [];
    if (id && (names.services.includes(id) || /^[0-9a-f]{12}$/.test(id)))
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
    const build = /^#(\d+) (?:\[(\S+?)[ \]])?/.exec(line);
    if (build?.[2] && names.services.includes(build[2])) built.set(build[1]!, build[2]);
    const service = build ? built.get(build[1]!) : undefined;
    return { type: "line", text: line, stderr, ...(service ? { service } : {}) };
  };
}

const unescaped = (text: string): string => text.replace(/\\(["\\])/g, "$1").replaceAll("\\n", "\n");
