import { Button } from "@mantine/core";
import { api } from "../api.ts";
import { Ago } from "../components/ago.tsx";
import { size } from "../components/format.ts";
import { PlainTable } from "../components/plain-table.tsx";
import { Loading, Message } from "../components/state.tsx";
import { useInspect } from "../inspect/use-inspect.ts";
import { refOf } from "./actions.ts";
import styles from "./images.module.css";
import { instruction } from "./instruction.ts";
import type { ImageRow } from "./rows.ts";

type Layer = Awaited<ReturnType<typeof api.images.history>>[number];

/** The tab `Layers`: the instructions that made the image, the last one first, and what each added. */
export function LayersTab({ row }: { row: ImageRow }) {
  const { value, error, reload } = useInspect(row.id, () => api.images.history(refOf(row)));
  const layers = value as readonly Layer[] | undefined;
  if (!layers && !error) return <Loading>Reading the history…</Loading>;
  if (!layers)
    return (
      <Message title="The history cannot be read" actions={<Button onClick={reload}>Try again</Button>}>
        {error?.message}
      </Message>
    );
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling part must be reachable by keyboard
    <div className={styles.layers} tabIndex={0}>
      <PlainTable label="Layers" head={["Instruction", "Size", "Created"]}>
        {layers.map(({ id, createdBy, comment, size: bytes, created }, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: most layers have no ID of their own, and they never move
          <tr key={`${id} ${at}`}>
            <td className={styles.instruction} title={createdBy || comment}>
              {instruction(createdBy) || comment || "Made without an instruction"}
            </td>
            <td className={styles.number}>{size(bytes)}</td>
            <td className={styles.number}>
              <Ago time={created} />
            </td>
          </tr>
        ))}
      </PlainTable>
    </div>
  );
}
