import { Button, Loader } from "@mantine/core";
import { IconBrush, IconRefresh } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { Ago } from "../components/ago.tsx";
import { DockerCommand } from "../components/docker-command.tsx";
import { size } from "../components/format.ts";
import { Page } from "../components/page.tsx";
import { Message, Skeletons } from "../components/state.tsx";
import { useEngine } from "../inventory.ts";
import styles from "./disk.module.css";
import { DiskBar } from "./disk-bar.tsx";
import { DiskMap } from "./disk-map.tsx";
import { DiskTable } from "./disk-table.tsx";
import { kindWords } from "./kinds.ts";
import { useDisk } from "./use-disk.ts";

/** The page `Disk use`: what takes space on the engine, drawn and in a table, and what of it could go. */
export function DiskUsePage() {
  const engine = useEngine();
  const live = engine?.state === "live";
  const { use, counting, error, look, cancel } = useDisk(live ? engine.id : "");
  const total = use?.parts.reduce((sum, part) => sum + part.size, 0) ?? 0;
  const waiting = use?.waiting ?? [];
  return (
    <Page
      title="Disk use"
      chapter="running"
      note={use && waiting.length === 0 ? size(total) : undefined}
      actions={
        <>
          <span role="status" className={styles.status}>
            {counting ? (
              <>
                <Loader size={13} /> Counting{" "}
                {waiting.map((kind) => kindWords[kind].many.toLowerCase()).join(", ") || "again"}…
              </>
            ) : (
              use && (
                <>
                  Counted <Ago time={use.time} />
                </>
              )
            )}
          </span>
          {counting ? (
            <Button variant="default" onClick={cancel}>
              Cancel
            </Button>
          ) : (
            <Button
              variant="default"
              leftSection={<IconRefresh size={15} aria-hidden />}
              disabled={!live}
              onClick={look}
            >
              Count again
            </Button>
          )}
          <Button component={Link} to="/clean-up" leftSection={<IconBrush size={15} aria-hidden />}>
            Clean up
          </Button>
        </>
      }
    >
      {error ? (
        <Message title="The engine could not count" actions={<Button onClick={look}>Try again</Button>}>
          {error.message}
        </Message>
      ) : !use || use.parts.length === 0 ? (
        counting || !engine || live ? (
          counting || !use ? (
            <Skeletons label="Counting what takes space" />
          ) : (
            <Message title="Not counted" actions={<Button onClick={look}>Count</Button>}>
              The engine adds up every file of its volumes and containers, which may take a while.
            </Message>
          )
        ) : (
          <Message title={`${engine.name} is not live`}>
            {engine.problem ?? "Nothing is counted until it answers."}
          </Message>
        )
      ) : (
        <div className={styles.page}>
          <DiskBar use={use} />
          <DiskMap parts={use.parts} />
          <DiskTable use={use} live={live} />
          <div className={styles.foot}>
            <DockerCommand command={["system", "df", "-v"]} />
          </div>
        </div>
      )}
    </Page>
  );
}
