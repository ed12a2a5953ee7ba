import type { Rule } from "./error-rules.ts";

/** What Podman's Docker API says in other words than the engine does; the texts are those of Podman 5.8. */
export const podmanRules: readonly Rule[] = [
  [
    /UNIQUE constraint failed: ContainerConfig\.Name/,
    "CONFLICT",
    () => "This name is already in use by another container. Choose another name, or rename or remove that one.",
  ],
  [
    /names must match \[a-zA-Z0-9\]/,
    "INVALID",
    () => "That is no container name. Use letters, digits, _, . and -, at least two, starting with a letter or digit.",
  ],
  [
    /is not running, can't pause|can only kill running containers|exec sessions on running containers|top can only be used on running/i,
    "CONFLICT",
    () => "This container is not running. Start it first.",
  ],
  [
    /must be in Created or Stopped state to be started/i,
    "CONFLICT",
    () => "This container runs already, or is paused. Unpause it first.",
  ],
  [
    /exec session as container \S+ is paused|is running or paused, refusing to clean up/i,
    "CONFLICT",
    () => "This container is paused. Unpause it first.",
  ],
  [
    /has dependent containers which must be removed before it/i,
    "IN_USE",
    () => "Other containers use the namespaces of this one. Remove those first.",
  ],
  [
    /exec: \\?"([^"\\]+)\\?": is a directory/i,
    "INVALID",
    (program) => `${program} in the container is a folder and may not be run. Check the command.`,
  ],
  [
    /failed to find image (\S+?): /i,
    "NOT_FOUND",
    (name) => `The image ${name} is not on this engine. It may have been removed, or it was not pulled yet.`,
  ],
  [
    /no volume with name "?([^"\s]+)"? found|^no such volume$/i,
    "NOT_FOUND",
    (name) => (name ? `The volume ${name} no longer exists.` : "This volume no longer exists."),
  ],
  [
    /volume \S+ is being used by the following container\(s\): ([0-9a-f]{12})/i,
    "IN_USE",
    (id) => `This volume is in use by container ${id}. Remove that container first.`,
  ],
  [
    /network name (\S+) already used/i,
    "CONFLICT",
    (name) => `A network called ${name} already exists. Choose another name.`,
  ],
  [
    /has associated containers with it/i,
    "IN_USE",
    () => "Containers are connected to this network. Disconnect or remove them first.",
  ],
  [
    /unable to find network with name or ID (\S+?): |^network not found$/i,
    "NOT_FOUND",
    (name) =>
      name ? `The network ${name} does not exist on this engine. Choose another.` : "This network no longer exists.",
  ],
];
