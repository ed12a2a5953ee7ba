import { useElementSize } from "@mantine/hooks";
import type { DiskKind, DiskPart } from "@shared/disk.ts";
import { useMemo } from "react";
import { counted, size } from "../components/format.ts";
import styles from "./disk.module.css";
import { inCommon, kindWords, ownBytes } from "./kinds.ts";
import { type Box, treemap } from "./treemap.ts";

interface Cell {
  readonly key: string;
  readonly kind: DiskKind;
  readonly name: string;
  readonly bytes: number;
  /** Nothing needs it. */
  readonly idle: boolean;
}

/** Boxes of one kind before the rest is drawn as one. */
const most = 24;
/** A smaller share of everything than this is not worth a box. */
const least = 0.002;

/** What is drawn: the largest of each kind, what images share, and the rest of each kind together. */
export function cellsOf(parts: readonly DiskPart[]): Cell[] {
  const total = parts.reduce((sum, part) => sum + part.size, 0);
  return parts.flatMap((part) => {
    const { kind } = part;
    const items = part.items
      .map((item) => ({
        key: `${kind} ${item.id}`,
        kind,
        name: item.name,
        bytes: ownBytes(item),
        idle: !item.used,
      }))
      .filter(({ bytes }) => bytes > 0)
      .sort((a, b) => b.bytes - a.bytes);
    const shown = items.filter(({ bytes }, at) => at < most && bytes >= total * least);
    const rest = items.slice(shown.length);
    const common = kind === "image" ? inCommon(part) : 0;
    const others = {
      key: `${kind} rest`,
      kind,
      name: `${counted(rest.length, "smaller one")}`,
      bytes: rest.reduce((sum, { bytes }) => sum + bytes, 0),
      idle: rest.every(({ idle }) => idle),
    };
    const shared = { key: "shared", kind, name: "Layers that images share", bytes: common, idle: false };
    return [...shown, ...(common > 0 ? [shared] : []), ...(rest.length > 0 ? [others] : [])].sort(
      (a, b) => b.bytes - a.bytes,
    );
  });
}

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
