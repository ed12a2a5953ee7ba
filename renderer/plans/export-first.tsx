import { Button } from "@mantine/core";
import { errorShape } from "@shared/errors.ts";
import type { PlanRow } from "@shared/plans.ts";
import { IconDownload } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { api, readStream } from "../api.ts";
import { counted, size } from "../components/format.ts";
import { useEngine } from "../inventory.ts";
import styles from "./plans.module.css";

interface Exporting {
  readonly text: string;
  readonly state: "running" | "done" | "failed";
}

/** `2026-11-24-164703`: an export never takes the place of an earlier one. */
const stamp = () => new Date().toISOString().slice(0, 19).replace("T", "-").replaceAll(":", "");

/** Writes each of these volumes to a .tar of its own in a folder that is asked for, before they are removed. */
export function ExportFirst({ rows }: { rows: readonly PlanRow[] }) {
  const engine = useEngine();
  const [exporting, setExporting] = useState<Exporting>();
  const leaving = useRef<AbortController>(undefined);
  useEffect(() => () => leaving.current?.abort(), []);

  const run = async () => {
    if (!engine) return;
    const folder = await api.app.choose({ kind: "folder", title: "Export volumes to" });
    if (folder === null) return;
    const abort = new AbortController();
    leaving.current = abort;
    let total = 0;
    for (const [index, { name }] of rows.entries()) {
      const file = `${folder.replace(/[/\\]$/, "")}/${name}-${stamp()}.tar`;
      const which = rows.length > 1 ? ` (${index + 1} of ${rows.length})` : "";
      let bytes = 0;
      await readStream(
        api.volumes.backup({ engine: engine.id, name, file, writers: "leave" }),
        (progress) => {
          bytes = progress.bytes;
          setExporting({ state: "running", text: `Exporting ${name}${which}: ${size(bytes)}` });
        },
        abort.signal,
      );
      if (abort.signal.aborted) return setExporting({ state: "failed", text: "The export was cancelled." });
      total += bytes;
    }
    setExporting({ state: "done", text: `${counted(rows.length, "volume")} exported to ${folder} (${size(total)}).` });
  };
  const start = () =>
    void run().catch((error) =>
      setExporting({ state: "failed", text: `The export failed: ${errorShape(error).message}` }),
    );
  const running = exporting?.state === "running";
  return (
    <div className={styles.export}>
      <Button
        variant="default"
        leftSection={<IconDownload size={15} aria-hidden />}
        onClick={running ? () => leaving.current?.abort() : start}
      >
        {running ? "Cancel export" : "Export first"}
      </Button>
      <span role={exporting?.state === "failed" ? "alert" : "status"}>
        {exporting?.text ?? "Writes a .tar of each to a folder of yours."}
      </span>
    </div>
  );
}
