import { ActionIcon, Tooltip } from "@mantine/core";
import type { ProcessList } from "@shared/containers.ts";
import { errorShape } from "@shared/errors.ts";
import { IconListDetails, IconRefresh } from "@tabler/icons-react";
import { useState } from "react";
import { api, useStream } from "../../api.ts";
import { DockerCommand } from "../../components/docker-command.tsx";
import { counted } from "../../components/format.ts";
import { MonoCell, PlainTable } from "../../components/plain-table.tsx";
import { Loading, Message } from "../../components/state.tsx";
import { useEngine } from "../../inventory.ts";
import type { ContainerTab } from "../tab.ts";
import { useWindowVisible } from "../visible.ts";
import styles from "./processes.module.css";

/** The tab `Processes`: what `docker top` lists, kept up to date while it is looked at. */
export function ProcessesTab({ container, removed, active }: ContainerTab) {
  const { engine, id, name, state } = container;
  const live = useEngine()?.state === "live";
  const visible = useWindowVisible();
  const [turn, setTurn] = useState(0);
  const [list, setList] = useState<ProcessList>();
  const [failure, setFailure] = useState("");
  const runs = state === "running" || state === "paused";
  const reading = active && visible && live && runs && !removed;
  useStream(reading ? `${engine} ${id} ${turn}` : null, () => api.containers.processes({ engine, id, name }), {
    onBatch: (next) => {
      setFailure("");
      setList(next);
    },
    onEnd: (error) => setFailure(error ? errorShape(error).message : ""),
  });
  if (removed || !runs)
    return (
      <Message icon={IconListDetails} title="Nothing runs in it">
        {removed ? "The container was removed." : "Start the container to see its processes."}
      </Message>
    );
  if (!list) return failure ? <Message title="No list of processes">{failure}</Message> : <Loading>Asking…</Loading>;
  const last = list.titles.length - 1;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling part must be reachable by keyboard
    <section className={styles.tab} aria-label="Processes" tabIndex={0}>
      <div className={styles.head}>
        <span role="status">
          {live ? counted(list.rows.length, "process", "processes") : "As they were when the engine was last reached"}
        </span>
        <Tooltip label="Look again">
          <ActionIcon aria-label="Refresh" disabled={!live} onClick={() => setTurn((before) => before + 1)}>
            <IconRefresh size={15} aria-hidden />
          </ActionIcon>
        </Tooltip>
      </div>
      {failure ? <p role="alert">{failure}</p> : null}
      <PlainTable label="Processes" head={list.titles}>
        {list.rows.map((row, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: which column identifies a process is up to the engine's ps
          <tr key={at}>
            {row.map((cell, column) =>
              column === last ? (
                <MonoCell key={list.titles[column]}>{cell}</MonoCell>
              ) : (
                <td key={list.titles[column]}>{cell}</td>
              ),
            )}
          </tr>
        ))}
      </PlainTable>
      <DockerCommand command={["top", name]} />
    </section>
  );
}
