import { Button, Loader } from "@mantine/core";
import type { ComposeStep } from "@shared/compose.ts";
import { IconAlertTriangle, IconCircleCheck, IconCircleX, IconPlayerStop } from "@tabler/icons-react";
import { useState } from "react";
import { DockerCommand } from "../components/docker-command.tsx";
import { duration, size } from "../components/format.ts";
import { Message } from "../components/state.tsx";
import { Badge, type Tone } from "../components/state-text.tsx";
import { LogLines } from "../containers/logs/log-lines.tsx";
import "../theme/ansi.css";
import styles from "./compose.module.css";
import { cancelRun, isActive, type Run, useRunOf } from "./runs.ts";

const words: Readonly<Record<Run["state"], { text: string; tone: Tone }>> = {
  preparing: { text: "Checking the files", tone: "accent" },
  running: { text: "Running", tone: "accent" },
  stopping: { text: "Stopping", tone: "paused" },
  done: { text: "Done", tone: "running" },
  failed: { text: "Failed", tone: "unhealthy" },
  cancelled: { text: "Cancelled", tone: "exited" },
};

/** The last run of a project: its steps by service, what it printed, and how it ended. */
export function RunTab({ engine, name }: { engine: string; name: string }) {
  const run = useRunOf(engine, name);
  if (!run)
    return (
      <Message title="Nothing was run yet">
        The steps of Up, Stop, Pull and the others are shown here while Compose works, service by service.
      </Message>
    );
  return <RunView run={run} />;
}

function RunView({ run }: { run: Run }) {
  const { text, tone } = words[run.state];
  const active = isActive(run);
  return (
    <div className={styles.run}>
      <header className={styles.runHead}>
        <span className={styles.runTitle}>{run.label}</span>
        <span role="status">
          <Badge tone={tone}>{text}</Badge>
        </span>
        {run.ended ? <span className={styles.quiet}>{duration(run.ended - run.started)}</span> : null}
        <span className={styles.spring} />
        {active ? (
          <Button
            variant="default"
            size="compact-sm"
            leftSection={<IconPlayerStop size={14} aria-hidden />}
            disabled={run.state === "stopping"}
            onClick={() => cancelRun(run.id)}
          >
            Cancel
          </Button>
        ) : null}
      </header>
      {run.error && run.state === "failed" ? (
        <div className={styles.runError} role="alert">
          {run.error.message}
          {run.error.detail ? (
            <details>
              <summary>What Compose said</summary>
              <pre>{run.error.detail}</pre>
            </details>
          ) : null}
        </div>
      ) : null}
      <Steps run={run} />
      {run.lines.end > run.lines.first ? <Output run={run} /> : null}
      <div className={styles.foot}>
        <DockerCommand command={run.command} />
      </div>
    </div>
  );
}

/** Steps under the service they belong to; those of none come first. */
function grouped({ steps, services }: Run): { name: string; steps: readonly ComposeStep[] }[] {
  const groups = new Map<string, ComposeStep[]>([["", []]]);
  for (const service of services) groups.set(service, []);
  for (const step of steps) {
    const key = step.service ?? "";
    const group = groups.get(key);
    if (group) group.push(step);
    else groups.set(key, [step]);
  }
  return [...groups].filter(([, own]) => own.length > 0).map(([name, own]) => ({ name, steps: own }));
}

function StepIcon({ state }: { state: ComposeStep["state"] }) {
  if (state === "working") return <Loader size={13} aria-hidden />;
  const Picture = state === "done" ? IconCircleCheck : state === "error" ? IconCircleX : IconAlertTriangle;
  return <Picture size={16} data-state={state} aria-hidden />;
}

const kinds: Readonly<Record<ComposeStep["kind"], string>> = {
  container: "Container",
  network: "Network",
  volume: "Volume",
  image: "Image",
  service: "Service",
  other: "",
};

function Steps({ run }: { run: Run }) {
  const groups = grouped(run);
  if (groups.length === 0) return null;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling part must be reachable by keyboard
    <section className={styles.steps} aria-label="Steps" tabIndex={0}>
      {groups.map(({ name, steps }) => (
        <section key={name} className={styles.stepGroup} aria-label={name || "Project"}>
          <h3>{name || "Project"}</h3>
          {steps.map((step) => (
            <div key={step.id} className={styles.step}>
              {/* A step that did not end with its run goes on nowhere. */}
              <StepIcon
                state={
                  step.state === "working" && !isActive(run) ? (run.state === "done" ? "done" : "warning") : step.state
                }
              />
              <span className={styles.stepName} title={step.name}>
                {kinds[step.kind]} {step.name}
              </span>
              <span className={styles.stepText} title={step.text}>
                {step.text}
                {step.total ? ` · ${size(step.current ?? 0)} of ${size(step.total)}` : ""}
              </span>
            </div>
          ))}
        </section>
      ))}
    </section>
  );
}

const noRanges = () => [];

function Output({ run }: { run: Run }) {
  const [follow, setFollow] = useState(true);
  const { lines } = run;
  return (
    <section className={styles.output} aria-label="Output">
      <LogLines
        label={`Output of ${run.label}`}
        rows={{ start: lines.first, end: lines.end, line: lines.line }}
        follow={follow}
        wrap={false}
        times="off"
        selected={null}
        current={null}
        ranges={noRanges}
        onFollow={setFollow}
        onSelect={() => undefined}
        onTop={() => undefined}
      />
    </section>
  );
}
