import { Button } from "@mantine/core";
import { dockerLine } from "@shared/command.ts";
import type { JournalEntry } from "@shared/plans.ts";
import { useState } from "react";
import { api } from "../api.ts";
import { Details } from "../components/details.tsx";
import { DockerLines } from "../components/docker-command.tsx";
import { Fact, Facts, FactsView, Section } from "../components/facts.tsx";
import { dateTime } from "../components/format.ts";
import { StateText } from "../components/state-text.tsx";
import { ContainerInspectView } from "../containers/inspect/inspect-tab.tsx";
import { InspectView } from "../inspect/inspect-view.tsx";
import { useInspect } from "../inspect/use-inspect.ts";
import { kindWords } from "../plans/ticks.ts";
import styles from "./page.module.css";
import { askRecreate } from "./recreate-dialog.tsx";
import { outcomes } from "./removed.tsx";

const inspects: Readonly<Record<JournalEntry["kind"], (entry: JournalEntry) => readonly string[]>> = {
  container: ({ name }) => ["container", "inspect", name],
  tag: ({ name }) => ["image", "inspect", name],
  image: ({ objectId }) => ["image", "inspect", objectId],
  volume: ({ name }) => ["volume", "inspect", name],
  network: ({ name }) => ["network", "inspect", name],
  "build-cache": () => ["buildx", "du", "--verbose"],
};

/** The region `Details` of one removal: what happened, and the configuration that was saved. */
export function RemovedDetails({ entry, onClose }: { entry: JournalEntry; onClose(): void }) {
  const [tab, setTab] = useState("overview");
  const { word, tone } = outcomes[entry.outcome];
  return (
    <Details
      id={entry.id}
      name={entry.name}
      state={<StateText tone={tone}>{word}</StateText>}
      actions={
        entry.recreatable &&
        entry.outcome === "removed" && (
          <Button size="compact-sm" variant="default" onClick={() => void askRecreate(entry)}>
            Recreate
          </Button>
        )
      }
      tab={tab}
      onTab={setTab}
      onClose={onClose}
      tabs={[
        { id: "overview", label: "Overview", content: () => <Overview entry={entry} /> },
        {
          id: "saved",
          label: "Inspect",
          content: () => <Saved entry={entry} />,
        },
      ]}
    />
  );
}

/** The configuration that was saved, as the inspect tab of such an object shows it. */
function Saved({ entry }: { entry: JournalEntry }) {
  const inspected = useInspect(entry.id, () => api.plans.saved({ id: entry.id }));
  const command = inspects[entry.kind](entry);
  return entry.kind === "container" ? (
    <ContainerInspectView name={entry.name} inspected={inspected} command={command} />
  ) : (
    <InspectView inspected={inspected} command={command} />
  );
}

function Overview({ entry }: { entry: JournalEntry }) {
  return (
    <FactsView>
      <DockerLines label="What was run" lines={[dockerLine(entry.command)]} />
      {entry.why && <p className={styles.problem}>{entry.why}</p>}
      {entry.outcome === "unknown" && (
        <p>The connection to the engine ended before it said how it went. Look at its list to know.</p>
      )}
      <Section title="What and when">
        <Facts>
          <Fact name="Kind">{kindWords[entry.kind].one}</Fact>
          <Fact name="ID" copy={entry.objectId} mono>
            {entry.objectId}
          </Fact>
          <Fact name="When">{dateTime(entry.time)}</Fact>
          <Fact name="Engine">{entry.engineName}</Fact>
          {entry.project && <Fact name="Project">{entry.project}</Fact>}
        </Facts>
      </Section>
    </FactsView>
  );
}
