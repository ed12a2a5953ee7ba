import { Button } from "@mantine/core";
import { useState } from "react";
import { api } from "../../api.ts";
import { DockerCommand } from "../../components/docker-command.tsx";
import { Loading, Message } from "../../components/state.tsx";
import { useInspect } from "../../inspect/use-inspect.ts";
import { refOf } from "../actions.ts";
import type { ImageRow } from "../rows.ts";
import { useReading } from "./content.ts";
import { FilesPane } from "./files-pane.tsx";
import { HistoryTable } from "./history-table.tsx";
import styles from "./layers.module.css";
import { type HistoryEntry, linesOf } from "./lines.ts";

/** The tab `Layers`: the instructions that made the image, the last one first, and the files that each changed. */
export function LayersTab({ row }: { row: ImageRow }) {
  const { value, error, reload } = useInspect(row.id, () => api.images.history(refOf(row)));
  const reading = useReading(row);
  const [chosen, setChosen] = useState<{ readonly image: string; readonly layer: number }>();
  const history = value as readonly HistoryEntry[] | undefined;
  if (!history && !error) return <Loading>Reading the history…</Loading>;
  if (!history)
    return (
      <Message title="The history cannot be read" actions={<Button onClick={reload}>Try again</Button>}>
        {error?.message}
      </Message>
    );
  const lines = linesOf(history, reading.content);
  // The topmost layer that has files, until another one is chosen.
  const first = lines.find(({ layer }) => layer !== undefined)?.layer;
  const layer = chosen?.image === row.id ? chosen.layer : first;
  return (
    <div className={styles.tab}>
      <div className={styles.panes}>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling part must be reachable by keyboard */}
        <div className={styles.history} tabIndex={0}>
          <HistoryTable
            lines={lines}
            chosen={reading.content ? layer : undefined}
            onChoose={(next) => setChosen({ image: row.id, layer: next })}
          />
        </div>
        <FilesPane
          key={row.id}
          row={row}
          reading={reading}
          layer={layer}
          instruction={lines.find((line) => line.layer === layer)?.instruction ?? ""}
          onLayer={(next) => setChosen({ image: row.id, layer: next })}
        />
      </div>
      <div className={styles.foot}>
        <DockerCommand command={[reading.content || reading.progress ? "save" : "history", row.reference]} />
      </div>
    </div>
  );
}
