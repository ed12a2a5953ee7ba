import { Details } from "../components/details.tsx";
import { size } from "../components/format.ts";
import { DetailsActions } from "../table/details-actions.tsx";
import { imageActions, imageNoun } from "./actions.ts";
import styles from "./images.module.css";
import { InspectTab } from "./inspect/inspect-tab.tsx";
import { LayersTab } from "./layers/layers-tab.tsx";
import type { ImageRow } from "./rows.ts";
import { UsesTab } from "./uses/uses-tab.tsx";

interface ImageDetailsProps {
  readonly row: ImageRow;
  readonly tab: string | undefined;
  readonly live: boolean;
  onTab(tab: string): void;
  onClose(): void;
}

/** The region `Details` of one tag of an image. */
export function ImageDetails({ row, tab = "layers", live, onTab, onClose }: ImageDetailsProps) {
  return (
    <Details
      id={row.key}
      name={imageNoun.name(row)}
      state={<span className={styles.nameless}>{size(row.size)}</span>}
      actions={<DetailsActions item={row} actions={imageActions} noun={imageNoun} live={live} most={1} />}
      tabs={[
        { id: "layers", label: "Layers", content: () => <LayersTab row={row} /> },
        { id: "uses", label: "Uses", content: () => <UsesTab row={row} /> },
        { id: "inspect", label: "Inspect", content: () => <InspectTab row={row} /> },
      ]}
      tab={tab}
      onTab={onTab}
      onClose={onClose}
    />
  );
}
