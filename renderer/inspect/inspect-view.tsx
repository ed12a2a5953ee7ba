import { Button, SegmentedControl } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { DockerCommand } from "../components/docker-command.tsx";
import { FactsView } from "../components/facts.tsx";
import { Loading, Message } from "../components/state.tsx";
import "../theme/ansi.css";
import styles from "./inspect.module.css";
import { JsonPane } from "./json-pane.tsx";
import { Readable } from "./readable.tsx";
import type { Inspected } from "./use-inspect.ts";

interface InspectViewProps {
  readonly inspected: Inspected;
  readonly command: readonly string[];
  /** The engine does not answer, so nothing is asked. */
  readonly waiting?: boolean;
  /** Sections for people; without it every field is shown under its own name. */
  readonly children?: (value: unknown, revealed: boolean, reveal: (on: boolean) => void) => ReactNode;
}

/** `docker inspect`, for people and as it is: side by side where there is room, one of them where there is not. */
export function InspectView({ inspected, command, waiting = false, children }: InspectViewProps) {
  const { value, error, reload } = inspected;
  const [shown, setShown] = useState("readable");
  const [revealed, setRevealed] = useState(false);
  if (value === undefined) {
    if (!error) return <Loading>{waiting ? "Waiting for the engine…" : "Inspecting…"}</Loading>;
    const again = error.code === "NOT_FOUND" ? null : <Button onClick={reload}>Try again</Button>;
    return (
      <Message title="It cannot be inspected" actions={again}>
        {error.message}
      </Message>
    );
  }
  return (
    <div className={styles.tab} data-shown={shown}>
      <div className={styles.choice}>
        <SegmentedControl
          aria-label="Show"
          value={shown}
          onChange={setShown}
          data={[
            { value: "readable", label: "Readable" },
            { value: "json", label: "JSON" },
          ]}
        />
      </div>
      {error && (
        <p className={styles.stale} role="status">
          This is what was read last. {error.message}
        </p>
      )}
      <div className={styles.panes}>
        <section className={styles.readable} aria-label="Readable">
          <FactsView>{children ? children(value, revealed, setRevealed) : <Readable value={value} />}</FactsView>
        </section>
        <JsonPane value={value} revealed={revealed} />
      </div>
      <div className={styles.foot}>
        <DockerCommand command={command} />
      </div>
    </div>
  );
}
