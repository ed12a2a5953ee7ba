import { Button } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { retryEngine } from "../components/state.tsx";
import { useEngine } from "../inventory.ts";
import styles from "./banner.module.css";

const clock = new Intl.DateTimeFormat(undefined, { timeStyle: "medium" });

/** Says over every page that its rows are old, since when, why, and offers to try again. */
export function StaleBanner() {
  const engine = useEngine();
  if (!engine?.listedAt || engine.state === "live" || engine.state === "connecting") return null;
  return (
    <div role="status" className={styles.banner}>
      <IconAlertTriangle size={16} aria-hidden="true" className={styles.icon} />
      <p className={styles.text}>
        <strong>{engine.name} does not answer.</strong> Rows are as of {clock.format(engine.listedAt)}, and actions wait
        until it is back. {engine.problem}
      </p>
      <Button size="compact-xs" variant="default" onClick={retryEngine}>
        Try again
      </Button>
    </div>
  );
}
