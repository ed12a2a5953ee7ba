import type { ContainerState, Health } from "@shared/containers.ts";
import styles from "./state-text.module.css";

export type Tone = "running" | "paused" | "exited" | "unhealthy" | "accent";

/** Colour of a container's state; a bad exit or failed health check is never shown as merely off. */
export function stateTone(state: ContainerState, health?: Health, exitCode?: number): Tone {
  switch (state) {
    case "running":
      return health === "unhealthy" ? "unhealthy" : health === "starting" ? "paused" : "running";
    case "paused":
    case "restarting":
    case "removing":
      return "paused";
    case "dead":
      return "unhealthy";
    case "exited":
      return exitCode ? "unhealthy" : "exited";
    case "created":
      return "exited";
  }
}

/** A word with its coloured dot; the word carries the meaning, the dot helps the eye. */
export function StateText({ tone, children }: { tone: Tone; children: React.ReactNode }) {
  return (
    <span className={styles.state} data-tone={tone}>
      <span className={styles.dot} aria-hidden="true" />
      <span className={styles.word}>{children}</span>
    </span>
  );
}

/** A word on a soft coloured ground, for headers and menus. */
export function Badge({ tone, children }: { tone: Tone; children: React.ReactNode }) {
  return (
    <span className={styles.badge} data-tone={tone}>
      {children}
    </span>
  );
}
