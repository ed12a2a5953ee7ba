import { existsSync, realpathSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";
import type { TrustFinding } from "@shared/compose.ts";
import { type ComposeFile, isMapping, isRemote, type LoadedProject, type Mapping, resolveFrom } from "./load.ts";

type Path = readonly (string | number)[];
type Add = (kind: TrustFinding["kind"], message: string, path: Path, service?: string) => void;

/** The path with its links followed as far as it exists. */
function real(path: string): string {
  for (let at = path; ; at = dirname(at)) {
    if (existsSync(at)) {
      try {
        return resolve(realpathSync(at), relative(at, path));
      } catch {
        return path;
      }
    }
    if (dirname(at) === at) return path;
  }
}

const isInside = (folder: string, path: string): boolean =>
  path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
const isRoot = (path: string): boolean => dirname(path) === path;
const sockets = ["/var/run/docker.sock", "/run/docker.sock"];
const reachesSocket = (path: string): boolean =>
  /docker[^/\\]*\.sock$|docker_engine$/.test(path) || sockets.some((socket) => isInside(path, socket));

const text = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);
const list = (value: unknown): readonly unknown[] =>
  Array.isArray(value) ? value : value === undefined ? [] : [value];
const section = (value: Mapping, key: string): Mapping => (isMapping(value[key]) ? (value[key] as Mapping) : {});

/** Source of a mount that binds a path of this computer; undefined for a volume or tmpfs. */
function bindOf(entry: unknown): string | undefined {
  if (isMapping(entry)) return entry.type === "bind" || entry.type === "npipe" ? text(entry.source) : undefined;
  const written = text(entry);
  if (!written) return undefined;
  const source = /^([A-Za-z]:[\\/][^:]*|[^:]*):/.exec(written)?.[1];
  return source && /^(?:[./~\\]|[A-Za-z]:)/.test(source) ? source : undefined;
}

/**
 * Everything in these files that reaches out of the containers or out of the project's folder, to be asked about before
 * Compose is called. It reads what is written: it follows links, and runs nothing.
 */
export function findingsOf(loaded: LoadedProject, home: string): TrustFinding[] {
  const findings: TrustFinding[] = loaded.remotes.map(({ url, file, line }) => ({
    kind: "remote-include",
    message: `Fetches services from ${url} and runs what it finds there.`,
    file,
    ...(line === undefined ? {} : { line }),
  }));
  const project = real(loaded.directory);
  for (const file of loaded.files) {
    const add: Add = (kind, message, path, service) => {
      const line = file.at(path)?.line;
      findings.push({
        kind,
        message,
        file: file.file,
        ...(service === undefined ? {} : { service }),
        ...(line === undefined ? {} : { line }),
      });
    };
    const outside = (path: unknown, what: string, at: Path, service?: string) => {
      const written = text(path);
      if (!written) return;
      if (isRemote(written))
        return add("outside-folder", `${what} ${written}, which is fetched from elsewhere.`, at, service);
      const target = real(resolveFrom(file.directory, written, home));
      if (!isInside(project, target))
        add("outside-folder", `${what} ${target}, outside of the project's folder.`, at, service);
    };
    if (file.included && !isInside(project, real(file.file)))
      add("outside-folder", `Includes ${file.file}, outside of the project's folder.`, []);
    for (const [name, service] of Object.entries(section(file.value, "services")))
      if (isMapping(service)) lookAtService(name, service, file, add, outside, project, home);
    for (const kind of ["secrets", "configs"])
      for (const [name, own] of Object.entries(section(file.value, kind)))
        if (isMapping(own)) outside(own.file, `Reads for ${kind.slice(0, -1)} ${name}`, [kind, name, "file"]);
    for (const [name, own] of Object.entries(section(file.value, "volumes"))) {
      const device = isMapping(own) ? text(section(own, "driver_opts").device) : undefined;
      if (device) lookAtBind(device, `The volume ${name} is`, ["volumes", name], undefined, file, add, project, home);
    }
  }
  return findings.slice(0, 500);
}

