import { useEffect, useRef } from "react";
import type uPlot from "uplot";
import type { Reading } from "./history.ts";
import { windowSeconds } from "./history.ts";
import styles from "./stats.module.css";

export type SeriesKey = Exclude<keyof Reading, "time" | "memoryLimit">;

interface ChartProps {
  readonly readings: readonly Reading[];
  readonly series: readonly SeriesKey[];
  readonly format: (value: number) => string;
  /** The scale reaches at least this far, so that noise does not look like load. */
  readonly least: number;
  /** What the scale's marks may be apart; powers of ten and their halves when not given. */
  readonly steps?: number[];
  /** Index of the reading under the pointer, or null. */
  readonly onHover: (index: number | null) => void;
}

export const seriesColours = ["--accent-text", "--paused"] as const;
const height = 116;
const leastSeconds = 60;
const token = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** Time of day, to the second where marks are less than a minute apart. */
const clock = (time: number, apart: number) => {
  const text = new Date(time * 1000).toTimeString();
  return text.slice(0, apart < 60 ? 8 : 5);
};

const columns = (readings: readonly Reading[], series: readonly SeriesKey[]): uPlot.AlignedData => [
  readings.map(({ time }) => time),
  ...series.map((key) => readings.map((reading) => reading[key])),
];

function options(width: number, { series, format, least, steps, onHover }: ChartProps): uPlot.Options {
  const axis: uPlot.Axis = {
    stroke: () => token("--text-faint"),
    grid: { stroke: () => token("--border"), width: 1 },
    ticks: { show: false },
    font: "11px Inter Variable, system-ui, sans-serif",
  };
  return {
    width,
    height,
    legend: { show: false },
    padding: [8, 8, 0, 0],
    cursor: {
      y: false,
      points: { size: 6 },
      drag: { x: false, y: false },
      sync: { key: "stats" },
    },
    hooks: { setCursor: [({ cursor }) => onHover(cursor.idx ?? null)] },
    scales: {
      // From a minute on it grows with what there is to see.
      x: { range: (_plot, min, max) => [Math.max(max - windowSeconds, Math.min(min, max - leastSeconds)), max] },
      y: { range: (_plot, _min, max) => [0, Math.max(least, (max ?? 0) * 1.1)] },
    },
    axes: [
      {
        ...axis,
        space: 72,
        size: 24,
        values: (_plot, times, _axis, _space, apart) => times.map((time) => clock(time, apart)),
      },
      {
        ...axis,
        ...(steps ? { incrs: steps } : {}),
        space: 30,
        size: 66,
        values: (_plot, values) => values.map((value) => format(value)),
      },
    ],
    series: [
      {},
      ...series.map((_key, index) => ({
        stroke: () => token(seriesColours[index % seriesColours.length]!),
        width: 1.5,
        points: { show: false },
        ...(series.length === 1 ? { fill: () => `${token("--accent-text")}24` } : {}),
      })),
    ],
  };
}

/** One chart on a canvas: new readings draw it anew and render nothing. The numbers beside it say the same in text. */
export function Chart(props: ChartProps) {
  const { readings, series } = props;
  const host = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const latest = useRef(props);
  latest.current = props;

  useEffect(() => {
    const element = host.current!;
    let left = false;
    const redraw = () => plot.current?.redraw(false);
    const theme = new MutationObserver(redraw);
    const resize = new ResizeObserver(() => {
      if (element.clientWidth > 0) plot.current?.setSize({ width: element.clientWidth, height });
    });
    void Promise.all([import("uplot"), import("uplot/dist/uPlot.min.css")]).then(([{ default: UPlot }]) => {
      if (left) return;
      const { readings, series } = latest.current;
      const hover = { ...latest.current, onHover: (index: number | null) => latest.current.onHover(index) };
      plot.current = new UPlot(options(element.clientWidth, hover), columns(readings, series), element);
      resize.observe(element);
      theme.observe(document.documentElement, { attributeFilter: ["data-mantine-color-scheme"] });
    });
    return () => {
      left = true;
      theme.disconnect();
      resize.disconnect();
      plot.current?.destroy();
      plot.current = null;
    };
  }, []);
  useEffect(() => plot.current?.setData(columns(readings, series)), [readings, series]);
  return <div ref={host} className={styles.chart} aria-hidden="true" />;
}
