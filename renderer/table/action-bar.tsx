import { Button } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { type Action, type Noun, obstacle, perform, useAnyBusy } from "../actions.ts";
import { DockerCommand } from "../components/docker-command.tsx";
import styles from "./action-bar.module.css";

interface ActionBarProps<Item> {
  /** Name of the toolbar. */
  readonly label: string;
  readonly items: readonly Item[];
  readonly actions: readonly Action<Item>[];
  readonly noun: Noun<Item>;
  readonly live: boolean;
  /** Where the docker line appears. */
  readonly side: "above" | "below";
  readonly children?: ReactNode;
}

/** Buttons for what can be done with these items; the docker lines of the one under the pointer or focus stand beside it. */
export function ActionBar<Item>({ label, items, actions, noun, live, side, children }: ActionBarProps<Item>) {
  const [peeked, setPeeked] = useState<Action<Item> | null>(null);
  const busy = useAnyBusy(items.map(noun.id));
  const offered = actions
    .filter(({ single }) => !single || items.length === 1)
    .map((action) => ({ action, able: items.filter((item) => obstacle(action, item, live) === undefined) }))
    .filter(({ action }) => items.some((item) => action.when(item) !== false));
  const lines = offered.find(({ action }) => action === peeked)?.able.map((item) => [...peeked!.command(item)]) ?? [];

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: leaving with the pointer only puts the docker line away
    <div
      className={styles.bar}
      onMouseLeave={() => setPeeked(null)}
      onBlur={(event) => event.currentTarget.contains(event.relatedTarget) || setPeeked(null)}
      onKeyDown={(event) => event.key === "Escape" && setPeeked(null)}
    >
      <div role="toolbar" aria-label={label} className={styles.buttons}>
        {children}
        {offered.map(({ action, able }) => (
          <Button
            key={action.id}
            size="compact-sm"
            variant="default"
            className={styles.button}
            leftSection={<action.icon size={15} stroke={1.75} aria-hidden />}
            data-destructive={action.destructive ? true : undefined}
            disabled={busy || able.length === 0}
            title={able.length === 0 ? obstacle(action, items[0]!, live) : undefined}
            aria-label={action.label}
            onMouseEnter={() => setPeeked(action)}
            onFocus={() => setPeeked(action)}
            onClick={() => {
              setPeeked(null);
              void perform(action, able, noun);
            }}
          >
            {action.label}
            {able.length > 0 && able.length < items.length ? <span className={styles.count}>{able.length}</span> : null}
          </Button>
        ))}
      </div>
      {lines.some((line) => line.length > 0) ? (
        <div className={styles.peek} data-side={side}>
          <DockerCommand command={lines} />
        </div>
      ) : null}
    </div>
  );
}
