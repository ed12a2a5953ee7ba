import { Button, Progress, SegmentedControl } from "@mantine/core";
import { IconStack2 } from "@tabler/icons-react";
import { useState } from "react";
import { size } from "../../components/format.ts";
import { Message } from "../../components/state.tsx";
import type { ImageRow } from "../rows.ts";
import type { Reading } from "./content.ts";
import { FileBrowser } from "./file-browser.tsx";
import styles from "./layers.module.css";
import { WasteTable } from "./waste-table.tsx";

/** Bytes from which it is worth knowing what reading an image costs. */
const large = 500_000_000;

interface FilesPaneProps {
  readonly row: ImageRow;
  readonly reading: Reading;
  readonly layer: number | undefined;
  readonly instruction: string;
  onLayer(layer: number): void;
}

/** What stands beside the layers: how to read the files, how far that is, and then the files or what is wasted. */
export function FilesPane({ row, reading, layer, instruction, onLayer }: FilesPaneProps) {
  const [shown, setShown] = useState<"files" | "wasted">("files");
  const { content, progress, error } = reading;
  if (!content)
    return (
      <section className={styles.pane} aria-label="Files">
        {progress ? (
          <ReadingProgress bytes={progress.bytes} total={progress.total} onCancel={reading.cancel} />
        ) : (
          <Message
            icon={IconStack2}
            title={error ? "The files cannot be read" : "What is in each layer?"}
            actions={
              <Button variant={error ? "filled" : "default"} onClick={reading.read}>
                {error ? "Try again" : "Read files"}
              </Button>
            }
          >
            {error
              ? error.message
              : `Drydock reads the image once (${size(row.size)}), without a container, and shows which files each layer adds, changes and removes, and what is wasted.${row.size > large ? " The engine packs it on its own disk first, which takes as much room there for a while." : ""}`}
          </Message>
        )}
      </section>
    );
  const efficiency = content.written === 0 ? 1 : (content.written - content.wasted) / content.written;
  return (
    <section className={styles.pane} aria-label="Files">
      <div className={styles.head}>
        <SegmentedControl
          aria-label="Show"
          value={shown}
          onChange={(next) => setShown(next as typeof shown)}
          data={[
            { value: "files", label: "Files" },
            { value: "wasted", label: "Wasted space" },
          ]}
        />
        <Efficiency share={efficiency} wasted={content.wasted} />
      </div>
      {content.unlisted > 0 && (
        <p className={styles.notice} role="status">
          This image has {content.unlisted.toLocaleString("en")} more files than Drydock keeps in memory. Sizes count
          them, the lists do not, and more than what is shown may be wasted.
        </p>
      )}
      {shown === "wasted" ? (
        <WasteTable
          content={content}
          onLayer={(next) => {
            onLayer(next);
            setShown("files");
          }}
        />
      ) : layer === undefined ? (
        <Message title="No layer has files">This image only has settings.</Message>
      ) : (
        <FileBrowser
          key={layer}
          row={row}
          layer={layer}
          instruction={instruction}
          counts={content.layers[layer]!}
          onForgotten={reading.forget}
        />
      )}
    </section>
  );
}

function Efficiency({ share, wasted }: { share: number; wasted: number }) {
  const percent = Math.floor(share * 1000) / 10;
  return (
    <div
      className={styles.efficiency}
      title="Share of what all layers hold that a container can still see. The rest was written and later overwritten or removed."
    >
      <span>
        Efficiency <strong>{percent} %</strong>
      </span>
      <span className={styles.amount}>{wasted > 0 ? `${size(wasted)} wasted` : "nothing wasted"}</span>
    </div>
  );
}

function ReadingProgress({ bytes, total, onCancel }: { bytes: number; total: number; onCancel(): void }) {
  const share = total === 0 ? 0 : Math.min(100, (100 * bytes) / total);
  return (
    <div className={styles.reading}>
      <p className={styles.readingTitle}>Reading the layers…</p>
      <Progress.Root size="md" className={styles.bar}>
        <Progress.Section value={share} aria-label="Progress of reading" />
      </Progress.Root>
      <p className={styles.faint} role="status">
        {bytes === 0 ? "The engine is packing the image…" : `${size(bytes)} of about ${size(total)}`}
      </p>
      <Button variant="default" onClick={onCancel}>
        Cancel
      </Button>
    </div>
  );
}
