import type { Container, ContainerState } from "@shared/containers.ts";
import { portUrl, publishedPorts } from "./ports.ts";

type Rule = (container: Container) => boolean | string;

const inState =
  (...states: readonly ContainerState[]): Rule =>
  ({ state }) =>
    states.includes(state);

/** Addresses of its published TCP ports on this computer. */
export const webAddresses = (container: Container): string[] =>
  publishedPorts(container).flatMap((port) => portUrl(port) ?? []);

/** When each action has a meaning: false hides it, a sentence shows it disabled for that reason. */
export const when = {
  start: inState("created", "exited"),
  stop: inState("running", "restarting", "paused"),
  restart: inState("running", "restarting", "exited"),
  pause: inState("running"),
  unpause: inState("paused"),
  kill: inState("running", "restarting", "paused"),
  rename: ({ state }) => state !== "removing" && state !== "dead",
  remove: ({ state }) => (["running", "restarting", "paused"].includes(state) ? "Stop it first" : state !== "removing"),
  open: (container) => container.state === "running" && webAddresses(container).length > 0,
} satisfies Readonly<Record<string, Rule>>;
