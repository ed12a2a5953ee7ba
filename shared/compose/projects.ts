import type { Container } from "../containers.ts";
import type { ComposeSource } from "./source.ts";

/** A Compose project as the engine's labels tell of it. */
export interface Project {
  readonly engine: string;
  readonly name: string;
  readonly containers: readonly Container[];
  readonly services: readonly string[];
  readonly running: number;
  readonly workingDir: string;
  readonly configFiles: readonly string[];
  readonly envFiles: readonly string[];
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
      // The newest one tells how the project was started last.
      const newest = [...members].sort((a, b) => b.created - a.created);
      const label = (key: string) =>
        newest.map(({ labels }) => labels[`com.docker.compose.project.${key}`]).find(Boolean) ?? "";
      const workingDir = label("working_dir");
      // Compose 1 wrote them as they were typed.
      const list = (key: string) =>
        label(key)
          .split(",")
          .filter((file) => file && file !== "-")
          .map((file) => (!workingDir || /^(?:[\\/]|[A-Za-z]:)/.test(file) ? file : `${workingDir}/${file}`));
      return {
        engine: members[0]!.engine,
        name,
        containers: members,
        services: [...new Set(members.flatMap(({ service }) => service ?? []))].sort(),
        running: members.filter(({ state }) => state === "running").length,
        workingDir,
        configFiles: list("config_files"),
        envFiles: list("environment_file"),
      };
    })
    .sort((a, b) => a.name.localeCompare(b.name));
}

const folderOf = (file: string): string => file.replace(/[\\/][^\\/]*$/, "");

/** The files that a running project was started with, as its labels tell; no profiles, which no label keeps. */
export const labelSource = ({ configFiles, envFiles, workingDir }: Project): ComposeSource => ({
  files: [...configFiles],
  envFiles: [...envFiles],
  profiles: [],
  directory: configFiles[0] !== undefined && workingDir !== folderOf(configFiles[0]) ? workingDir : "",
});
