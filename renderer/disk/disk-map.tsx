import { useElementSize } from "@mantine/hooks";
import type { DiskPart } from "@shared/disk.ts";
import { useMemo } from "react";
import { size } from "../components/format.ts";
import { type Cell, cellsOf } from "./cells.ts";
import styles from "./disk.module.css";
import { kindWords } from "./kinds.ts";
import { type Box, treemap } from "./treemap.ts";

/** Everything as boxes as large as what they stand for, kind by kind; the table under it says the same in words. */
export function DiskMap({ parts }: { parts: readonly DiskPart[] }) {
  const { ref, width, height } = useElementSize();
  const cells = useMemo(() => cellsOf(parts), [parts]);
  const boxes = useMemo(() => {
    if (width < 1 || height < 1) return [];
    const kinds = [...new Set(cells.map(({ kind }) => kind))]
      .map((kind) => ({ kind, cells: cells.filter((cell) => cell.kind === kind) }))
      .map((group) => ({ ...group, bytes: group.cells.reduce((sum, { bytes }) => sum + bytes, 0) }))
      .filter(({ bytes }) => bytes > 0)
      .sort((a, b) => b.bytes - a.bytes);
    const areas = treemap(
      kinds.map(({ bytes }) => bytes),
      { x: 0, y: 0, width, height },
    );
    return kinds.flatMap((group, at) => {
      const inside = treemap(
        group.cells.map(({ bytes }) => bytes),
        areas[at]!,
      );
      return group.cells.map((cell, index) => ({ cell, box: inside[index]! }));
    });
  }, [cells, width, height]);
  const words = parts.map((part) => `${kindWords[part.kind].many} ${size(part.size)}`).join(", ");
  return (
    <div
      ref={ref}
      role="img"
      aria-label={`Disk use drawn: ${words}. The table below says the same.`}
      className={styles.map}
    >
      {boxes.map(({ cell, box }) => (
        <MapBox key={cell.key} cell={cell} box={box} />
      ))}
    </div>
  );
}

/** Pixels from which a box has room for its name, and for its size under it. */
const room = { width: 52, name: 20, size: 38 };

function MapBox({ cell: { kind, name, bytes, idle }, box }: { cell: Cell; box: Box }) {
  const named = box.width >= room.width && box.height >= room.name;
  return (
    <div
      className={styles.box}
      data-kind={kind}
      data-idle={idle || undefined}
      title={`${name}\n${kindWords[kind].one}, ${size(bytes)}${idle ? ", unused" : ""}`}
      style={{ left: box.x, top: box.y, width: box.width, height: box.height }}
    >
      {named && <span className={styles.boxName}>{name}</span>}
      {named && box.height >= room.size && <span className={styles.boxSize}>{size(bytes)}</span>}
    </div>
  );
}
