import type { ActivityEntry } from "@shared/activity.ts";
import { dockerLine } from "@shared/command.ts";
import { Details } from "../components/details.tsx";
import { DockerLines } from "../components/docker-command.tsx";
import { Fact, Facts, FactsView, Section } from "../components/facts.tsx";
import { dateTime, duration } from "../components/format.ts";
import { StateText } from "../components/state-text.tsx";
import styles from "./details.module.css";
import { outcomes } from "./outcomes.ts";

/** The region `Details` of one line that was run. */
export function ActivityDetails({ entry, onClose }: { entry: ActivityEntry; onClose(): void }) {
  const { word, tone } = outcomes[entry.outcome];
  return (
    <Details
      id={entry.id}
      name={`docker ${entry.command.slice(0, 2).join(" ")}`}
      state={<StateText tone={tone}>{word}</StateText>}
      tab="overview"
      onTab={() => {}}
      onClose={onClose}
      tabs={[{ id: "overview", label: "Overview", content: () => <Overview entry={entry} /> }]}
    />
  );
}

function Overview({ entry: { command, target, time, duration: took, engineName, error } }: { entry: ActivityEntry }) {
  return (
    <FactsView>
      <DockerLines lines={[dockerLine(command, target)]} />
      {error && (
        <Section title="What went wrong">
          <p className={styles.error}>{error.message}</p>
          {error.detail && error.detail !== error.message && (
            <details className={styles.detail}>
              <summary>What the engine said</summary>
              <pre>{error.detail}</pre>
            </details>
          )}
        </Section>
      )}
      <Section title="When and where">
        <Facts>
          <Fact name="Started">{dateTime(time)}</Fact>
          <Fact name="Took">{took === undefined ? "Still running" : duration(took)}</Fact>
          <Fact name="Engine">{engineName}</Fact>
        </Facts>
      </Section>
    </FactsView>
  );
}
