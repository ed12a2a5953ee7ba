import type { ComposeModel, ComposeService } from "@shared/compose.ts";
import type { PlannedChange } from "@shared/compose-files.ts";
import type { Container } from "@shared/containers.ts";

/** What is on the engine for one project. */
export interface Running {
  readonly containers: readonly Container[];
  /** Names of all networks and volumes. */
  readonly networks: ReadonlySet<string>;
  readonly volumes: ReadonlySet<string>;
  /** ID of the image that a name means now; undefined where it is not on the engine. */
  imageOf(name: string): string | undefined;
}

/** Service names and hashes as `docker compose config --hash '*'` prints them. */
export const parseHashes = (printed: string): ReadonlyMap<string, string> =>
  new Map(
    printed.split("\n").flatMap((line): [string, string][] => {
      const [name, hash] = line.trim().split(/\s+/);
      return name && hash ? [[name, hash]] : [];
    }),
  );

const label = ({ labels }: Container, name: string): string => labels[`com.docker.compose.${name}`] ?? "";
const isUp = ({ state }: Container) => state === "running" || state === "paused" || state === "restarting";

/** `nginx` means `nginx:latest`. */
const tagged = (image: string): string => (/[:@][^/]*$/.test(image) ? image : `${image}:latest`);

function serviceChange(
  service: ComposeService,
  project: string,
  hash: string | undefined,
  { containers, imageOf }: Running,
): Omit<PlannedChange, "kind" | "name"> {
  const own = containers.filter((container) => container.service === service.name);
  const wanted = service.replicas;
  if (own.length === 0)
    return wanted === 0
      ? { change: "same", why: "It wants no container." }
      : { change: "create", why: wanted === 1 ? "" : `${wanted} containers` };
  const old = own.filter((container) => label(container, "config-hash") !== hash);
  if (old.length > 0) return { change: "recreate", why: "Its configuration differs from its container's." };
  const image = service.image ?? (service.build === undefined ? undefined : `${project}-${service.name}`);
  const id = image === undefined ? undefined : imageOf(tagged(image));
  if (id && own.some((container) => label(container, "image") && label(container, "image") !== id))
    return { change: "recreate", why: `${image} is another image by now.` };
  if (own.length !== wanted) return { change: "scale", why: `${own.length} now, ${wanted} wanted` };
  const down = own.filter((container) => !isUp(container));
  if (down.length > 0)
    return { change: "start", why: own.length > 1 ? `${down.length} of ${own.length} do not run` : "" };
  return { change: "same", why: "" };
}

/**
 * What `docker compose up` with these profiles would do, service by service: Compose makes a container again when the hash
 * of its service's configuration, which it keeps in a label, or its image is another one.
 */
export function plannedChanges(
  model: ComposeModel,
  enabled: ReadonlySet<string>,
  hashes: ReadonlyMap<string, string>,
  running: Running,
): PlannedChange[] {
  const changes = model.services.map((service): PlannedChange => {
    const row = { kind: "service" as const, name: service.name };
    return enabled.has(service.name)
      ? { ...row, ...serviceChange(service, model.name, hashes.get(service.name), running) }
      : { ...row, change: "off", why: `Its profile is off: ${service.profiles.join(", ")}` };
  });
  const orphans = [...new Set(running.containers.flatMap(({ service }) => service ?? []))]
    .filter((name) => !model.services.some((service) => service.name === name))
    .map(
      (name): PlannedChange => ({
        kind: "service",
        name,
        change: "orphan",
        why: "Not in the files: its containers stay until they are removed as orphans.",
      }),
    );
  const used = (key: "networks" | "volumes", name: string) =>
    model.services.some((service) => enabled.has(service.name) && service[key].includes(name));
  const missing = (kind: "network" | "volume", key: "networks" | "volumes") =>
    model[key]
      .filter((one) => !one.external && used(key, one.key) && !running[key].has(one.name))
      .map(({ name }): PlannedChange => ({ kind, name, change: "create", why: "" }));
  return [...changes, ...orphans, ...missing("network", "networks"), ...missing("volume", "volumes")];
}
