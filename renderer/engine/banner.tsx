import { Button } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { retryEngine } from "../components/state.tsx";
import { useEngine } from "../inventory.ts";
import styles from "./banner.module.css";

const clock = new Intl.DateTimeFormat(undefined, { timeStyle: "medium" });

/** Says over every page that its rows are old, since when and why, or that a list is missing; offers to try again. */
export function EngineBanner() {
  const engine = useEngine();
  if (!engine?.listedAt || engine.state === "connecting") return null;
  const { name, state, problem, listedAt } = engine;
  if (state === "live" && !problem) return null;
  return (
    <div role="status" className={styles.banner}>
      <IconAlertTriangle size={16} aria-hidden="true" className={styles.icon} />
      <p className={styles.text}>
        {state !== "live" && (
          <>
            <strong>{name} does not answer.</strong> Rows are as of {clock.format(listedAt)}, and actions wait until it
            is back.{" "}
          </>
        )}
        {problem}
      </p>
      <Button size="compact-xs" variant="default" onClick={retryEngine}>
        Try again
      </Button>
    </div>
  );
}