function lookAtBind(
  source: string,
  what: string,
  at: Path,
  service: string | undefined,
  file: ComposeFile,
  add: Add,
  project: string,
  home: string,
): void {
  const target = real(resolveFrom(file.directory, source, home));
  if (!isRoot(target) && (reachesSocket(source) || reachesSocket(target)))
    add("docker-socket", `${what} ${source}, which gives full control of Docker and so of this computer.`, at, service);
  else if (isRoot(target)) add("host-access", `${what} ${target}, all files of the engine's computer.`, at, service);
  else if (!isInside(project, target))
    add("outside-folder", `${what} ${target}, outside of the project's folder.`, at, service);
}

const hostShares = ["pid", "ipc", "network_mode", "userns_mode", "uts", "cgroup"] as const;
const strongCapabilities = /^(?:CAP_)?(?:ALL|SYS_ADMIN|SYS_MODULE|SYS_PTRACE|SYS_RAWIO|DAC_READ_SEARCH)$/i;

function lookAtService(
  name: string,
  service: Mapping,
  file: ComposeFile,
  add: Add,
  outside: (path: unknown, what: string, at: Path, service?: string) => void,
  project: string,
  home: string,
): void {
  const at = (...rest: (string | number)[]): Path => ["services", name, ...rest];
  const yes = (value: unknown) => value === true || value === "true";
  if (service.provider !== undefined) {
    const type = isMapping(service.provider) ? text(service.provider.type) : undefined;
    add(
      "provider",
      `Runs the program ${type ? `docker-${type} or ${type}` : "of a provider"} on this computer.`,
      at("provider"),
      name,
    );
  }
  if (yes(service.use_api_socket))
    add("api-socket", "Gets Docker's API socket and your registry logins.", at("use_api_socket"), name);
  if (yes(service.privileged))
    add("privileged", "Is privileged: it can do anything on the engine's computer.", at("privileged"), name);
  for (const key of hostShares)
    if (service[key] === "host" && key !== "network_mode")
      add("host-access", `Shares the host's ${key.replace("_mode", "")} namespace.`, at(key), name);
  for (const capability of list(service.cap_add))
    if (strongCapabilities.test(String(capability)))
      add("host-access", `Gets the capability ${capability}, close to full access to the host.`, at("cap_add"), name);
  for (const [index, entry] of list(service.volumes).entries()) {
    const source = bindOf(entry);
    if (source) lookAtBind(source, "Mounts", at("volumes", index), name, file, add, project, home);
  }
  for (const [index, entry] of list(service.devices).entries())
    add(
      "host-access",
      `Uses the device ${isMapping(entry) ? entry.source : String(entry).split(":")[0]}.`,
      at("devices", index),
      name,
    );
  for (const entry of list(service.env_file))
    outside(isMapping(entry) ? entry.path : entry, "Reads", at("env_file"), name);
  for (const entry of list(service.label_file)) outside(entry, "Reads", at("label_file"), name);
  if (isMapping(service.extends)) outside(service.extends.file, "Extends a service of", at("extends"), name);
  outside(section(service, "credential_spec").file, "Reads", at("credential_spec"), name);
  const build = service.build;
  const context = isMapping(build) ? (text(build.context) ?? ".") : text(build);
  if (context === undefined) return;
  outside(context, "Sends to the build the files of", at("build"), name);
  if (!isMapping(build)) return;
  if (!isRemote(context))
    outside(
      text(build.dockerfile) && join(context, build.dockerfile as string),
      "Builds with",
      at("build", "dockerfile"),
      name,
    );
  for (const other of Object.values(section(build, "additional_contexts")))
    if (!/^(?:docker-image|service|target):/.test(String(other)))
      outside(other, "Sends to the build the files of", at("build"), name);
  if (yes(build.privileged)) add("privileged", "Is built privileged.", at("build"), name);
  for (const entitlement of list(build.entitlements))
    add("privileged", `Is built with ${entitlement}.`, at("build"), name);
  if (list(build.ssh).length > 0) add("host-access", "Its build may use your ssh keys.", at("build", "ssh"), name);
}
