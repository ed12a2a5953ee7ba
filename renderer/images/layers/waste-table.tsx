import { Button } from "@mantine/core";
import type { ImageContent } from "@shared/layers.ts";
import { counted, size } from "../../components/format.ts";
import { PlainTable } from "../../components/plain-table.tsx";
import { Message } from "../../components/state.tsx";
import styles from "./layers.module.css";

/** What was written in one layer and is hidden by a later one, the biggest first. */
export function WasteTable({ content, onLayer }: { content: ImageContent; onLayer(layer: number): void }) {
  const { biggest, wastes, wasted } = content;
  if (biggest.length === 0)
    return (
      <Message title="Nothing is wasted">Every file that a layer holds is still there for a container to see.</Message>
    );
  const rest = wasted - biggest.reduce((sum, { bytes }) => sum + bytes, 0);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling part must be reachable by keyboard
    <div className={styles.scroll} tabIndex={0}>
      <p className={styles.faint}>
        Written in one layer and hidden by a later one: it makes the image larger, and no container can see it. Remove a
        file in the instruction that makes it, or leave it out with a multi-stage build.
      </p>
      <PlainTable label="Wasted space" head={["Path", "Size", "What happened"]}>
        {biggest.map(({ path, bytes, files, fate, writtenIn, hiddenIn }) => (
          <tr key={path}>
            <td className={styles.path}>
              <bdi>{path}</bdi>
              {files > 1 && <span className={styles.faint}> {counted(files, "file")}</span>}
            </td>
            <td className={styles.number}>{size(bytes)}</td>
            <td className={styles.fate}>
              written in {layers(writtenIn)}, {fate} in{" "}
              <Button variant="subtle" size="compact-xs" onClick={() => onLayer(hiddenIn)}>
                layer {hiddenIn + 1}
              </Button>
            </td>
          </tr>
        ))}
      </PlainTable>
      {wastes > biggest.length && (
        <p className={styles.faint}>
          and {counted(wastes - biggest.length, "smaller path")}, {size(rest)} together
        </p>
      )}
    </div>
  );
}

const layers = (numbers: readonly number[]): string =>
  `${numbers.length === 1 ? "layer" : "layers"} ${numbers.map((number) => number + 1).join(", ")}`;
