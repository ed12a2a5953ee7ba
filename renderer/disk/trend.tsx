import type { DiskKind, DiskMoment } from "@shared/disk.ts";
import { ago, size } from "../components/format.ts";
import styles from "./disk.module.css";

const box = { width: 96, height: 20 };
/** Fewer looks than this tell no story. */
const least = 3;

/** How much of a kind there was at each earlier look, as a line over time; the words are its name. */
export function Trend({ kind, history }: { kind: DiskKind; history: readonly DiskMoment[] }) {
  const [first] = history;
  const last = history.at(-1);
  const most = Math.max(...history.map(({ sizes }) => sizes[kind]));
  if (!first || !last || history.length < least || most === 0 || last.time === first.time) return null;
  const points = history.map(({ time, sizes }) => {
    const x = ((time - first.time) / (last.time - first.time)) * box.width;
    const y = box.height - 1 - (sizes[kind] / most) * (box.height - 2);
    return `${x.toFixed(1)},${y.toFixed(1)}`;
  });
  const words = `${size(first.sizes[kind])} ${ago(first.time)}, ${size(last.sizes[kind])} ${ago(last.time)}, at most ${size(most)}`;
  return (
    <svg
      className={styles.trend}
      data-kind={kind}
      viewBox={`0 0 ${box.width} ${box.height}`}
      width={box.width}
      height={box.height}
      role="img"
      aria-label={words}
    >
      <title>{words}</title>
      <polyline points={points.join(" ")} />
    </svg>
  );
}
