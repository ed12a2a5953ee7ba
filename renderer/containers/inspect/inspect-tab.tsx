import { api } from "../../api.ts";
import { Ago } from "../../components/ago.tsx";
import { Fact, Facts, Labels, Section } from "../../components/facts.tsx";
import { InspectView } from "../../inspect/inspect-view.tsx";
import { type Inspected, useInspect } from "../../inspect/use-inspect.ts";
import { useEngine } from "../../inventory.ts";
import type { ContainerTab } from "../tab.ts";
import { Environment } from "./environment.tsx";
import { type ContainerInspect, containerInspect } from "./schema.ts";
import {
  CommandSection,
  MountsSection,
  NetworksSection,
  PortsSection,
  ResourcesSection,
  StateSection,
} from "./sections.tsx";

/** Everything the engine knows of a container, read again whenever its state changes while the tab is open. */
export function InspectTab({ container, active }: ContainerTab) {
  const { engine, id, name, state, health, networks } = container;
  const live = useEngine()?.state === "live";
  const key = active && live ? [engine, id, name, state, health, networks.length].join(" ") : null;
  const inspected = useInspect(key, () => api.containers.inspect({ engine, id, name }));
  return <ContainerInspectView name={name} inspected={inspected} waiting={!live} command={["inspect", name]} />;
}

interface ContainerInspectProps {
  readonly name: string;
  readonly inspected: Inspected;
  readonly command: readonly string[];
  readonly waiting?: boolean;
}

/** What `docker inspect` says, or has said, of a container, with its secrets masked. */
export function ContainerInspectView({ name, ...view }: ContainerInspectProps) {
  return (
    <InspectView {...view}>
      {(value, revealed, reveal) => {
        const { data } = containerInspect.safeParse(value);
        return data && <Sections name={name} inspect={data} revealed={revealed} onReveal={reveal} />;
      }}
    </InspectView>
  );
}

interface SectionsProps {
  readonly name: string;
  readonly inspect: ContainerInspect;
  readonly revealed: boolean;
  readonly onReveal: (on: boolean) => void;
}

function Sections({ name, inspect, revealed, onReveal }: SectionsProps) {
  return (
    <>
      <Section title="Overview">
        <Facts>
          <Fact name="Name" mono copy={name}>
            {name}
          </Fact>
          <Fact name="ID" mono copy={inspect.Id}>
            {inspect.Id}
          </Fact>
          {inspect.Created && (
            <Fact name="Created">
              <Ago time={Date.parse(inspect.Created)} />
            </Fact>
          )}
        </Facts>
      </Section>
      <StateSection {...inspect} />
      <CommandSection {...inspect} />
      <Environment entries={inspect.Config.Env} revealed={revealed} onReveal={onReveal} />
      <PortsSection {...inspect} />
      <MountsSection {...inspect} />
      <NetworksSection {...inspect} />
      <ResourcesSection {...inspect} />
      <Labels labels={inspect.Config.Labels} />
    </>
  );
}
