import type { Project } from "@shared/compose.ts";
import { useParams } from "@tanstack/react-router";
import { Details } from "../components/details.tsx";
import { Fact, Facts, FactsView, Section } from "../components/facts.tsx";
import { ContainerLink } from "../components/object-link.tsx";
import { PlainTable } from "../components/plain-table.tsx";
import { StateText, stateTone } from "../components/state-text.tsx";
import { runningText, runningTone } from "./running.ts";

interface ProjectDetailsProps {
  readonly project: Project;
  onTab(tab: string): void;
  onClose(): void;
}

/** The region `Details` of one Compose project. */
export function ProjectDetails({ project, onTab, onClose }: ProjectDetailsProps) {
  const { tab = "containers" } = useParams({ strict: false });
  return (
    <Details
      id={project.name}
      name={project.name}
      state={<StateText tone={runningTone(project)}>{runningText(project)}</StateText>}
      tab={tab}
      onTab={onTab}
      onClose={onClose}
      tabs={[
        { id: "containers", label: "Containers", content: () => <Containers project={project} /> },
        { id: "files", label: "Compose files", content: () => <Files project={project} /> },
      ]}
    />
  );
}

function Containers({ project: { services, containers } }: { project: Project }) {
  const order = new Map(services.map((service, at) => [service, at]));
  const sorted = [...containers].sort(
    (a, b) => (order.get(a.service ?? "") ?? -1) - (order.get(b.service ?? "") ?? -1) || a.name.localeCompare(b.name),
  );
  return (
    <FactsView>
      <PlainTable label="Containers of this project" head={["Service", "Container", "State", "Image"]}>
        {sorted.map(({ id, name, service, state, health, exitCode, status, image }) => (
          <tr key={id}>
            <th scope="row">{service ?? "None"}</th>
            <td>
              <ContainerLink id={id} name={name} />
            </td>
            <td>
              <StateText tone={stateTone(state, health, exitCode)}>
                <span title={status}>{state}</span>
              </StateText>
            </td>
            <td>{image}</td>
          </tr>
        ))}
      </PlainTable>
    </FactsView>
  );
}

function Files({ project: { workingDir, configFiles } }: { project: Project }) {
  return (
    <FactsView>
      <Facts>
        <Fact name="Folder" mono copy={workingDir}>
          {workingDir || "Not in the labels of its containers"}
        </Fact>
      </Facts>
      <Section title="Compose files" note={configFiles.length || undefined}>
        {configFiles.length === 0 ? (
          <p>The labels of its containers name no file.</p>
        ) : (
          <Facts>
            {configFiles.map((file) => (
              <Fact key={file} name={file.split(/[\\/]/).at(-1) ?? file} mono copy={file}>
                {file}
              </Fact>
            ))}
          </Facts>
        )}
      </Section>
    </FactsView>
  );
}
