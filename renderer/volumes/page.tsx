import type { Volume } from "@shared/volumes.ts";
import { IconDatabase } from "@tabler/icons-react";
import { useNavigate, useParams } from "@tanstack/react-router";
import { useMemo } from "react";
import type { Noun } from "../actions.ts";
import { Ago } from "../components/ago.tsx";
import { copyAction } from "../components/copy-actions.ts";
import { dateTime } from "../components/format.ts";
import { Page } from "../components/page.tsx";
import { Split } from "../components/split.tsx";
import { ListState, Message } from "../components/state.tsx";
import { useContainers, useEngine, useVolumes } from "../inventory.ts";
import type { Column } from "../table/column.ts";
import { ObjectTable } from "../table/object-table.tsx";
import { VolumeDetails } from "./details.tsx";
import { type VolumeRow, volumeRows } from "./rows.ts";

const noun: Noun<VolumeRow> = { one: "volume", many: "volumes", id: ({ name }) => name, name: ({ name }) => name };

const usedBy = ({ usedBy }: VolumeRow) => usedBy.map(({ name }) => name).join(", ");
const columns: readonly Column<VolumeRow>[] = [
  {
    id: "name",
    label: "Name",
    width: "minmax(12rem, 3fr)",
    cell: (row) => <span>{row.name}</span>,
    title: noun.name,
    sort: noun.name,
  },
  {
    id: "driver",
    label: "Driver",
    width: "minmax(5rem, 1fr)",
    cell: ({ driver }) => driver,
    sort: ({ driver }) => driver,
  },
  {
    id: "used-by",
    label: "Used by",
    width: "minmax(8rem, 2fr)",
    cell: (row) => <span>{usedBy(row) || "Nothing"}</span>,
    title: usedBy,
    sort: ({ usedBy }) => usedBy.length,
    descendingFirst: true,
  },
  {
    id: "created",
    label: "Created",
    width: "minmax(7rem, 1fr)",
    from: 640,
    cell: ({ created }) => (created ? <Ago time={created} /> : "Not known"),
    title: ({ created }) => (created ? dateTime(created) : ""),
    sort: ({ created = 0 }) => created,
    descendingFirst: true,
  },
];
const actions = [
  copyAction<VolumeRow>("copy-name", "Copy name", ({ name }) => name),
  copyAction<VolumeRow>("copy-mountpoint", "Copy mountpoint", ({ mountpoint }) => mountpoint),
];
const searchable = (row: VolumeRow) => ({
  words: [row.name, row.driver, ...row.usedBy.map(({ name }) => name)],
  fields: { driver: [row.driver] },
});
const fields = ["driver"];
const sorting = { column: "name", descending: false };

/** All volumes of the engine and what mounts them. */
export function VolumesPage() {
  const volumes = useVolumes();
  const containers = useContainers();
  const live = useEngine()?.state === "live";
  const navigate = useNavigate();
  const { name } = useParams({ strict: false });
  const rows = useMemo(() => volumeRows(volumes.rows, containers.rows), [volumes.rows, containers.rows]);
  const opened = rows.find((row) => row.name === name);
  const show = (of?: Volume, tab?: string) =>
    void navigate({ to: "/volumes/{-$name}/{-$tab}", params: { name: of?.name, tab } });
  const close = () => show();

  return (
    <Page title="Volumes" note={volumes.complete ? rows.length : undefined}>
      <ListState
        list={volumes}
        noun="volumes"
        empty={
          <Message icon={IconDatabase} title="No volumes">
            Volumes keep data of containers. One appears here as soon as a container is run with a volume.
          </Message>
        }
      >
        <Split
          onClose={close}
          details={opened && <VolumeDetails volume={opened} onTab={(tab) => show(opened, tab)} onClose={close} />}
        >
          <ObjectTable
            label="Volumes"
            noun={noun}
            rows={rows}
            columns={columns}
            actions={actions}
            live={live}
            sorting={sorting}
            searchable={searchable}
            fields={fields}
            opened={opened?.name}
            onOpen={show}
            follow
          />
        </Split>
      </ListState>
    </Page>
  );
}
