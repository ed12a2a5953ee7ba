import { basename, resolve } from "node:path";
import type { ComposeService } from "@shared/compose.ts";
import type { Container } from "@shared/containers.ts";
import { DrydockError } from "@shared/errors.ts";

const label = ({ labels }: Container, key: string) => labels[`com.docker.compose.${key}`] ?? "";

/**
 * Throws CONFLICT when a project of this name runs from another folder: Compose tells projects apart by their name
 * alone, and would take over its containers.
 */
export function refuseOtherFolder(project: string, directory: string, containers: Iterable<Container>): void {
  for (const container of containers) {
    if (container.project !== project) continue;
    const other = label(container, "project.working_dir");
    if (!other || resolve(other) === resolve(directory)) continue;
    throw new DrydockError(
      "CONFLICT",
      `The engine has a project ${project} already, from ${other}. Compose tells projects apart by their name alone and would take over its containers: give this one another project name.`,
      `This one is in ${directory}.`,
    );
  }
}

/**
 * Throws CONFLICT when a container that is not the project's has a name that these services need. Compose notices only
 * when it has removed the old container.
 */
export function refuseTakenNames(
  project: string,
  services: readonly ComposeService[],
  containers: ReadonlyMap<string, Container>,
): void {
  const byName = new Map([...containers.values()].map((container) => [container.name, container]));
  for (const { name, replicas, containerName } of services)
    for (let number = 1; number <= Math.min(replicas, 1000); number++) {
      const wanted = containerName ?? `${project}-${name}-${number}`;
      const taken = byName.get(wanted);
      if (!taken || (taken.project === project && taken.service === name)) continue;
      const whose = taken.project ? `the project ${taken.project}` : "none of its own";
      throw new DrydockError(
        "CONFLICT",
        `The service ${name} needs a container called ${wanted}, and one of that name exists already: it belongs to ${whose}. Rename or remove that one first.`,
        `${taken.id} (${basename(taken.image)})`,
      );
    }
}
