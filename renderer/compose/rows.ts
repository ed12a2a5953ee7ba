import {
  type ComposeService,
  type ComposeSource,
  composeProjects,
  enabledServices,
  type KnownProject,
  labelSource,
  type Project,
} from "@shared/compose.ts";
import type { Container, Port } from "@shared/containers.ts";
import type { Noun } from "../actions.ts";

/** One service of a project: what its files want and what the engine has. */
export interface ServiceRow {
  readonly name: string;
  readonly containers: readonly Container[];
  readonly running: number;
  readonly wanted: number;
  /** Missing for one that only the engine knows. */
  readonly model?: ComposeService;
  /** Its profile is off, and no container of it exists. */
  readonly off: boolean;
}

/** One row of the Compose page: a project of the engine, of files that were opened, or both. */
export interface ProjectRow {
  /** The project's name, as Compose tells projects apart; an ID for files whose name another project has. */
  readonly key: string;
  readonly engine: string;
  readonly name: string;
  readonly source: ComposeSource;
  readonly directory: string;
  /** As the engine's labels tell of it; missing when it has no container. */
  readonly project?: Project;
  /** As it was opened. */
  readonly known?: KnownProject;
  readonly services: readonly ServiceRow[];
  readonly containers: readonly Container[];
  readonly running: number;
  readonly wanted: number;
  readonly ports: readonly Port[];
  /** Why it cannot be started as it is. */
  readonly conflict?: string;
}

/** How projects are told apart and named. */
export const projectNoun: Noun<ProjectRow> = {
  one: "project",
  many: "projects",
  id: ({ key }) => key,
  name: ({ name }) => name,
};

export const noSource: ComposeSource = { files: [], envFiles: [], profiles: [], directory: "" };

const folderOf = (file: string | undefined): string => file?.replace(/[\\/][^\\/]*$/, "") ?? "";
/** The folder that a source's relative paths start from. */
export const sourceFolder = ({ files, directory }: ComposeSource): string => directory || folderOf(files[0]);

const isUp = ({ state }: Container) => state === "running" || state === "paused" || state === "restarting";

/** Services of the model with their containers, then those that only the engine knows. */
export function serviceRows(
  model: readonly ComposeService[],
  enabled: ReadonlySet<string>,
  containers: readonly Container[],
): ServiceRow[] {
  const own = (name: string) => containers.filter(({ service }) => service === name);
  const orphans = [...new Set(containers.flatMap(({ service }) => service ?? []))].filter(
    (name) => !model.some((service) => service.name === name),
  );
  return [
    ...model.map((service): ServiceRow => {
      const found = own(service.name);
      const off = !enabled.has(service.name) && found.length === 0;
      const wanted = off ? 0 : enabled.has(service.name) ? service.replicas : found.length;
      return {
        name: service.name,
        containers: found,
        running: found.filter(isUp).length,
        wanted: Math.max(wanted, found.length),
        model: service,
        off,
      };
    }),
    ...orphans.map((name): ServiceRow => {
      const found = own(name);
      return { name, containers: found, running: found.filter(isUp).length, wanted: found.length, off: false };
    }),
  ].sort((a, b) => a.name.localeCompare(b.name));
}

/** Which files count: those of the labels, unless others were opened since the containers were made. */
function sourceOf(project: Project | undefined, known: KnownProject | undefined): ComposeSource {
  if (!project) return known?.source ?? noSource;
  const labels = labelSource(project);
  if (!known) return labels;
  const started = Math.max(0, ...project.containers.map(({ created }) => created));
  if (labels.files.length === 0 || known.opened > started) return known.source;
  return {
    ...labels,
    profiles: known.source.profiles,
    envFiles: labels.envFiles.length > 0 ? labels.envFiles : known.source.envFiles,
  };
}

function row(engine: string, project: Project | undefined, known: KnownProject | undefined): ProjectRow {
  const source = sourceOf(project, known);
  const containers = project?.containers ?? [];
  const model = known?.model;
  const enabled = new Set(model ? enabledServices(model, source.profiles).map(({ name }) => name) : []);
  const services = serviceRows(model?.services ?? [], enabled, containers);
  const ports = containers.filter(({ state }) => state === "running").flatMap((container) => container.ports);
  return {
    key: project?.name ?? known!.name,
    engine,
    name: project?.name ?? known!.name,
    source,
    directory: project?.workingDir || sourceFolder(source),
    ...(project ? { project } : {}),
    ...(known ? { known } : {}),
    services,
    containers,
    running: services.reduce((sum, service) => sum + service.running, 0),
    wanted: services.reduce((sum, service) => sum + service.wanted, 0),
    ports,
  };
}

const sameFolder = (a: string, b: string): boolean => a.replace(/[\\/]+$/, "") === b.replace(/[\\/]+$/, "");

/** Projects of the engine together with those that were opened; pure, ordered by name. */
export function projectRows(
  engine: string,
  containers: readonly Container[],
  known: readonly KnownProject[],
): ProjectRow[] {
  const projects = composeProjects(containers);
  const taken = new Set<string>();
  const rows = projects.map((project) => {
    const own = known.find(
      ({ id, name, source }) =>
        !taken.has(id) &&
        name === project.name &&
        (project.workingDir === "" || sameFolder(project.workingDir, sourceFolder(source))),
    );
    if (own) taken.add(own.id);
    return row(engine, project, own);
  });
  for (const one of known) {
    if (taken.has(one.id)) continue;
    const other = projects.find(({ name }) => name === one.name);
    const named = rows.some(({ key }) => key === one.name);
    const made = { ...row(engine, undefined, one), ...(named ? { key: one.id } : {}) };
    rows.push(
      other
        ? {
            ...made,
            conflict: `The engine has a project ${one.name} from ${other.workingDir || "another folder"}. Compose would take over its containers: open these files under another project name.`,
          }
        : made,
    );
  }
  return rows.sort((a, b) => a.name.localeCompare(b.name) || a.key.localeCompare(b.key));
}
