import { useParams } from "@tanstack/react-router";
import { Details } from "../components/details.tsx";
import { Fact, Facts, FactsView, Section } from "../components/facts.tsx";
import { StateText } from "../components/state-text.tsx";
import { DetailsActions } from "../table/details-actions.tsx";
import { projectActions } from "./actions.ts";
import { GraphTab } from "./graph/graph-tab.tsx";
import { LogsTab } from "./logs-tab.tsx";
import { type ProjectRow, projectNoun } from "./rows.ts";
import { RunTab } from "./run-tab.tsx";
import { runningText, runningTone } from "./running.ts";
import { ServicesTab } from "./services-tab.tsx";

interface ProjectDetailsProps {
  readonly row: ProjectRow;
  readonly live: boolean;
  onTab(tab: string): void;
  onClose(): void;
}

/** The region `Details` of one Compose project. */
export function ProjectDetails({ row, live, onTab, onClose }: ProjectDetailsProps) {
  const { tab = "services" } = useParams({ strict: false });
  return (
    <Details
      id={row.key}
      name={row.name}
      state={<StateText tone={runningTone(row)}>{runningText(row)}</StateText>}
      actions={<DetailsActions item={row} actions={projectActions} noun={projectNoun} live={live} most={4} />}
      tab={tab}
      onTab={onTab}
      onClose={onClose}
      tabs={[
        { id: "services", label: "Services", content: () => <ServicesTab row={row} live={live} /> },
        { id: "run", label: "Progress", content: () => <RunTab engine={row.engine} name={row.name} /> },
        { id: "logs", label: "Logs", content: () => <LogsTab row={row} active={tab === "logs"} /> },
        { id: "graph", label: "Graph", content: () => <GraphTab row={row} /> },
        { id: "files", label: "Compose files", content: () => <Files row={row} /> },
      ]}
    />
  );
}

function Files({ row: { source, directory } }: { row: ProjectRow }) {
  return (
    <FactsView>
      <Facts>
        <Fact name="Folder" mono copy={directory}>
          {directory || "Not in the labels of its containers"}
        </Fact>
        {source.profiles.length > 0 ? <Fact name="Profiles">{source.profiles.join(", ")}</Fact> : null}
      </Facts>
      <Section title="Compose files" note={source.files.length || undefined}>
        {source.files.length === 0 ? (
          <p>The labels of its containers name no file.</p>
        ) : (
          <FileFacts files={source.files} />
        )}
      </Section>
      {source.envFiles.length > 0 ? (
        <Section title="Env files" note={source.envFiles.length}>
          <FileFacts files={source.envFiles} />
        </Section>
      ) : null}
    </FactsView>
  );
}

const FileFacts = ({ files }: { files: readonly string[] }) => (
  <Facts>
    {files.map((file) => (
      <Fact key={file} name={file.split(/[\\/]/).at(-1) ?? file} mono copy={file}>
        {file}
      </Fact>
    ))}
  </Facts>
);
