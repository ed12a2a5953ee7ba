import { Button } from "@mantine/core";
import type { Volume } from "@shared/volumes.ts";
import { IconArchive, IconDatabase, IconPlus } from "@tabler/icons-react";
import { useNavigate, useParams } from "@tanstack/react-router";
import { useMemo } from "react";
import { Ago } from "../components/ago.tsx";
import { dateTime, size } from "../components/format.ts";
import { Page } from "../components/page.tsx";
import { Split } from "../components/split.tsx";
import { ListState, Message } from "../components/state.tsx";
import { useContainers, useEngine, useVolumes } from "../inventory.ts";
import type { Column } from "../table/column.ts";
import { ObjectTable } from "../table/object-table.tsx";
import { volumeActions, volumeNoun } from "./actions.ts";
import { askCopy, CopyHost } from "./copy-dialog.tsx";
import { askCreateVolume, CreateVolumeHost } from "./create-dialog.tsx";
import { VolumeDetails } from "./details.tsx";
import { type VolumeRow, volumeRows } from "./rows.ts";
import { useVolumeSizes } from "./sizes.ts";

const usedBy = ({ usedBy }: VolumeRow) => usedBy.map(({ name }) => name).join(", ");
const columns: readonly Column<VolumeRow>[] = [
  {
    id: "name",
    label: "Name",
    width: "minmax(12rem, 3fr)",
    cell: (row) => <span>{row.name}</span>,
    title: volumeNoun.name,
    sort: volumeNoun.name,
  },
  {
    id: "driver",
    label: "Driver",
    width: "minmax(5rem, 1fr)",
    cell: ({ driver }) => driver,
    sort: ({ driver }) => driver,
  },
  {
    id: "size",
    label: "Size",
    width: "minmax(5rem, 1fr)",
    align: "end",
    cell: ({ bytes }) => (bytes === undefined ? "" : size(bytes)),
    sort: ({ bytes = -1 }) => bytes,
    descendingFirst: true,
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
const searchable = (row: VolumeRow) => ({
  words: [row.name, row.driver, ...row.usedBy.map(({ name }) => name)],
  fields: {
    driver: [row.driver],
    container: row.usedBy.map(({ name }) => name),
    label: Object.entries(row.labels).map(([name, value]) => `${name}=${value}`),
  },
});
const fields = ["driver", "container", "label"];
const sorting = { column: "name", descending: false };

/** All volumes of the engine and what mounts them. */
export function VolumesPage() {
  const volumes = useVolumes();
  const containers = useContainers();
  const engine = useEngine();
  const live = engine?.state === "live";
  const sizes = useVolumeSizes(live ? engine.id : undefined, volumes.rows.length, containers.rows);
  const navigate = useNavigate();
  const { name } = useParams({ strict: false });
  const rows = useMemo(() => volumeRows(volumes.rows, containers.rows, sizes), [volumes.rows, containers.rows, sizes]);
  const opened = rows.find((row) => row.name === name);
  const show = (of?: Volume, tab?: string) =>
    void navigate({ to: "/volumes/{-$name}/{-$tab}", params: { name: of?.name, tab } });
  const close = () => show();

  const create = (
    <Button leftSection={<IconPlus size={15} aria-hidden />} disabled={!live} onClick={() => void askCreateVolume()}>
      Create volume
    </Button>
  );

  return (
    <Page
      title="Volumes"
      chapter="running"
      note={volumes.complete ? rows.length : undefined}
      actions={
        <>
          <Button
            variant="default"
            leftSection={<IconArchive size={15} aria-hidden />}
            disabled={!live}
            onClick={() => engine && void askCopy({ kind: "restore", engine: engine.id })}
          >
            Restore volume
          </Button>
          {create}
        </>
      }
    >
      <ListState
        list={volumes}
        noun="volumes"
        empty={
          <Message icon={IconDatabase} title="No volumes" actions={create}>
            Volumes keep data of containers. One appears here as soon as a container is run with a volume.
          </Message>
        }
      >
        <Split
          onClose={close}
          details={
            opened && <VolumeDetails volume={opened} live={live} onTab={(tab) => show(opened, tab)} onClose={close} />
          }
        >
          <ObjectTable
            label="Volumes"
            noun={volumeNoun}
            rows={rows}
            columns={columns}
            actions={volumeActions}
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
      <CreateVolumeHost />
      <CopyHost />
    </Page>
  );
}
