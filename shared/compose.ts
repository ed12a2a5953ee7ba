import type { Container } from "./containers.ts";

/** A Compose project as the engine's labels tell of it. */
export interface Project {
  readonly engine: string;
  readonly name: string;
  readonly containers: readonly Container[];
  readonly services: readonly string[];
  readonly running: number;
  readonly workingDir: string;
  readonly configFiles: readonly string[];
}

/** Groups containers by the labels that Compose writes (`com.docker.compose.*`); pure, ordered by name. */
export function composeProjects(containers: readonly Container[]): Project[] {
  const groups = new Map<string, Container[]>();
  for (const container of containers) {
    if (!container.project) continue;
    const group = groups.get(container.project);
    if (group) group.push(container);
    else groups.set(container.project, [container]);
  }
  return [...groups]
    .map(([name, members]) => {
      const label = (key: string) =>
        members.map(({ labels }) => labels[`com.docker.compose.project.${key}`]).find(Boolean) ?? "";
      return {
        engine: members[0]!.engine,
        name,
        containers: members,
        services: [...new Set(members.flatMap(({ service }) => service ?? []))].sort(),
        running: members.filter(({ state }) => state === "running").length,
        workingDir: label("working_dir"),
        configFiles: label("config_files").split(",").filter(Boolean),
      };
    })
    .sort((a, b) => a.name.localeCompare(b.name));
}
