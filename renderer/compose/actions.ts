import { type ComposeRunEvent, type ComposeSource, composeWords } from "@shared/compose.ts";
import type { Stream } from "@shared/wire.ts";
import {
  type Icon,
  IconArrowBarDown,
  IconArrowBarUp,
  IconDownload,
  IconEdit,
  IconFiles,
  IconFileText,
  IconHammer,
  IconPlayerPause,
  IconPlayerPlay,
  IconPlayerStop,
  IconPlayerTrackNext,
  IconRefresh,
  IconReplace,
  IconX,
} from "@tabler/icons-react";
import type { Action } from "../actions.ts";
import { api } from "../api.ts";
import { copyAction } from "../components/copy-actions.ts";
import { router } from "../router.tsx";
import { askDown } from "./down.ts";
import { composeKind } from "./known.ts";
import { openComposeFiles } from "./opening.ts";
import { noSource, type ProjectRow, type ServiceRow } from "./rows.ts";
import { startRun } from "./runs.ts";
import { showLogs } from "./show.ts";
import { askTrust } from "./trust.ts";
import { askUp } from "./up-dialog.tsx";

/** A project, and one of its services where the action is about that alone. */
export interface Target {
  readonly row: ProjectRow;
  readonly service?: ServiceRow;
}

export type Verb = "start" | "stop" | "restart" | "pause" | "unpause" | "pull" | "build" | "recreate";

/** Verbs that Compose does by the containers' labels: they need no file, and work when a file is broken. */
const byLabels: readonly Verb[] = ["start", "stop", "restart", "pause", "unpause"];
const sourceFor = (verb: Verb, { source }: ProjectRow): ComposeSource =>
  byLabels.includes(verb) && composeKind() !== "v1" ? noSource : source;

/** Services that the verb is told; Compose fails on one that is not what is to be changed, such as not paused. */
function servicesFor(verb: Verb, { row, service }: Target): string[] {
  if (service) return [service.name];
  const wanted = verb === "pause" ? "running" : verb === "unpause" ? "paused" : undefined;
  if (!wanted || row.containers.every(({ state }) => state === wanted)) return [];
  return row.services
    .filter(({ containers }) => containers.some(({ state }) => state === wanted))
    .map(({ name }) => name);
}

const words: Readonly<Record<Verb, readonly string[]>> = {
  start: ["start"],
  stop: ["stop"],
  restart: ["restart"],
  pause: ["pause"],
  unpause: ["unpause"],
  pull: ["pull"],
  build: ["build"],
  recreate: ["up", "-d", "--no-deps", "--force-recreate"],
};

/** The docker line of a verb, without `docker`. */
export const verbCommand = (verb: Verb, { row, service }: Target): string[] =>
  composeWords(
    { name: row.name, source: sourceFor(verb, row) },
    ...words[verb],
    ...servicesFor(verb, { row, service }),
  );

/** Runs a verb and shows nothing by itself; resolves when it has ended. Asks for trust where the files are read. */
export async function runVerb(verb: Verb, label: string, target: Target): Promise<void> {
  const { row, service } = target;
  const source = sourceFor(verb, row);
  if (source.files.length > 0 && !(await askTrust(await api.compose.open({ name: row.name, source })))) return;
  const ref = { engine: row.engine, name: row.name, source, services: servicesFor(verb, target) };
  await startRun({
    engine: row.engine,
    name: row.name,
    label: service ? `${label} ${service.name}` : label,
    command: verbCommand(verb, target),
    open: () => api.compose[verb](ref) as Promise<Stream<readonly ComposeRunEvent[]>>,
  });
}

const has = (state: (target: Target) => boolean) => (target: Target) => state(target);
const containersOf = ({ row, service }: Target) => service?.containers ?? row.containers;
const some = (...states: readonly string[]) =>
  has((target) => containersOf(target).some(({ state }) => states.includes(state)));
const filesKnown = ({ row }: Target): boolean | string =>
  row.conflict ?? (row.source.files.length > 0 || "Its Compose files are not known here. Open them first.");

