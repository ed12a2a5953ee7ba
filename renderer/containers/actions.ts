import { type Container, type ContainerRef, containersApi } from "@shared/containers.ts";
import {
  type Icon,
  IconBolt,
  IconCopy,
  IconCopyPlus,
  IconExternalLink,
  IconGitCommit,
  IconPencil,
  IconPlayerPause,
  IconPlayerPlay,
  IconPlayerStop,
  IconPlayerTrackNext,
  IconRefresh,
  IconTrash,
} from "@tabler/icons-react";
import type { Action, Noun } from "../actions.ts";
import { api } from "../api.ts";
import { askRemoveObjects } from "../plans/ask-objects.ts";
import { askCommit } from "./commit-dialog.tsx";
import { copyDockerRun } from "./copy-docker-run.ts";
import { duplicate } from "./duplicate.ts";
import { askRename } from "./rename-dialog.tsx";
import { webAddresses, when } from "./when.ts";

/** How containers are told apart and named. */
export const containerNoun: Noun<Container> = {
  one: "container",
  many: "containers",
  id: ({ id }) => id,
  name: ({ name }) => name,
};

export const refOf = ({ engine, id, name }: Container): ContainerRef => ({ engine, id, name });

type Verb = "start" | "stop" | "restart" | "pause" | "unpause" | "kill" | "remove";
type Rest = Pick<Action<Container>, "shortcut" | "destructive" | "together">;

/** An action that is one call to the engine and one docker line, both named by its verb. */
const verb = (id: Verb, label: string, doing: string, icon: Icon, rest?: Rest) => ({
  id,
  label,
  doing,
  icon,
  when: when[id],
  command: (container: Container) => containersApi[id].command?.(refOf(container)) ?? [],
  run: (container: Container) => api.containers[id](refOf(container)),
  ...rest,
});

/** Everything that can be done to a container, in the order of its menu. */
export const containerActions: readonly Action<Container>[] = [
  verb("start", "Start", "Starting", IconPlayerPlay, { shortcut: "s" }),
  verb("stop", "Stop", "Stopping", IconPlayerStop, { shortcut: "x" }),
  verb("restart", "Restart", "Restarting", IconRefresh, { shortcut: "r" }),
  verb("pause", "Pause", "Pausing", IconPlayerPause, { shortcut: "p" }),
  verb("unpause", "Unpause", "Unpausing", IconPlayerTrackNext, { shortcut: "p" }),
  {
    id: "open",
    label: "Open in browser",
    icon: IconExternalLink,
    shortcut: "o",
    single: true,
    local: true,
    when: when.open,
    command: () => [],
    run: (container) => api.app.openExternal({ url: webAddresses(container)[0]! }),
  },
  {
    id: "rename",
    label: "Rename",
    icon: IconPencil,
    shortcut: "F2",
    single: true,
    when: when.rename,
    command: () => [],
    run: askRename,
  },
  {
    id: "commit",
    label: "Commit",
    icon: IconGitCommit,
    single: true,
    when: ({ state }) => state !== "removing" && state !== "dead",
    command: () => [],
    run: askCommit,
  },
  {
    id: "duplicate",
    label: "Duplicate",
    icon: IconCopyPlus,
    single: true,
    when: () => true,
    command: () => [],
    run: duplicate,
  },
  {
    id: "copy-docker-run",
    label: "Copy docker run",
    icon: IconCopy,
    single: true,
    when: () => true,
    command: () => [],
    run: copyDockerRun,
  },
  verb("kill", "Kill", "Killing", IconBolt, {
    destructive: (containers) =>
      `Its process is ended at once, without the time that Stop gives it to save its work.${containers.length > 1 ? " The same goes for each of these." : ""}`,
  }),
  verb("remove", "Remove", "Removing", IconTrash, {
    shortcut: "Delete",
    destructive: (containers) =>
      `What was written inside ${containers.length === 1 ? "this container" : "these containers"} is lost. Named volumes and images stay.`,
    together: (containers, lost) =>
      askRemoveObjects(containers, containerNoun, lost, ({ id }) => ({ kind: "container", id })),
  }),
];
