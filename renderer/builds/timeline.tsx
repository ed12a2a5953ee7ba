import { UnstyledButton } from "@mantine/core";
import type { BuildFile, BuildStep, StepState, Timeline as TimelineState } from "@shared/build-timeline.ts";
import { IconChevronRight } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { duration, size } from "../components/format.ts";
import { StateText, type Tone } from "../components/state-text.tsx";
import { visibleText } from "../containers/logs/ansi.ts";
import styles from "./builds.module.css";

const words: Readonly<Record<StepState, { readonly tone: Tone; readonly word: string }>> = {
  waiting: { tone: "exited", word: "waiting" },
  running: { tone: "accent", word: "running" },
  done: { tone: "running", word: "done" },
  cached: { tone: "exited", word: "cached" },
  failed: { tone: "unhealthy", word: "failed" },
  cancelled: { tone: "exited", word: "cancelled" },
};

/** Lines of a step's output that are shown; docker's own progress shows six. */
const mostLines = 2000;
/** Lines of the Dockerfile around the one that failed. */
const around = 3;

interface TimelineProps {
  readonly steps: readonly BuildStep[];
  readonly dockerfile: BuildFile | undefined;
  readonly failure: TimelineState["failure"];
  /** The build goes on: steps that run count their time. */
  readonly running: boolean;
}

/** The steps of a build in their order; what runs and what failed is open, until one chooses otherwise. */
export function Timeline({ steps, dockerfile, failure, running }: TimelineProps) {
  const [chosen, setChosen] = useState<Readonly<Record<string, boolean>>>({});
  const failed = failure?.step ?? steps.find(({ state }) => state === "failed")?.id;
  const list = useRef<HTMLOListElement>(null);
  useEffect(() => {
    if (failed) list.current?.querySelector('[data-state="failed"]')?.scrollIntoView({ block: "center" });
  }, [failed]);
  return (
    <ol ref={list} className={styles.steps} aria-label="Steps">
      {[...steps].sort(inOrder).map((step) => (
        <Step
          key={step.id}
          step={running || step.state !== "running" ? step : { ...step, state: "cancelled" }}
          open={chosen[step.id] ?? (step.id === failed || (step.state === "running" && running && step.output !== ""))}
          lines={step.id === failed ? failure?.lines : undefined}
          dockerfile={dockerfile}
          onToggle={(open) => setChosen((before) => ({ ...before, [step.id]: open }))}
        />
      ))}
    </ol>
  );
}

/** What prepares the build, the Dockerfile from top to bottom, and what is done with the result. */
const part = ({ name, line }: BuildStep): number =>
  line !== undefined ? 1 : /^(?:\[internal\]|resolve )/.test(name) ? 0 : 2;
const inOrder = (a: BuildStep, b: BuildStep): number => part(a) - part(b) || (a.line ?? 0) - (b.line ?? 0);

interface StepProps {
  readonly step: BuildStep;
  readonly open: boolean;
  readonly lines: readonly [number, number] | undefined;
  readonly dockerfile: BuildFile | undefined;
  onToggle(open: boolean): void;
}

function Step({ step, open, lines, dockerfile, onToggle }: StepProps) {
  const { tone, word } = words[step.state];
  const moving =
    step.state === "running" ? step.transfers.filter(({ current, total }) => total === 0 || current < total) : [];
  return (
    <li className={styles.step} data-state={step.state}>
      <UnstyledButton className={styles.head} aria-expanded={open} onClick={() => onToggle(!open)}>
        <IconChevronRight size={14} aria-hidden className={styles.chevron} />
        <span className={styles.name} title={step.name}>
          {step.name || "…"}
        </span>
        {step.line !== undefined ? <span className={styles.line}>line {step.line}</span> : null}
        <span className={styles.state}>
          <StateText tone={tone}>{word}</StateText>
        </span>
        <span className={styles.time}>{step.state === "running" ? <Elapsed since={step.started} /> : took(step)}</span>
      </UnstyledButton>
      {moving.length > 0 ? (
        <ul className={styles.transfers}>
          {moving.slice(-8).map(({ name, current, total }) => (
            <li key={name}>
              <span title={name}>{name}</span> {size(current)}
              {total > 0 ? ` of ${size(total)}` : ""}
            </li>
          ))}
        </ul>
      ) : null}
      {open ? <Body step={step} lines={lines} dockerfile={dockerfile} /> : null}
    </li>
  );
}

const took = ({ duration: milliseconds, state }: BuildStep): string =>
  milliseconds === undefined || state === "cached" ? "" : duration(milliseconds);

function Body({ step, lines, dockerfile }: Pick<StepProps, "step" | "lines" | "dockerfile">) {
  const output = step.output.split("\n");
  const shown = output.slice(-mostLines);
  const from = lines?.[0] ?? (step.state === "failed" ? step.line : undefined);
  return (
    <div className={styles.body}>
      {from !== undefined && dockerfile ? <Excerpt file={dockerfile} from={from} to={lines?.[1] ?? from} /> : null}
      {step.cut || shown.length < output.length ? <p className={styles.faint}>Earlier output was left out.</p> : null}
      {step.output.trim() ? (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling part must be reachable by keyboard
        <pre className={styles.output} tabIndex={0}>
          {shown.map(visibleText).join("\n").trimEnd()}
        </pre>
      ) : (
        <p className={styles.faint}>It said nothing.</p>
      )}
      {step.error ? <p className={styles.error}>{visibleText(step.error)}</p> : null}
    </div>
  );
}

/** Lines of the Dockerfile, the failing ones marked. */
export function Excerpt({ file, from, to }: { file: BuildFile; from: number; to: number }) {
  const lines = file.text.split(/\r?\n/);
  const first = Math.max(1, from - around);
  const last = Math.min(lines.length, Math.min(to, from + 30) + around);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling part must be reachable by keyboard
    <section className={styles.excerpt} aria-label="Failing line" tabIndex={0}>
      {lines.slice(first - 1, last).map((text, at) => {
        const number = first + at;
        return (
          <div key={number} className={styles.excerptLine} data-failing={(number >= from && number <= to) || undefined}>
            <span className={styles.number}>{number}</span>
            <code>{visibleText(text)}</code>
          </div>
        );
      })}
    </section>
  );
}

/** Seconds since a step was seen to start. */
function Elapsed({ since }: { since: number | undefined }) {
  const [, tick] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => tick((count) => count + 1), 1000);
    return () => clearInterval(timer);
  }, []);
  return since === undefined ? null : duration(Math.max(0, Date.now() - since));
}
