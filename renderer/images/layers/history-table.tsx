import { Ago } from "../../components/ago.tsx";
import { size } from "../../components/format.ts";
import { PlainTable } from "../../components/plain-table.tsx";
import { Counts } from "./counts.tsx";
import styles from "./layers.module.css";
import type { Line } from "./lines.ts";

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
