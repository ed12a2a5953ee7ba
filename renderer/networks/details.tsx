import { Button } from "@mantine/core";
import type { Container } from "@shared/containers.ts";
import { useParams } from "@tanstack/react-router";
import { api } from "../api.ts";
import { Ago } from "../components/ago.tsx";
import { confirmDestructive } from "../components/confirm.tsx";
import { Details } from "../components/details.tsx";
import { Fact, Facts, FactsView, Labels, Section } from "../components/facts.tsx";
import { notifyDone, notifyError } from "../components/notices.tsx";
import { ContainerLink } from "../components/object-link.tsx";
import { MonoCell, PlainTable } from "../components/plain-table.tsx";
import { StateText, stateTone } from "../components/state-text.tsx";
import { ObjectInspect } from "../inspect/object-inspect.tsx";
import { DetailsActions } from "../table/details-actions.tsx";
import { networkActions, networkNoun } from "./actions.ts";
import { ReachTab } from "./reach-tab.tsx";
import type { NetworkRow } from "./rows.ts";

interface NetworkDetailsProps {
  readonly network: NetworkRow;
  readonly live: boolean;
  onTab(tab: string): void;
  onClose(): void;
}

/** The region `Details` of one network. */
export function NetworkDetails({ network, live, onTab, onClose }: NetworkDetailsProps) {
  const { tab = "overview" } = useParams({ strict: false });
  return (
    <Details
      id={network.id}
      name={network.name}
      tab={tab}
      onTab={onTab}
      onClose={onClose}
      actions={<DetailsActions item={network} actions={networkActions} noun={networkNoun} live={live} most={1} />}
      tabs={[
        { id: "overview", label: "Overview", content: () => <Overview network={network} live={live} /> },
        { id: "reachability", label: "Reachability", content: () => <ReachTab key={network.id} network={network} /> },
        { id: "inspect", label: "Inspect", content: () => <Inspect network={network} /> },
      ]}
    />
  );
}

function Inspect({ network: { engine, id, name, members } }: { network: NetworkRow }) {
  return (
    <ObjectInspect
      inspectKey={[engine, id, ...members.map(({ address }) => address)].join(" ")}
      load={() => api.networks.inspect({ engine, id, name })}
      command={["network", "inspect", name]}
    />
  );
}

function Overview({ network, live }: { network: NetworkRow; live: boolean }) {
  const { id, name, driver, scope, internal, attachable, subnets, created, labels, members } = network;
  return (
    <FactsView>
      <Facts>
        <Fact name="ID" mono copy={id}>
          {id}
        </Fact>
        <Fact name="Driver">{driver}</Fact>
        <Fact name="Scope">{scope}</Fact>
        {subnets.map(({ subnet, gateway }) => (
          <Fact key={subnet} name="Subnet" mono copy={subnet}>
            {subnet}
            {gateway && `, gateway ${gateway}`}
          </Fact>
        ))}
        <Fact name="Internal">{internal ? "Yes, without a way out" : "No"}</Fact>
        <Fact name="Attachable">{attachable ? "Yes" : "No"}</Fact>
        <Fact name="Created">
          <Ago time={created} />
        </Fact>
      </Facts>
      <Section title="Containers" note={members.length || undefined}>
        {members.length === 0 ? (
          <p>No container is on this network.</p>
        ) : (
          <PlainTable label="Containers on this network" head={["Container", "State", "Address", "What to do"]}>
            {members.map(({ container, address }) => (
              <tr key={container.id}>
                <th scope="row">
                  <ContainerLink id={container.id} name={container.name} />
                </th>
                <td>
                  <StateText tone={stateTone(container.state, container.health, container.exitCode)}>
                    {container.state}
                  </StateText>
                </td>
                {address ? <MonoCell>{address}</MonoCell> : <td>None while it does not run</td>}
                <td>
                  <Button
                    size="compact-xs"
                    variant="default"
                    aria-label={`Disconnect ${container.name}`}
                    disabled={!live || name === "host" || name === "none"}
                    onClick={() => void disconnect(network, container)}
                  >
                    Disconnect
                  </Button>
                </td>
              </tr>
            ))}
          </PlainTable>
        )}
      </Section>
      <Labels labels={labels} />
    </FactsView>
  );
}

/** Cuts open connections, so it is asked for first. */
async function disconnect(network: NetworkRow, { id, name }: Container): Promise<void> {
  const sure = await confirmDestructive({
    title: `Disconnect ${name} from ${network.name}?`,
    body: "Connections over this network are cut, and its address there is given back. It can be connected again.",
    command: ["network", "disconnect", network.name, name],
    confirmLabel: "Disconnect",
  });
  if (!sure) return;
  try {
    const { engine } = network;
    await api.networks.disconnect({ engine, id: network.id, name: network.name, container: { id, name } });
    notifyDone(`Disconnected ${name} from ${network.name}.`);
  } catch (error) {
    notifyError(error, `Disconnect ${name}`);
  }
}
