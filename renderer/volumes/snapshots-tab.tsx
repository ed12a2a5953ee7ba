import { Button } from "@mantine/core";
import type { Snapshot } from "@shared/volumes.ts";
import { IconCamera } from "@tabler/icons-react";
import { api } from "../api.ts";
import { Ago } from "../components/ago.tsx";
import { confirmDestructive } from "../components/confirm.tsx";
import { size } from "../components/format.ts";
import { notifyDone, notifyError } from "../components/notices.tsx";
import { PlainTable } from "../components/plain-table.tsx";
import { Loading, Message } from "../components/state.tsx";
import { CopyProgress } from "../files/copy-progress.tsx";
import { useCopying } from "../files/use-copying.ts";
import { useInspect } from "../inspect/use-inspect.ts";
import { askCopy } from "./copy-dialog.tsx";
import styles from "./volumes.module.css";

interface SnapshotsTabProps {
  readonly engine: string;
  readonly name: string;
  readonly live: boolean;
}

/** The tab `Snapshots`: copies of a volume that Drydock keeps, and what can be done with them. */
export function SnapshotsTab({ engine, name, live }: SnapshotsTabProps) {
  const { value, error, reload } = useInspect(`${engine} ${name}`, () => api.volumes.snapshots({ engine, name }));
  const copying = useCopying();
  const snapshots = value as readonly Snapshot[] | undefined;
  const take = () => void askCopy({ kind: "snapshot", engine, name }).then(reload);
  const putBack = async (snapshot: Snapshot) => {
    const sure = await confirmDestructive({
      title: `Put ${snapshot.name} back into ${name}?`,
      body: `Everything in ${name} is replaced by the snapshot. What it holds now is kept as a snapshot first. No container may use the volume.`,
      command: ["volume", "rm", name],
      confirmLabel: "Put back",
    });
    if (!sure) return;
    const last = await copying.start(api.volumes.restoreSnapshot({ engine, id: snapshot.id, volume: name }));
    if (last) notifyDone(`${name} holds ${snapshot.name} again.`);
    reload();
  };
  const remove = async (snapshot: Snapshot) => {
    const sure = await confirmDestructive({
      title: `Delete snapshot ${snapshot.name}?`,
      body: `${size(snapshot.size)} on this computer are freed. The volume itself stays as it is.`,
      command: [],
      confirmLabel: "Delete",
    });
    if (!sure) return;
    await api.volumes.deleteSnapshot({ engine, id: snapshot.id }).catch(notifyError);
    reload();
  };
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling part must be reachable by keyboard
    <div className={styles.tab} tabIndex={0}>
      <div className={styles.toolbar}>
        <Button
          size="compact-sm"
          leftSection={<IconCamera size={14} aria-hidden />}
          disabled={!live || copying.busy}
          onClick={take}
        >
          Take snapshot
        </Button>
        <span className={styles.note}>Kept on this computer, compressed.</span>
      </div>
      <div className={styles.body}>
        <CopyProgress busy={copying.busy} progress={copying.progress} failure={copying.failure} />
        {error ? <Message title="The snapshots cannot be read">{error.message}</Message> : null}
        {!snapshots && !error ? <Loading>Reading the snapshots…</Loading> : null}
        {snapshots?.length === 0 ? <p>No snapshot of this volume yet.</p> : null}
        {snapshots && snapshots.length > 0 ? (
          <PlainTable label="Snapshots" head={["Name", "Taken", "Size", "Consistent", "What to do"]}>
            {snapshots.map((snapshot) => (
              <tr key={snapshot.id}>
                <th scope="row">{snapshot.name}</th>
                <td>
                  <Ago time={snapshot.created} />
                </td>
                <td className={styles.number}>{size(snapshot.size)}</td>
                <td>{snapshot.consistent ? "Yes" : "No: containers wrote meanwhile"}</td>
                <td>
                  <div className={styles.actions}>
                    <Button
                      size="compact-xs"
                      variant="default"
                      aria-label={`Restore ${snapshot.name}`}
                      disabled={!live || copying.busy}
                      onClick={() => void askCopy({ kind: "restore-snapshot", engine, snapshot })}
                    >
                      Restore…
                    </Button>
                    <Button
                      size="compact-xs"
                      variant="default"
                      aria-label={`Put back ${snapshot.name}`}
                      disabled={!live || copying.busy}
                      onClick={() => void putBack(snapshot)}
                    >
                      Put back
                    </Button>
                    <Button
                      size="compact-xs"
                      variant="default"
                      aria-label={`Delete ${snapshot.name}`}
                      disabled={copying.busy}
                      onClick={() => void remove(snapshot)}
                    >
                      Delete
                    </Button>
                  </div>
                </td>
              </tr>
            ))}
          </PlainTable>
        ) : null}
      </div>
    </div>
  );
}
