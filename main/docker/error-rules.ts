import type { ErrorCode } from "@shared/errors.ts";

/** Every group takes part in its match or is the empty string. */
export type Rule = readonly [pattern: RegExp, code: ErrorCode, say: (...groups: string[]) => string];

const port = (number: string) =>
  `Port ${number} is already in use on this computer, by another container or program. Choose another host port, or stop what uses it.`;
const retrySoon = "Wait some minutes and try again, or log in to that registry in Settings.";

/**
 * What the engine says, and what a person can do about it: the first pattern that matches speaks. The texts are those
 * of moby 20.10 to 28 (daemon/, distribution/, libnetwork/), runc, and the registries behind a pull.
 */
export const rules: readonly Rule[] = [
  // Room and network, which may be the reason behind any other failure.
  [
    /no space left on device|disk quota exceeded/i,
    "NO_SPACE",
    () => "The engine's disk is full. Remove images, containers or volumes that you no longer need, then try again.",
  ],
  [
    /toomanyrequests|too many requests|rate limit/i,
    "RATE_LIMITED",
    () => `The registry takes no more pulls from you for now (its rate limit). ${retrySoon}`,
  ],

  // Images and registries.
  [
    /no matching manifest for (\S+) in|does not match the specified platform: wanted ([^,\s]+)/i,
    "UNSUPPORTED",
    (a, b) => `This image does not exist for ${a || b}. Choose another tag, or another platform.`,
  ],
  [
    /manifest for (\S+) not found|manifest unknown|tag (\S+) not found in repository/i,
    "NOT_FOUND",
    (a, b) => `${a || b ? `The registry has no ${a || b}` : "The registry has no such image"}. Check its name and tag.`,
  ],
  [
    /pull access denied for ([^\s,]+)/i,
    "UNAUTHORIZED",
    (name) =>
      `The registry gives no access to ${name}: it does not exist, or it is private. Check its name, or log in to its registry in Settings or with docker login.`,
  ],
  [
    /no basic auth credentials|authentication required|unauthorized|access to the resource is denied|\b(?:401|403) (?:Unauthorized|Forbidden)/i,
    "UNAUTHORIZED",
    () => "The registry wants a login for this image. Log in to it in Settings or with docker login, then try again.",
  ],
  [
    /server gave HTTP response to HTTPS client/i,
    "UNSUPPORTED",
    () =>
      "This registry speaks plain HTTP, which the engine refuses. Add it to insecure-registries in the engine's daemon.json, or give the registry a certificate.",
  ],
  [
    /x509: |tls: (?:failed|bad|unknown|handshake)/i,
    "UNAUTHORIZED",
    () =>
      "The engine does not trust the registry's certificate. Check the registry's name and the computer's clock, or install its certificate for the engine.",
  ],
  [
    /lookup (\S+?)(?: on \S+)?:.*(?:no such host|misbehaving|try again|i\/o timeout|connection refused)/i,
    "ENGINE_UNREACHABLE",
    (host) =>
      `The engine could not find ${host} on the network. Check the name and the network of the computer the engine runs on.`,
  ],
  [
    /dial tcp (\S+?): (?:connect: )?(?:i\/o timeout|connection refused|connection timed out|no route to host|network is unreachable)/i,
    "ENGINE_UNREACHABLE",
    (host) => `The engine could not reach ${host}. Check the network, and that the registry is running.`,
  ],
  [
    /Client\.Timeout exceeded|TLS handshake timeout|i\/o timeout|request canceled while waiting for connection/i,
    "TIMEOUT",
    () =>
      "The registry did not answer the engine in time. Check the network of the computer the engine runs on, then try again.",
  ],
  [
    /unexpected EOF|connection reset by peer|filesystem layer verification failed|unexpected (?:commit )?digest/i,
    "INTERRUPTED",
    () => "The download was cut or damaged on its way. Try again: layers that are complete are kept.",
  ],
  [
    /invalid reference format|repository name must be lowercase|invalid tag format|could not parse reference/i,
    "INVALID",
    () =>
      "That is not an image reference. Use lower-case letters, digits and /, then optionally :tag, for example busybox:1.36.",
  ],
  [
    /an image does not exist locally with the tag: (\S+)/i,
    "NOT_FOUND",
    (name) => `The engine has no image ${name} to push. Tag one with that name first.`,
  ],
  [
    /no such image: ([^\s]+)|image (?:with reference )?(\S+) (?:was )?not found|reference does not exist/i,
    "NOT_FOUND",
    (a, b) =>
      `${a || b ? `The image ${a || b}` : "This image"} is not on this engine. It may have been removed, or it was not pulled yet.`,
  ],
  [
    /conflict: unable to (?:remove|delete) .*(?:used by (?:running |stopped )?container|container) ([0-9a-f]{12})/i,
    "IN_USE",
    (id) => `This image is in use by container ${id}. Remove that container first.`,
  ],
  [
    /conflict: unable to delete .*referenced in multiple repositories/i,
    "CONFLICT",
    () => "This image has more than one name. Remove its tags one by one.",
  ],
  [
    /conflict: unable to delete .*dependent child images/i,
    "IN_USE",
    () => "Other images are built on this one. Remove those first.",
  ],

  // Ports.
  [
    /Bind for \S*?:(\d+) failed: port is already allocated|listen \w+ \S*?:(\d+): bind: address already in use|failed to bind (?:host )?port (?:for )?\S*?:(\d+)[^\d]/i,
    "CONFLICT",
    (a, b, c) => port(a || b || c),
  ],
  [
    /(?:cannot expose privileged port|listen \w+ \S*?:)\s*(\d+)(?::[^:]*bind: permission denied|,)/i,
    "PERMISSION_DENIED",
    (number) =>
      `This engine may not use port ${number}: ports below 1024 are reserved. Choose a host port from 1024 up.`,
  ],

  // Containers.
  [
    /container name "\/?([^"]+)" is already in use by (?:container )?"?([0-9a-f]{12})?/i,
    "CONFLICT",
    (name, id) =>
      `The name ${name} is already in use${id ? ` by container ${id}` : ""}. Choose another name, or rename or remove that container.`,
  ],
  [
    /Renaming a container with the same name/i,
    "INVALID",
    () => "The container already has this name. Choose another one.",
  ],
  [
    /Invalid container name \(([^)]*)\)/i,
    "INVALID",
    (name) =>
      `${name} is no container name. Use letters, digits, _, . and -, at least two, starting with a letter or digit.`,
  ],
  [
    /no such container|container (?:\S+ )?not found/i,
    "NOT_FOUND",
    () => "This container no longer exists: it was removed by something else.",
  ],
  [
    /could not find the file (.+?) in container/is,
    "NOT_FOUND",
    (path) => `${path} is not in this container. Refresh the folder, or type another path.`,
  ],
  [
    /container rootfs is marked read-only/i,
    "PERMISSION_DENIED",
    () => "This container's own files are read-only (--read-only). Copy into one of its volumes instead.",
  ],
  [
    /mounted volume is marked read-only/i,
    "PERMISSION_DENIED",
    () => "This folder is mounted read-only in the container. Choose another folder.",
  ],
  [
    /cannot overwrite (?:non-)?directory/i,
    "CONFLICT",
    () =>
      "A folder cannot take the place of a file, nor a file that of a folder. Rename what you copy, or choose another folder.",
  ],
  [
    /invalid (?:sym|hard)link/i,
    "INVALID",
    () => "A link in it leads out of what is copied, which the engine refuses. Leave that link out, then try again.",
  ],
  [/no such exec instance/i, "NOT_FOUND", () => "This terminal session no longer exists. Open a new one."],
  [/removal of container \S+ is already in progress/i, "CONFLICT", () => "This container is already being removed."],
  [
    /(?:cannot|could not) remove (?:a |the )?(?:running |paused )?container.*|container is (?:running|paused|restarting): stop the container before removing/i,
    "CONFLICT",
    () => "This container is still running. Stop it first, then remove it.",
  ],
  [
    /is restarting, wait until the container is running/i,
    "CONFLICT",
    () => "This container is restarting. Wait until it runs, or stop it.",
  ],
  [/is already paused/i, "CONFLICT", () => "This container is already paused."],
  [/is not paused/i, "CONFLICT", () => "This container is not paused."],
  [
    /is paused[.,]? (?:unpause|please)|cannot (?:start|stop|restart|attach to) a paused container/i,
    "CONFLICT",
    () => "This container is paused. Unpause it first.",
  ],
  [
    /container \S+ is not running|is not running: exited|cannot (?:exec|attach) .*stopped container/i,
    "CONFLICT",
    () => "This container is not running. Start it first.",
  ],
  [/marked for removal and cannot be/i, "CONFLICT", () => "This container is being removed."],
  [/no command specified/i, "INVALID", () => "This image names no command to run. Type one in Command."],
  [
    /exec: \\?"([^"\\]+)\\?": (?:executable file not found|stat \S+: no such file)|stat (\S+): no such file or directory: unknown/i,
    "INVALID",
    (a, b) => `The container has no program ${a || b}. Check the command, or use one that is in the image.`,
  ],
  [
    /exec: \\?"([^"\\]+)\\?": permission denied/i,
    "INVALID",
    (program) => `${program} in the container may not be run: it is a folder or not executable. Check the command.`,
  ],
  [
    /exec format error/i,
    "UNSUPPORTED",
    () => "This program is built for another kind of processor. Use an image for this engine's platform.",
  ],
  [
    /unable to find user ([^\s:]+)|no matching entries in passwd file/i,
    "INVALID",
    (user) => `The container has no user ${user || "of that name"}. Use one from its /etc/passwd, or a number.`,
  ],
  [
    /bind source path does not exist: (.+)/i,
    "NOT_FOUND",
    (path) => `The folder ${path.trim()} does not exist on the engine's computer. Create it, or choose another.`,
  ],
  [
    /mounts denied|is not shared from the host/i,
    "PERMISSION_DENIED",
    () => "Docker Desktop does not share this folder. Add it in its settings under File sharing.",
  ],
  [
    /invalid mount (?:config|path|target)|invalid volume specification|Duplicate mount point: (\S+)/i,
    "INVALID",
    (path) =>
      path
        ? `Two mounts use the same place ${path} in the container. Change one of them.`
        : "One of the mounts is not valid. Check its source and its path in the container.",
  ],
  [
    /Minimum memory limit|memory limit .*(?:too (?:low|small)|minimum)/i,
    "INVALID",
    () => "The memory limit is too low. Give the container at least 6 MB.",
  ],
  [/Range of CPUs is from/i, "INVALID", () => "This engine has fewer CPUs than that. Choose a smaller number."],
  [
    /AutoRemove.*restart ?policy/i,
    "INVALID",
    () => "A container that is removed when it exits cannot restart by itself. Choose one of the two.",
  ],
  [
    /could not select device driver "([^"]*)"/i,
    "UNSUPPORTED",
    () => "The engine has no driver for this device, such as a GPU. Install it on the engine's computer.",
  ],

  // Volumes and networks.
  [/get (\S+): no such volume|no such volume: (\S+)/i, "NOT_FOUND", (a, b) => `The volume ${a || b} no longer exists.`],
  [
    /volume is in use - \[([0-9a-f]{12})/i,
    "IN_USE",
    (id) => `This volume is in use by container ${id}. Remove that container first.`,
  ],
  [
    /network with name (\S+) already exists/i,
    "CONFLICT",
    (name) => `A network called ${name} already exists. Choose another name.`,
  ],
  [
    /network (?:\S+ (?:id \S+ )?)?has active endpoints|network \S+ is in use/i,
    "IN_USE",
    () => "Containers are connected to this network. Disconnect or remove them first.",
  ],
  [
    /network (\S+) not found|No such network: (\S+)/i,
    "NOT_FOUND",
    (a, b) => `The network ${a || b} does not exist on this engine. Choose another.`,
  ],
  [
    /(?:all predefined address pools have been fully subnetted|could not find an available.*address pool)/i,
    "CONFLICT",
    () => "The engine has no addresses left for another network. Remove networks that you no longer need.",
  ],

  // The engine itself.
  [
    /client version \S+ is too (?:old|new)|minimum supported API version/i,
    "UNSUPPORTED",
    () => "This engine and Drydock speak different versions. Update the older of the two.",
  ],
  [
    /client sent an HTTP request to an HTTPS server/i,
    "ENGINE_UNREACHABLE",
    () =>
      "This engine wants a secure connection. Set DOCKER_TLS_VERIFY=1 and DOCKER_CERT_PATH, or use a docker context with its certificates.",
  ],
  [
    /image operating system "(\S+)" cannot be used on this platform/i,
    "UNSUPPORTED",
    (system) => `This image is for ${system}, which this engine cannot run. Choose another tag, or another platform.`,
  ],
  [
    /cannot connect to the docker daemon|is the docker daemon running/i,
    "ENGINE_UNREACHABLE",
    () => "The engine is not running there. Start Docker on that computer, then try again.",
  ],
  [/context canceled|request canceled/i, "CANCELLED", () => "Cancelled."],
  [/context deadline exceeded/i, "TIMEOUT", () => "The engine did not finish in time. It may be busy; try again."],
  [
    /cannot connect to the containerd|containerd.*(?:unavailable|not running)|transport is closing/i,
    "INTERNAL",
    () => "The engine lost its containerd. Restart Docker, then try again.",
  ],
];
