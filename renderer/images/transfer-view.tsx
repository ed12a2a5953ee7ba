import { Button, Progress } from "@mantine/core";
import type { LayerProgress, TransferProgress } from "@shared/images.ts";
import { size } from "../components/format.ts";
import { Badge, type Tone } from "../components/state-text.tsx";
import { percent, progressText, type Rate } from "./rate.ts";
import styles from "./transfers.module.css";
import { cancelTransfer, dismissTransfer, type Transfer, type TransferKind, transferWords } from "./transfers.ts";

const tones: Readonly<Record<Transfer["state"], Tone>> = {
  running: "accent",
  done: "running",
  failed: "unhealthy",
  cancelled: "exited",
};

interface TransferViewProps {
  readonly transfer: Transfer;
  /** Offers `Run` once it is done. */
  onRun?(reference: string): void;
}

/** One transfer: how far it is in total and layer by layer, and what can be done about it. */
export function TransferView({ transfer, onRun }: TransferViewProps) {
  const { id, kind, subject, state, progress, rate, error, again } = transfer;
  const { verb, doing, done } = transferWords[kind];
  const words = { running: progress?.waiting ? "Waiting" : doing, done, failed: "Failed", cancelled: "Cancelled" };
  const compact = { size: "compact-sm", variant: "default" } as const;
  return (
    <section className={styles.transfer} aria-label={`${verb} ${subject}`}>
      <header className={styles.header}>
        <Badge tone={progress?.waiting && state === "running" ? "paused" : tones[state]}>{words[state]}</Badge>
        <span className={styles.reference} title={subject}>
          {subject}
        </span>
        {state === "running" ? (
          <Button {...compact} onClick={() => cancelTransfer(id)}>
            Cancel
          </Button>
        ) : (
          <>
            {state === "done" && onRun ? (
              <Button {...compact} onClick={() => onRun(subject)}>
                Run
              </Button>
            ) : null}
            {state === "done" ? null : (
              <Button {...compact} onClick={again}>
                Try again
              </Button>
            )}
            <Button size="compact-sm" variant="subtle" color="gray" onClick={() => dismissTransfer(id)}>
              Dismiss
            </Button>
          </>
        )}
      </header>
      {state === "failed" && error ? <Failure message={error.message} detail={error.detail} /> : null}
      {state === "running" ? <Total reference={subject} kind={kind} progress={progress} rate={rate} /> : null}
      {state === "running" && progress && progress.layers.length > 0 ? <Layers layers={progress.layers} /> : null}
      {state === "done" && progress ? <Result progress={progress} kind={kind} /> : null}
    </section>
  );
}

/** What went wrong, and what the engine said, folded away. */
export const Failure = ({ message, detail }: { message: string; detail: string | undefined }) => (
  <div role="alert" className={styles.error}>
    {message}
    {detail && detail !== message ? (
      <details>
        <summary>What the engine said</summary>
        <pre>{detail}</pre>
      </details>
    ) : null}
  </div>
);

function Result({ progress, kind }: { progress: TransferProgress; kind: Transfer["kind"] }) {
  if (kind === "save") return <p className={styles.note}>{size(progress.current)} were written.</p>;
  // A load names every image; of the others the last line says how it ended.
  const lines = kind === "load" ? progress.messages : progress.messages.slice(-1);
  return (
    <>
      {lines.map((line) => (
        <p key={line} className={styles.note}>
          {line}
        </p>
      ))}
    </>
  );
}

interface TotalProps {
  readonly reference: string;
  readonly kind?: TransferKind;
  readonly progress?: TransferProgress;
  readonly rate?: Rate;
}

/** Progress over all layers, as a bar and in words. */
export function Total({ reference, kind = "pull", progress, rate }: TotalProps) {
  return (
    <>
      <Progress.Root size="md" className={styles.bar}>
        <Progress.Section value={progress ? percent(progress) : 0} aria-label={`Progress of ${reference}`} />
      </Progress.Root>
      <p className={styles.note}>{progress?.waiting ?? progressText(progress, rate, kind)}</p>
    </>
  );
}

const finished = /^(?:Pull complete|Already exists|Pushed|Layer already exists|Mounted from )/;

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
