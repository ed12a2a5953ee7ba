import { expect, test } from "vitest";
import { engineError } from "../../../main/docker/errors.ts";

const id = "4a3bd1fed5b627911aad396f48844319b33e2eb5d55524f340241286c85fb24d";

/** What Podman 5.8.6 answered, and with which status. */
test.each([
  [
    500,
    `container create: creating container storage: the container name "pa" is already in use by ${id}. You have to remove that container to be able to reuse that name: that name is already in use`,
    "CONFLICT",
    /^The name pa is already in use by container 4a3bd1fed5b6/,
  ],
  [
    500,
    `renaming container ${id}: updating container config table with new configuration for container ${id}: UNIQUE constraint failed: ContainerConfig.Name`,
    "CONFLICT",
    /Choose another name/,
  ],
  [
    500,
    "container create: running container create option: names must match [a-zA-Z0-9][a-zA-Z0-9_.-]*: invalid argument",
    "INVALID",
    /no container name/,
  ],
  [500, `"created" is not running, can't pause: container state improper`, "CONFLICT", /not running. Start it first/],
  [
    409,
    `can only kill running containers. ${id} is in state created: container state improper`,
    "CONFLICT",
    /not running/,
  ],
  [500, "can only create exec sessions on running containers: container state improper", "CONFLICT", /not running/],
  [500, `"${id}" is not paused, can't unpause: container state improper`, "CONFLICT", /is not paused/],
  [500, `"${id}" is already paused: container state improper`, "CONFLICT", /already paused/],
  [
    500,
    `container ${id} must be in Created or Stopped state to be started: container state improper`,
    "CONFLICT",
    /Unpause it first/,
  ],
  [409, `cannot create exec session as container ${id} is paused`, "CONFLICT", /is paused. Unpause it first/],
  [
    500,
    `container ${id} is running or paused, refusing to clean up: container state improper`,
    "CONFLICT",
    /Unpause it first/,
  ],
  [
    500,
    `cannot remove container ${id} as it is running - running or paused containers cannot be removed without force: container state improper`,
    "CONFLICT",
    /still running/,
  ],
  [
    500,
    `Container ${id} has dependent containers which must be removed before it: ${id}: container already exists`,
    "IN_USE",
    /Remove those first/,
  ],
  [404, `no container with name or ID "nope" found: no such container`, "NOT_FOUND", /no longer exists/],
  [
    404,
    "failed to find image nope: docker.io/library/nope: No such image",
    "NOT_FOUND",
    /^The image nope is not on this engine/,
  ],
  [404, "no such volume", "NOT_FOUND", /no longer exists/],
  [404, `no volume with name "nope" found: no such volume`, "NOT_FOUND", /^The volume nope no longer exists/],
  [
    409,
    `volume pv is being used by the following container(s): ${id}: volume is being used`,
    "IN_USE",
    /container 4a3bd1fed5b6/,
  ],
  [409, "network name pn already used: network already exists", "CONFLICT", /^A network called pn already exists/],
  [
    500,
    `"pn" has associated containers with it. Use -f to forcibly delete containers and pods: network is being used`,
    "IN_USE",
    /Containers are connected/,
  ],
  [
    404,
    "unable to find network with name or ID nope: network not found",
    "NOT_FOUND",
    /^The network nope does not exist/,
  ],
  [
    500,
    `runc: runc create failed: unable to start container process: error during container init: exec: "nosuch": executable file not found in $PATH: OCI runtime attempted to invoke a command that was not found`,
    "INVALID",
    /no program nosuch/,
  ],
  [
    500,
    `runc: runc create failed: unable to start container process: error during container init: exec: "/etc": is a directory: OCI runtime error`,
    "INVALID",
    /^\/etc in the container is a folder/,
  ],
  [500, "unable to find user nobodyhere: no matching entries in passwd file", "INVALID", /no user nobodyhere/],
] as const)("Podman's %i %s", (status, text, code, message) => {
  expect(engineError(text, status)).toMatchObject({ code, message: expect.stringMatching(message), detail: text });
});
