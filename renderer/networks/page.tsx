import { Button, SegmentedControl } from "@mantine/core";
import type { Network } from "@shared/networks.ts";
import { IconPlus, IconShare } from "@tabler/icons-react";
import { useNavigate, useParams } from "@tanstack/react-router";
import { useMemo, useState } from "react";
import { Ago } from "../components/ago.tsx";
import { dateTime } from "../components/format.ts";
import { Page } from "../components/page.tsx";
import { Split } from "../components/split.tsx";
import { ListState, Message } from "../components/state.tsx";
import { useContainers, useEngine, useNetworks } from "../inventory.ts";
import type { Column } from "../table/column.ts";
import { ObjectTable } from "../table/object-table.tsx";
import { networkActions, networkNoun } from "./actions.ts";
import { ConnectHost } from "./connect-dialog.tsx";
import { askCreateNetwork, CreateNetworkHost } from "./create-dialog.tsx";
import { NetworkDetails } from "./details.tsx";
import { NetworkMap } from "./network-map.tsx";
import { type NetworkRow, networkRows } from "./rows.ts";

const subnets = ({ subnets }: NetworkRow) => subnets.map(({ subnet }) => subnet).join(", ");
const columns: readonly Column<NetworkRow>[] = [
  {
    id: "name",
    label: "Name",
    width: "minmax(10rem, 3fr)",
    cell: (row) => <span>{row.name}</span>,
    title: networkNoun.name,
    sort: networkNoun.name,
  },
  {
    id: "driver",
    label: "Driver",
    width: "minmax(5rem, 1fr)",
    cell: ({ driver }) => driver,
    sort: ({ driver }) => driver,
  },
  {
    id: "scope",
    label: "Scope",
    width: "minmax(4rem, 1fr)",
    from: 720,
    cell: ({ scope }) => scope,
    sort: ({ scope }) => scope,
  },
  {
    id: "subnet",
    label: "Subnet",
    width: "minmax(9rem, 2fr)",
    cell: (row) => <span>{subnets(row)}</span>,
    title: subnets,
    sort: subnets,
  },
  {
    id: "containers",
    label: "Containers",
    width: "7rem",
    align: "end",
    cell: ({ members }) => members.length,
    sort: ({ members }) => members.length,
    descendingFirst: true,
  },
  {
    id: "created",
    label: "Created",
    width: "minmax(7rem, 1fr)",
    from: 640,
    cell: ({ created }) => <Ago time={created} />,
    title: ({ created }) => dateTime(created),
    sort: ({ created }) => created,
    descendingFirst: true,
  },
];
const searchable = (row: NetworkRow) => ({
  words: [row.name, row.driver, row.id, ...row.subnets.map(({ subnet }) => subnet)],
  fields: { driver: [row.driver], scope: [row.scope] },
});
const fields = ["driver", "scope"];
const sorting = { column: "name", descending: false };

/** All networks of the engine and what is on them. */
export function NetworksPage() {
  const networks = useNetworks();
  const containers = useContainers();
  const live = useEngine()?.state === "live";
  const navigate = useNavigate();
  const { id } = useParams({ strict: false });
  const rows = useMemo(() => networkRows(networks.rows, containers.rows), [networks.rows, containers.rows]);
  const opened = rows.find((row) => row.id === id);
  const show = (of?: Network, tab?: string) =>
    void navigate({ to: "/networks/{-$id}/{-$tab}", params: { id: of?.id, tab } });
  const close = () => show();
  const [view, setView] = useState("List");
  const create = (
    <Button leftSection={<IconPlus size={15} aria-hidden />} disabled={!live} onClick={() => void askCreateNetwork()}>
      Create network
    </Button>
  );

  return (
    <Page
      title="Networks"
      chapter="namespaces"
      note={networks.complete ? rows.length : undefined}
      actions={
        <>
          <SegmentedControl aria-label="View" size="xs" data={["List", "Drawing"]} value={view} onChange={setView} />
          {create}
        </>
      }
    >
      <ListState
        list={networks}
        noun="networks"
        empty={
          <Message icon={IconShare} title="No networks" actions={create}>
            This engine has no networks, not even the ones that an engine makes for itself.
          </Message>
        }
      >
        <Split
          onClose={close}
          details={
            opened && <NetworkDetails network={opened} live={live} onTab={(tab) => show(opened, tab)} onClose={close} />
          }
        >
          {view === "Drawing" ? <NetworkMap networks={rows} /> : null}
          {view === "List" ? (
            <ObjectTable
              label="Networks"
              noun={networkNoun}
              rows={rows}
              columns={columns}
              actions={networkActions}
              live={live}
              sorting={sorting}
              searchable={searchable}
              fields={fields}
              opened={opened?.id}
              onOpen={show}
              follow
            />
          ) : null}
        </Split>
      </ListState>
      <CreateNetworkHost />
      <ConnectHost />
    </Page>
  );
}
