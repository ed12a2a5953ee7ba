import { Button, SegmentedControl } from "@mantine/core";
import { useSessionStorage } from "@mantine/hooks";
import type { Container } from "@shared/containers.ts";
import { IconBox, IconPlayerPlay } from "@tabler/icons-react";
import { useNavigate, useParams } from "@tanstack/react-router";
import { useCallback, useState } from "react";
import { Page } from "../components/page.tsx";
import { Split } from "../components/split.tsx";
import { ListState, Message } from "../components/state.tsx";
import { askRun, RunHost } from "../images/run-dialog.tsx";
import { useContainers, useEngine } from "../inventory.ts";
import { ObjectTable } from "../table/object-table.tsx";
import { containerActions, containerNoun } from "./actions.ts";
import { containerColumns } from "./columns.tsx";
import { CommitHost } from "./commit-dialog.tsx";
import { ContainerDetails } from "./details.tsx";
import { RenameHost } from "./rename-dialog.tsx";
import { useUsage } from "./usage.tsx";

const sorting = { column: "name", descending: false };
const fields = ["name", "image", "state", "health", "project", "service", "port", "network", "id"];
const searchable = ({ id, name, image, state, health, project = "", service = "", ports, networks }: Container) => ({
  words: [name, image, project, id.slice(0, 12)],
  fields: {
    id: [id],
    name: [name],
    image: [image],
    state: [state],
    health: health ? [health] : [],
    project: [project],
    service: [service],
    port: ports.flatMap((port) => [String(port.private), String(port.public ?? "")]),
    network: networks.map((network) => network.name),
  },
});
const projectOf = ({ project }: Container) => (project ? { key: project, label: project } : undefined);
const isRunning = ({ state }: Container) => state === "running" || state === "paused" || state === "restarting";
const summary = (rows: readonly Container[]) => `${rows.filter(isRunning).length} of ${rows.length} running`;

const views = { All: undefined, Running: isRunning, Stopped: (container: Container) => !isRunning(container) };
type View = keyof typeof views;

/** The page `Containers`: the live table, and the details of the container that the address names. */
export function ContainersPage() {
  const list = useContainers();
  const engine = useEngine();
  const live = engine?.state === "live";
  const navigate = useNavigate();
  const { id, tab } = useParams({ from: "/containers/{-$id}/{-$tab}" });
  const [view, setView] = useSessionStorage<View>({ key: "containers-view", defaultValue: "All" });
  const [seen, setSeen] = useState<readonly Container[]>([]);
  useUsage(engine?.id ?? "", live, seen);

  const show = (next: { id?: string; tab?: string }) =>
    void navigate({
      to: "/containers/{-$id}/{-$tab}",
      params: { id: undefined, tab: undefined, ...next },
      replace: true,
    });
  const open = useCallback(
    (container: Container) =>
      void navigate({ to: "/containers/{-$id}/{-$tab}", params: { id: container.id, tab }, replace: true }),
    [navigate, tab],
  );
  const runButton = (
    <Button leftSection={<IconPlayerPlay size={15} />} disabled={!live} onClick={() => void askRun({ image: "" })}>
      Run image
    </Button>
  );
  return (
    <Page
      title="Containers"
      chapter="docker"
      note={
        list.complete && list.rows.length > 0
          ? `${list.rows.filter(isRunning).length} running of ${list.rows.length}`
          : undefined
      }
      actions={runButton}
    >
      <ListState
        list={list}
        noun="containers"
        // A container that was removed stays readable, also the last one.
        keep={id !== undefined}
        empty={
          <Message icon={IconBox} title="No containers yet" actions={runButton}>
            A container is a process with its own files and network, started from an image. Run one to see it here.
          </Message>
        }
      >
        <Split
          onClose={() => show({})}
          details={
            id ? (
              <ContainerDetails
                id={id}
                tab={tab}
                live={live}
                onTab={(next) => show({ id, tab: next })}
                onClose={() => show({})}
              />
            ) : null
          }
        >
          <ObjectTable
            label="Containers"
            noun={containerNoun}
            rows={list.rows}
            columns={containerColumns}
            actions={containerActions}
            live={live}
            sorting={sorting}
            searchable={searchable}
            fields={fields}
            keep={views[view]}
            groupOf={projectOf}
            groupSummary={summary}
            opened={id}
            onOpen={open}
            // A terminal opens a shell: passing by with the arrow keys must not.
            follow={tab !== "terminal"}
            onVisible={setSeen}
          >
            <SegmentedControl
              aria-label="State"
              data={Object.keys(views)}
              value={view}
              onChange={(next) => setView(next as View)}
            />
          </ObjectTable>
        </Split>
      </ListState>
      <CommitHost />
      <RenameHost />
      <RunHost />
    </Page>
  );
}
