import { SegmentedControl } from "@mantine/core";
import { useEffect, useState } from "react";
import { Page } from "../components/page.tsx";
import { DiskUseLink } from "../disk/disk-use-link.tsx";
import { useEngine } from "../inventory.ts";
import { ChoicesForm } from "./choices.tsx";
import styles from "./page.module.css";
import { Preview } from "./preview.tsx";
import { RemovedView } from "./removed.tsx";
import { forgetPlan, removal, useSession } from "./session.ts";

const views = [
  { value: "plan", label: "Clean up" },
  { value: "removed", label: "Removed" },
];

/** What the engine no longer needs: chosen, previewed row by row, and then removed exactly so. */
export function CleanUpPage() {
  const [view, setView] = useState("plan");
  const engine = useEngine();
  const { plan } = useSession();
  const running = removal.use().state === "running";
  const another = plan !== undefined && engine !== null && engine.id !== "" && plan.engine !== engine.id;
  useEffect(() => {
    if (another && !running) forgetPlan();
  }, [another, running]);
  return (
    <Page
      title="Clean up"
      chapter="running"
      actions={
        <>
          <DiskUseLink />
          <SegmentedControl aria-label="View" value={view} onChange={setView} data={views} />
        </>
      }
    >
      {view === "removed" ? (
        <RemovedView />
      ) : (
        <div className={styles.page}>
          <ChoicesForm disabled={running} />
          <section className={styles.preview} aria-label="Preview">
            <Preview />
          </section>
        </div>
      )}
    </Page>
  );
}
