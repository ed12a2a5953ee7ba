import type { ImageContent, LayerContent } from "@shared/layers.ts";
import type { api } from "../../api.ts";
import { Ago } from "../../components/ago.tsx";
import { size } from "../../components/format.ts";
import { PlainTable } from "../../components/plain-table.tsx";
import { instruction } from "../instruction.ts";
import { Counts } from "./counts.tsx";
import styles from "./layers.module.css";

export type HistoryEntry = Awaited<ReturnType<typeof api.images.history>>[number];

/** One line of the table: an instruction, with its layer once that is known. */
interface Line {
  readonly instruction: string;
  /** As the image says it. */
  readonly whole: string;
  readonly size: number;
  readonly created: number;
  /** Number of its layer from 0 at the bottom; undefined before the image was read, and without one. */
  readonly layer?: number;
  readonly content?: LayerContent;
}

/** The history, newest first; where it does not fit the layers that are really there, those stand in its place. */
export function linesOf(history: readonly HistoryEntry[], content: ImageContent | undefined): Line[] {
  if (content && content.history.length !== history.length)
    return content.layers
      .map((layer, at) => ({
        instruction: `Layer ${at + 1}`,
        whole: layer.digest,
        size: layer.written,
        created: 0,
        layer: at,
        content: layer,
      }))
      .reverse();
  return history.map(({ createdBy, comment, size: bytes, created }, at) => {
    const layer = content?.history[history.length - 1 - at] ?? undefined;
    return {
      instruction: instruction(createdBy) || comment || "Made without an instruction",
      whole: createdBy || comment,
      size: bytes,
      created,
      ...(layer === undefined ? {} : { layer, content: content!.layers[layer]! }),
    };
  });
}

interface HistoryTableProps {
  readonly lines: readonly Line[];
  readonly chosen: number | undefined;
  onChoose(layer: number): void;
}

/** The table `Layers`. Once the image was read, each layer says what it changes and opens its files. */
export function HistoryTable({ lines, chosen, onChoose }: HistoryTableProps) {
  const read = lines.some(({ content }) => content);
  return (
    <PlainTable
      label="Layers"
      head={read ? ["Layer", "Instruction", "Size", "Files", "Wasted", "Created"] : ["Instruction", "Size", "Created"]}
    >
      {lines.map(({ instruction: text, whole, size: bytes, created, layer, content }, at) => (
        <tr
          // biome-ignore lint/suspicious/noArrayIndexKey: most instructions have no ID of their own, and they never move
          key={at}
          className={styles.line}
          data-chosen={(layer !== undefined && layer === chosen) || undefined}
          data-layer={layer !== undefined || undefined}
          onClick={layer === undefined ? undefined : () => onChoose(layer)}
        >
          {read && <td className={styles.ordinal}>{layer === undefined ? "" : layer + 1}</td>}
          <td className={styles.instruction} title={whole}>
            {layer === undefined ? (
              text
            ) : (
              <button
                type="button"
                className={styles.choose}
                aria-pressed={layer === chosen}
                onClick={() => onChoose(layer)}
              >
                {text}
              </button>
            )}
          </td>
          <td className={styles.number}>{size(bytes)}</td>
          {read && (
            <>
              <td className={styles.number}>{content && <Counts counts={content} />}</td>
              <td className={styles.number} data-loud={(content?.wasted ?? 0) > 0 || undefined}>
                {content && content.wasted > 0 ? size(content.wasted) : ""}
              </td>
            </>
          )}
          <td className={styles.created}>{created > 0 ? <Ago time={created} /> : ""}</td>
        </tr>
      ))}
    </PlainTable>
  );
}
