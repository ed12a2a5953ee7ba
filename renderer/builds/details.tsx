import type { BuildFile, BuildStep, Timeline as TimelineState } from "@shared/build-timeline.ts";
import { type BuildRecord, buildCommand } from "@shared/builds.ts";
import { useEffect, useState } from "react";
import { api } from "../api.ts";
import { Details } from "../components/details.tsx";
import { DockerCommand } from "../components/docker-command.tsx";
import { counted, dateTime, duration, size } from "../components/format.ts";
import { notifyError } from "../components/notices.tsx";
import { Loading } from "../components/state.tsx";
import { Badge } from "../components/state-text.tsx";
import { DetailsActions } from "../table/details-actions.tsx";
import { buildActions, buildNoun } from "./actions.ts";
import styles from "./builds.module.css";
import { type Build, watchBuild } from "./builds.ts";
import { buildStates } from "./states.ts";
import { Timeline } from "./timeline.tsx";

interface BuildDetailsProps {
  readonly build: Build;
  readonly tab: string | undefined;
  readonly live: boolean;
  onTab(tab: string): void;
  onClose(): void;
}

/** What there is to show of a build. */
interface Told {
  readonly steps: readonly BuildStep[];
  readonly dockerfile: BuildFile | undefined;
  readonly failure: TimelineState["failure"];
  readonly warnings: TimelineState["warnings"];
}

/** The region `Details` of one build: its steps, and its Dockerfile as it was then. */
export function BuildDetails({ build, tab = "steps", live, onTab, onClose }: BuildDetailsProps) {
  const record = useRecord(build);
  const { timeline } = build;
  const told: Told | undefined = timeline
    ? {
        steps: timeline.steps(),
        dockerfile: timeline.dockerfile,
        failure: timeline.failure,
        warnings: timeline.warnings,
      }
    : record && {
        steps: record.timeline,
        dockerfile: record.dockerfile,
        failure: record.failure,
        warnings: record.warnings ?? [],
      };
  const { tone, word } = buildStates[build.state];
  useEffect(() => watchBuild(build.id), [build.id]);
  return (
    <Details
      id={build.id}
      name={buildNoun.name(build)}
      state={<Badge tone={tone}>{word}</Badge>}
      actions={<DetailsActions item={build} actions={buildActions} noun={buildNoun} live={live} most={2} />}
      tabs={[
        { id: "steps", label: "Steps", content: () => <Steps build={build} told={told} /> },
        {
          id: "dockerfile",
          label: "Dockerfile",
          content: () => (
            <div className={styles.view}>
              {told?.dockerfile ? (
                <>
                  <p className={styles.faint}>{told.dockerfile.path}, as it was then</p>
                  {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling part must be reachable by keyboard */}
                  <pre className={styles.output} tabIndex={0}>
                    {told.dockerfile.text}
                  </pre>
                </>
              ) : (
                <p className={styles.faint}>No Dockerfile was read.</p>
              )}
            </div>
          ),
        },
      ]}
      tab={tab}
      onTab={onTab}
      onClose={onClose}
    />
  );
}

function Steps({ build, told }: { build: Build; told: Told | undefined }) {
  if (!told) return <Loading>Reading the history…</Loading>;
  const { state, error } = build;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling part must be reachable by keyboard
    <div className={styles.view} tabIndex={0}>
      <DockerCommand command={buildCommand(build.input)} />
      <p className={styles.summary} role="status">
        <span>{counted(build.steps, "step")}</span>
        <span>{build.cached} cached</span>
        {build.sent ? <span>{size(build.sent)} sent</span> : null}
        {build.duration === undefined ? null : <span>{duration(build.duration)}</span>}
        <span>{dateTime(build.time)}</span>
      </p>
      {error ? (
        <div role="alert" className={styles.failure}>
          {error.message}
          {error.detail && error.detail !== error.message ? (
            <details>
              <summary>What the engine said</summary>
              <pre>{error.detail}</pre>
            </details>
          ) : null}
        </div>
      ) : null}
      {told.warnings.length > 0 ? (
        <ul className={styles.warnings} aria-label="Warnings">
          {told.warnings.map(({ message, line }) => (
            <li key={`${line} ${message}`}>
              {line ? `Line ${line}: ` : ""}
              {message}
            </li>
          ))}
        </ul>
      ) : null}
      {told.steps.length > 0 ? (
        <Timeline
          steps={told.steps}
          dockerfile={told.dockerfile}
          failure={told.failure}
          running={state === "running"}
        />
      ) : (
        <p className={styles.faint}>
          {state === "running" ? "The engine has not begun yet." : "It ended before its first step."}
        </p>
      )}
    </div>
  );
}

/** What the history keeps of a build that this window has not run. */
function useRecord({ id, timeline }: Build): BuildRecord | undefined {
  const [record, setRecord] = useState<BuildRecord>();
  const wanted = timeline ? undefined : id;
  useEffect(() => {
    let left = false;
    if (wanted) api.builds.record({ id: wanted }).then((found) => left || setRecord(found), notifyError);
    return () => {
      left = true;
    };
  }, [wanted]);
  return record?.id === wanted ? record : undefined;
}
