import { useParams } from "@tanstack/react-router";
import { api } from "../api.ts";
import { Ago } from "../components/ago.tsx";
import { Details } from "../components/details.tsx";
import { Fact, Facts, FactsView, Labels, Section } from "../components/facts.tsx";
import { ContainerLink } from "../components/object-link.tsx";
import { MonoCell, PlainTable } from "../components/plain-table.tsx";
import { StateText, stateTone } from "../components/state-text.tsx";
import { ObjectInspect } from "../inspect/object-inspect.tsx";
import type { NetworkRow } from "./rows.ts";

interface NetworkDetailsProps {
  readonly network: NetworkRow;
  onTab(tab: string): void;
  onClose(): void;
}

/** The region `Details` of one network. */
export function NetworkDetails({ network, onTab, onClose }: NetworkDetailsProps) {
  const { tab = "overview" } = useParams({ strict: false });
  return (
    <Details
      id={network.id}
      name={network.name}
      tab={tab}
      onTab={onTab}
      onClose={onClose}
      tabs={[
        { id: "overview", label: "Overview", content: () => <Overview network={network} /> },
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

function Overview({ network }: { network: NetworkRow }) {
  const { id, driver, scope, internal, attachable, subnets, created, labels, members } = network;
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
          <PlainTable label="Containers on this network" head={["Container", "State", "Address"]}>
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
              </tr>
            ))}
          </PlainTable>
        )}
      </Section>
      <Labels labels={labels} />
    </FactsView>
  );
}
