import { composeProjects, type Project } from "@shared/compose.ts";
import { IconStack2 } from "@tabler/icons-react";
import { useNavigate, useParams } from "@tanstack/react-router";
import { useMemo } from "react";
import type { Noun } from "../actions.ts";
import { copyAction } from "../components/copy-actions.ts";
import { Page } from "../components/page.tsx";
import { Split } from "../components/split.tsx";
import { ListState, Message } from "../components/state.tsx";
import { StateText } from "../components/state-text.tsx";
import { useContainers, useEngine } from "../inventory.ts";
import type { Column } from "../table/column.ts";
import { ObjectTable } from "../table/object-table.tsx";
import { ProjectDetails } from "./details.tsx";
import { runningText, runningTone } from "./running.ts";

const noun: Noun<Project> = { one: "project", many: "projects", id: ({ name }) => name, name: ({ name }) => name };

const services = ({ services }: Project) => services.join(", ");
const columns: readonly Column<Project>[] = [
  {
    id: "name",
    label: "Project",
    width: "minmax(10rem, 2fr)",
    cell: (row) => <span>{row.name}</span>,
    title: noun.name,
    sort: noun.name,
  },
  {
    id: "state",
    label: "Containers",
    width: "minmax(9rem, 1fr)",
    cell: (project) => <StateText tone={runningTone(project)}>{runningText(project)}</StateText>,
    title: runningText,
    sort: ({ running, containers }) => running / containers.length,
    descendingFirst: true,
  },
  {
    id: "services",
    label: "Services",
    width: "minmax(8rem, 2fr)",
    cell: (project) => <span>{services(project)}</span>,
    title: services,
    sort: ({ services }) => services.length,
  },
  {
    id: "folder",
    label: "Folder",
    width: "minmax(8rem, 3fr)",
    from: 640,
    cell: ({ workingDir }) => <span>{workingDir}</span>,
    title: ({ workingDir }) => workingDir,
    sort: ({ workingDir }) => workingDir,
  },
];
const actions = [
  copyAction<Project>("copy-name", "Copy name", ({ name }) => name),
  copyAction<Project>("copy-folder", "Copy folder", ({ workingDir }) => workingDir),
];
const searchable = (project: Project) => ({ words: [project.name, project.workingDir, ...project.services] });
const sorting = { column: "name", descending: false };

/** Compose projects, as the labels of their containers tell of them. */
export function ComposePage() {
  const containers = useContainers();
  const live = useEngine()?.state === "live";
  const navigate = useNavigate();
  const { project: name } = useParams({ strict: false });
  const projects = useMemo(() => composeProjects(containers.rows), [containers.rows]);
  const opened = projects.find((project) => project.name === name);
  const show = (of?: Project, tab?: string) =>
    void navigate({ to: "/compose/{-$project}/{-$tab}", params: { project: of?.name, tab } });
  const close = () => show();

  return (
    <Page title="Compose" note={containers.complete ? projects.length : undefined}>
      <ListState
        list={{ rows: projects, complete: containers.complete }}
        noun="projects"
        empty={
          <Message icon={IconStack2} title="No Compose projects">
            A project appears here as soon as <code>docker compose up</code> has made its first container on this
            engine.
          </Message>
        }
      >
        <Split
          onClose={close}
          details={opened && <ProjectDetails project={opened} onTab={(tab) => show(opened, tab)} onClose={close} />}
        >
          <ObjectTable
            label="Compose"
            noun={noun}
            rows={projects}
            columns={columns}
            actions={actions}
            live={live}
            sorting={sorting}
            searchable={searchable}
            opened={opened?.name}
            onOpen={show}
            follow
          />
        </Split>
      </ListState>
    </Page>
  );
}
