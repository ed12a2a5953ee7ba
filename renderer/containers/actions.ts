import { type Container, type ContainerRef, type ContainerState, containersApi } from "@shared/containers.ts";
import {
  type Icon,
  IconBolt,
  IconCopy,
  IconExternalLink,
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
import { copyDockerRun } from "./copy-docker-run.ts";
import { portUrl, publishedPorts } from "./ports.ts";
import { askRename } from "./rename-dialog.tsx";

/** How containers are told apart and named. */
export const containerNoun: Noun<Container> = {
  one: "container",
  many: "containers",
  id: ({ id }) => id,
  name: ({ name }) => name,
};

export const refOf = ({ engine, id, name }: Container): ContainerRef => ({ engine, id, name });

type Verb = "start" | "stop" | "restart" | "pause" | "unpause" | "kill" | "remove";
type Rest = Pick<Action<Container>, "shortcut" | "destructive">;

/** An action that is one call to the engine and one docker line, both named by its verb. */
const verb = (id: Verb, label: string, doing: string, icon: Icon, when: Action<Container>["when"], rest?: Rest) => ({
  id,
  label,
  doing,
  icon,
  when,
  command: (container: Container) => containersApi[id].command?.(refOf(container)) ?? [],
  run: (container: Container) => api.containers[id](refOf(container)),
  ...rest,
});

const inState =
  (...states: readonly ContainerState[]) =>
  ({ state }: Container) =>
    states.includes(state);

const webPorts = (container: Container) => publishedPorts(container).flatMap((port) => portUrl(port) ?? []);

/** Everything that can be done to a container, in the order of its menu. */
export const containerActions: readonly Action<Container>[] = [
  verb("start", "Start", "Starting", IconPlayerPlay, inState("created", "exited"), { shortcut: "s" }),
  verb("stop", "Stop", "Stopping", IconPlayerStop, inState("running", "restarting", "paused"), { shortcut: "x" }),
  verb("restart", "Restart", "Restarting", IconRefresh, inState("running", "restarting", "exited"), { shortcut: "r" }),
  verb("pause", "Pause", "Pausing", IconPlayerPause, inState("running"), { shortcut: "p" }),
  verb("unpause", "Unpause", "Unpausing", IconPlayerTrackNext, inState("paused"), { shortcut: "p" }),
  {
    id: "open",
    label: "Open in browser",
    icon: IconExternalLink,
    shortcut: "o",
    single: true,
    local: true,
    when: (container) => container.state === "running" && webPorts(container).length > 0,
    command: () => [],
    run: (container) => api.app.openExternal({ url: webPorts(container)[0]! }),
  },
  {
    id: "rename",
    label: "Rename",
    icon: IconPencil,
    shortcut: "F2",
    single: true,
    when: ({ state }) => state !== "removing" && state !== "dead",
    command: () => [],
    run: askRename,
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
  verb("kill", "Kill", "Killing", IconBolt, inState("running", "restarting", "paused"), {
    destructive: (containers) =>
      `Its process is ended at once, without the time that Stop gives it to save its work.${containers.length > 1 ? " The same goes for each of these." : ""}`,
  }),
  verb(
    "remove",
    "Remove",
    "Removing",
    IconTrash,
    ({ state }) => (["running", "restarting", "paused"].includes(state) ? "Stop it first" : state !== "removing"),
    {
      shortcut: "Delete",
      destructive: (containers) =>
        `What was written inside ${containers.length === 1 ? "this container" : "these containers"} is lost. Volumes and images stay.`,
    },
  ),
];
