import { Button, Progress } from "@mantine/core";
import type { LayerProgress, PullProgress } from "@shared/images.ts";
import { size } from "../components/format.ts";
import { Badge, type Tone } from "../components/state-text.tsx";
import styles from "./pull.module.css";
import { cancelPull, dismissPull, type Pull, startPull } from "./pulls.ts";
import { percent, progressText, type Rate } from "./rate.ts";

const words: Record<Pull["state"], { tone: Tone; text: string }> = {
  pulling: { tone: "accent", text: "Pulling" },
  done: { tone: "running", text: "Pulled" },
  failed: { tone: "unhealthy", text: "Failed" },
  cancelled: { tone: "exited", text: "Cancelled" },
};

/** One pull: how far it is in total and layer by layer, and what can be done about it. */
export function PullView({ pull, onRun }: { pull: Pull; onRun(reference: string): void }) {
  const { id, engine, reference, state, progress, rate, error } = pull;
  const { tone, text } = words[state];
  return (
    <section className={styles.pull} aria-label={`Pull ${reference}`}>
      <header className={styles.header}>
        <Badge tone={tone}>{text}</Badge>
        <span className={styles.reference} title={reference}>
          {reference}
        </span>
        {state === "pulling" ? (
          <Button size="compact-sm" variant="default" onClick={() => cancelPull(id)}>
            Cancel
          </Button>
        ) : (
          <>
            {state === "done" ? (
              <Button size="compact-sm" variant="default" onClick={() => onRun(reference)}>
                Run
              </Button>
            ) : (
              <Button size="compact-sm" variant="default" onClick={() => startPull(engine, reference)}>
                Try again
              </Button>
            )}
            <Button size="compact-sm" variant="subtle" color="gray" onClick={() => dismissPull(id)}>
              Dismiss
            </Button>
          </>
        )}
      </header>
      {state === "failed" ? (
        <p role="alert" className={styles.error}>
          {error?.message}
        </p>
      ) : null}
      {state === "pulling" ? <Total reference={reference} progress={progress} rate={rate} /> : null}
      {state === "pulling" && progress ? <Layers layers={progress.layers} /> : null}
      {state === "done" ? <p className={styles.note}>{progress?.messages.at(-1)}</p> : null}
    </section>
  );
}

/** Progress over all layers, as a bar and in words. */
export function Total({ reference, progress, rate }: { reference: string; progress?: PullProgress; rate?: Rate }) {
  return (
    <>
      <Progress.Root size="md" className={styles.bar}>
        <Progress.Section value={progress ? percent(progress) : 0} aria-label={`Progress of ${reference}`} />
      </Progress.Root>
      <p className={styles.note}>{progressText(progress, rate)}</p>
    </>
  );
}

const finished = /^(?:Pull complete|Already exists)/;

function Layers({ layers }: { layers: readonly LayerProgress[] }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling list must be reachable by keyboard
    <ul className={styles.layers} aria-label="Layers" tabIndex={0}>
      {layers.map(({ id, status, current, total }) => (
        <li key={id} className={styles.layer}>
          <code>{id}</code>
          <Progress.Root size="xs" className={styles.bar}>
            <Progress.Section
              value={finished.test(status) ? 100 : percent({ current, total })}
              aria-label={`Progress of layer ${id}`}
            />
          </Progress.Root>
          <span className={styles.status}>{status}</span>
          <span className={styles.bytes}>{total && !finished.test(status) ? size(total) : ""}</span>
        </li>
      ))}
    </ul>
  );
}
