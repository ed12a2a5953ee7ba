import { Button, Radio, TextInput } from "@mantine/core";
import { errorShape } from "@shared/errors.ts";
import { IconCircleCheck, IconCircleX } from "@tabler/icons-react";
import { useRef, useState } from "react";
import { DockerCommand } from "../components/docker-command.tsx";
import { Loading } from "../components/state.tsx";
import { useEngine } from "../inventory.ts";
import { EvidenceView } from "./evidence.tsx";
import styles from "./experiment.module.css";
import guide from "./guide.module.css";
import { cleanExperiment, runExperiment, setTrial, stopExperiment, useContents, useTrial } from "./store.ts";

/** One experiment of a chapter: its lines, the reader's prediction, the run, and what came of it. */
export function ExperimentCard({ id }: { id: string }) {
  const info = useContents()?.experiments.find((each) => each.id === id);
  const engine = useEngine();
  const { picked, answer, running, progress, error, removed } = useTrial(id);
  const [unpicked, setUnpicked] = useState(false);
  const choices = useRef<HTMLDivElement>(null);
  if (!info) return null;
  const { title, question, options, lines, file, ask } = info;
  const live = engine?.state === "live";
  const shown = ask && answer ? lines.map((line) => line.map((word) => (word === ask.value ? answer : word))) : lines;
  const outcome = running ? undefined : progress?.outcome;
  const text = (option: string) => options.find((each) => each.id === option)?.text;
  const run = () => {
    if (!picked) {
      setUnpicked(true);
      choices.current?.querySelector("input")?.focus();
    } else if (engine) void runExperiment(engine.id, info);
  };
  return (
    <section className={styles.experiment} aria-label={`Experiment: ${title}`}>
      <h3>
        <span className={styles.kicker}>Experiment</span> {title}
      </h3>
      <Radio.Group
        ref={choices}
        label={question}
        classNames={{ label: styles.question }}
        value={picked ?? ""}
        error={unpicked && !picked ? "Pick what you expect first." : undefined}
        onChange={(value) => setTrial(id, { picked: value, progress: running ? progress : undefined })}
      >
        <div className={styles.options}>
          {options.map((option) => (
            <Radio key={option.id} value={option.id} label={option.text} disabled={running} />
          ))}
        </div>
      </Radio.Group>
      {ask && (
        <TextInput
          label={ask.label}
          value={answer ?? ask.value}
          disabled={running}
          onChange={({ currentTarget }) => setTrial(id, { answer: currentTarget.value })}
        />
      )}
      {file && (
        <figure className={styles.file}>
          <figcaption>{file.name}</figcaption>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling part must be reachable by keyboard */}
          <pre tabIndex={0}>{file.text}</pre>
        </figure>
      )}
      <DockerCommand command={shown} label={`docker command: ${title}`} />
      <div className={guide.buttons}>
        <Button onClick={run} disabled={!live} loading={running}>
          Run experiment
        </Button>
        {running && (
          <Button variant="default" onClick={() => stopExperiment(id)}>
            Stop
          </Button>
        )}
        <Button
          variant="default"
          disabled={!live || running}
          onClick={() => engine && void cleanExperiment(engine.id, id)}
        >
          Clean up
        </Button>
        {!live && <span className={guide.hint}>Experiments need an engine that is live.</span>}
        {removed && (
          <span className={guide.hint} role="note">
            {removed.length > 0 ? `Removed ${removed.join(", ")}.` : "There was nothing to clean up."}
          </span>
        )}
      </div>
      {running && (
        <Loading>{`Running line ${Math.min(lines.length, (progress?.line ?? 0) + 1)} of ${lines.length} …`}</Loading>
      )}
      {error !== undefined && !running && (
        <p role="alert" className={styles.failure}>
          {errorShape(error).message}
        </p>
      )}
      {progress && progress.evidence.length > 0 && (
        <div className={styles.evidence}>
          {progress.evidence.map((each, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: pieces of evidence have no other name and do not move
            <EvidenceView key={index} evidence={each} />
          ))}
        </div>
      )}
      {outcome && (
        <div className={styles.outcome} data-confirmed={outcome.observed === picked || undefined}>
          <p>
            {outcome.observed === picked ? (
              <IconCircleCheck size={18} aria-hidden />
            ) : (
              <IconCircleX size={18} aria-hidden />
            )}
            <strong role="status">{outcome.observed === picked ? "Confirmed" : "Not as predicted"}</strong>
          </p>
          {outcome.observed !== picked && text(outcome.observed) && <p>Observed: {text(outcome.observed)}.</p>}
          <p>{outcome.why}</p>
          {outcome.expected && outcome.expected !== outcome.observed && (
            <p>This engine does it differently from what the chapter says: {text(outcome.expected)}.</p>
          )}
        </div>
      )}
    </section>
  );
}
