import { Button, Loader } from "@mantine/core";
import type { Container } from "@shared/containers.ts";
import type { ReactNode } from "react";
import { firstTail, type LogSession } from "./log-session.ts";
import styles from "./logs.module.css";

interface Saying {
  readonly tone?: "warning" | "error";
  readonly text: ReactNode;
  readonly action?: ReactNode;
}

/** What to know about the log as a whole: lost, gone, failed. Nothing while all is well. */
function trouble(session: LogSession, live: boolean, removed: boolean): Saying | null {
  const { phase, error } = session.state();
  if (!live || phase === "lost")
    return {
      tone: "warning",
      text: "The connection to the engine was lost. What was read stays here; the log goes on by itself when the engine is live again.",
    };
  if (phase === "gone" || removed)
    return {
      tone: "warning",
      text: "This container was removed. What was read of its log stays here until you leave.",
    };
  // Its driver keeps nothing: a second try would not help.
  if (phase === "failed" && error?.code === "UNSUPPORTED") return { tone: "warning", text: error.message };
  if (phase === "failed" && error)
    return {
      tone: "error",
      text: `The log cannot be read. ${error.message}${error.detail && error.detail !== error.message ? ` (${error.detail})` : ""}`,
      action: <Button onClick={session.reopen}>Try again</Button>,
    };
  if (error) return { tone: "error", text: `Older lines could not be read. ${error.message}` };
  return null;
}

/** One line above the log, where there is something to say about it. */
export function LogBanner(props: { session: LogSession; live: boolean; removed: boolean }) {
  const saying = trouble(props.session, props.live, props.removed);
  if (!saying) return null;
  return (
    <div className={styles.banner} data-tone={saying.tone} role={saying.tone === "error" ? "alert" : "status"}>
      <span>{saying.text}</span>
      {saying.action}
    </div>
  );
}

/** How many lines are here, and how to get the ones before them. */
export function LogExtent({ session }: { session: LogSession }) {
  const { start, older } = session.state();
  const { buffer } = session;
  const lines = buffer.end - buffer.first;
  const count = `${lines.toLocaleString()} ${lines === 1 ? "line" : "lines"}`;
  if (older !== undefined)
    return (
      <span className={styles.extent}>
        <Loader size={12} /> Reading older lines… {older.toLocaleString()}
      </span>
    );
  // Fewer than were asked for: there are none before them.
  if (lines === 0 || (start === "more" && buffer.end < firstTail))
    return <span className={styles.extent}>{count}</span>;
  if (start === "beginning") return <span className={styles.extent}>{count}, from the beginning</span>;
  if (start === "full" || buffer.dropped > 0)
    return (
      <span className={styles.extent} title="Older ones: docker logs --until">
        The {count} written last
      </span>
    );
  return (
    <span className={styles.extent}>
      {count}
      <Button variant="subtle" size="compact-xs" onClick={() => session.loadOlder()}>
        Older lines
      </Button>
      <Button variant="subtle" size="compact-xs" onClick={() => session.loadOlder(true)}>
        All lines
      </Button>
    </span>
  );
}

/** Why there is not a single line. */
export function emptyText(session: LogSession, { state, exitCode }: Container): string {
  const { phase } = session.state();
  if (phase === "opening" || phase === "paused") return "Reading the log…";
  if (phase === "failed" || phase === "lost" || phase === "gone") return "";
  if (state === "created") return "No output yet: the container has not been started.";
  if (state === "exited")
    return `The container exited${exitCode === undefined ? "" : ` with code ${exitCode}`} without any output.`;
  return "No output yet. New lines appear here as the container writes them.";
}