/** When a verb applies, for a project or a service. */
export const verbWhen: Readonly<Record<Verb, (target: Target) => boolean | string>> = {
  start: some("exited", "created", "dead"),
  stop: some("running", "restarting", "paused"),
  restart: (target) => containersOf(target).length > 0,
  pause: some("running"),
  unpause: some("paused"),
  pull: filesKnown,
  build: (target) =>
    (target.service ? [target.service] : target.row.services).some(({ model }) => model?.build !== undefined) ||
    !target.row.known?.model
      ? filesKnown(target)
      : false,
  recreate: (target) => (containersOf(target).length > 0 ? filesKnown(target) : false),
};

interface VerbLook {
  readonly verb: Verb;
  readonly label: string;
  readonly doing: string;
  readonly icon: Icon;
  readonly shortcut?: string;
}
/** The verbs in the order of their menus. */
export const verbs: readonly VerbLook[] = [
  { verb: "start", label: "Start", doing: "Starting", icon: IconPlayerPlay, shortcut: "s" },
  { verb: "stop", label: "Stop", doing: "Stopping", icon: IconPlayerStop, shortcut: "x" },
  { verb: "restart", label: "Restart", doing: "Restarting", icon: IconRefresh, shortcut: "r" },
  { verb: "pause", label: "Pause", doing: "Pausing", icon: IconPlayerPause, shortcut: "p" },
  { verb: "unpause", label: "Unpause", doing: "Unpausing", icon: IconPlayerTrackNext, shortcut: "p" },
  { verb: "pull", label: "Pull", doing: "Pulling", icon: IconDownload },
  { verb: "build", label: "Build", doing: "Building", icon: IconHammer },
  { verb: "recreate", label: "Recreate", doing: "Recreating", icon: IconReplace },
];

const verbAction = ({ verb, label, doing, icon, shortcut }: VerbLook): Action<ProjectRow> => ({
  id: verb,
  label,
  doing,
  icon,
  ...(shortcut ? { shortcut } : {}),
  when: (row) => verbWhen[verb]({ row }),
  command: (row) => verbCommand(verb, { row }),
  run: (row) => runVerb(verb, label, { row }),
});

/** Everything that can be done to a project, in the order of its menu. */
export const projectActions: readonly Action<ProjectRow>[] = [
  {
    id: "up",
    label: "Up",
    icon: IconArrowBarUp,
    shortcut: "u",
    single: true,
    when: (row) => filesKnown({ row }),
    command: ({ name, source }) => composeWords({ name, source }, "up", "-d"),
    run: askUp,
  },
  ...verbs.map(verbAction),
  {
    id: "down",
    label: "Down",
    icon: IconArrowBarDown,
    shortcut: "Delete",
    single: true,
    destructive: () => "Its containers and networks are removed.",
    when: ({ conflict }) => conflict ?? true,
    command: (row) => composeWords({ name: row.name, source: row.source }, "down"),
    run: askDown,
  },
  {
    id: "logs",
    label: "Logs",
    icon: IconFileText,
    shortcut: "l",
    single: true,
    local: true,
    when: ({ containers }) => containers.length > 0,
    command: ({ name }) => ["compose", "-p", name, "logs", "--follow"],
    run: async (row) => showLogs(row),
  },
  {
    id: "edit",
    label: "Edit",
    icon: IconEdit,
    shortcut: "e",
    single: true,
    local: true,
    when: ({ source }) => source.files.length > 0 || "Its Compose files are not known here. Open them first.",
    command: () => [],
    run: async ({ key, name, source, known }) => {
      // Its files are then found again when nothing of it runs.
      if (!known) await api.compose.remember({ name, source });
      await router.navigate({ to: "/compose/~edit/$project", params: { project: key } });
    },
  },
  {
    id: "files",
    label: "Files and profiles",
    icon: IconFiles,
    single: true,
    local: true,
    when: ({ source }) => source.files.length > 0,
    command: () => [],
    run: ({ name, source }) => openComposeFiles({ name, source }),
  },
  copyAction<ProjectRow>("copy-name", "Copy name", ({ name }) => name),
  copyAction<ProjectRow>("copy-folder", "Copy folder", ({ directory }) => directory),
  {
    id: "forget",
    label: "Forget files",
    icon: IconX,
    local: true,
    when: ({ known }) => known !== undefined,
    command: () => [],
    run: async ({ known }) => {
      if (known) await api.compose.forget({ id: known.id });
    },
  },
];
