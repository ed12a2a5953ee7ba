import { errorShape } from "@shared/errors.ts";
import { IconChartLine } from "@tabler/icons-react";
import { useState } from "react";
import { api, useStream } from "../../api.ts";
import { DockerCommand } from "../../components/docker-command.tsx";
import { size } from "../../components/format.ts";
import { Loading, Message } from "../../components/state.tsx";
import { useEngine } from "../../inventory.ts";
import type { ContainerTab } from "../tab.ts";
import { useWindowVisible } from "../visible.ts";
import { Chart, type SeriesKey } from "./chart.tsx";
import { memory, percent } from "./figures.ts";
import { type History, noHistory, type Reading, withSample } from "./history.ts";
import styles from "./stats.module.css";

interface Figure {
  readonly name: string;
  readonly value: (reading: Reading, history: History) => string | null;
  /** Which line of the chart it names. */
  readonly series?: 0 | 1;
}
interface Card {
  readonly title: string;
  readonly series: readonly SeriesKey[];
  readonly format: (value: number) => string;
  readonly least: number;
  readonly steps?: number[];
  readonly figures: readonly Figure[];
}

const rate = (value: number) => `${size(value)}/s`;
const when = (value: number | null, format: (value: number) => string) => (value === null ? null : format(value));

function used(reading: Reading): string | null {
  if (reading.memory === null) return null;
  const share = reading.memoryLimit > 0 ? ` (${percent((reading.memory / reading.memoryLimit) * 100)})` : "";
  return memory(reading.memory) + share;
}

const cards: readonly Card[] = [
  {
    title: "CPU",
    series: ["cpu"],
    format: (value) => `${Math.round(value * 100) / 100} %`,
    least: 1,
    figures: [{ name: "of one CPU", value: ({ cpu }) => when(cpu, percent) }],
  },
  {
    title: "Memory",
    series: ["memory"],
    format: memory,
    least: 1024 * 1024,
    steps: Array.from({ length: 44 }, (_, power) => 2 ** power),
    figures: [
      { name: "Used", value: used },
      { name: "Limit", value: ({ memoryLimit }) => (memoryLimit > 0 ? memory(memoryLimit) : null) },
    ],
  },
  {
    title: "Network",
    series: ["received", "sent"],
    format: rate,
    least: 1000,
    figures: [
      { name: "Received", series: 0, value: ({ received }) => when(received, rate) },
      { name: "Sent", series: 1, value: ({ sent }) => when(sent, rate) },
      { name: "Total", value: (_, { last }) => last && `${size(last.received)} / ${size(last.sent)}` },
    ],
  },
  {
    title: "Block I/O",
    series: ["read", "written"],
    format: rate,
    least: 1000,
    figures: [
      { name: "Read", series: 0, value: ({ read }) => when(read, rate) },
      { name: "Written", series: 1, value: ({ written }) => when(written, rate) },
      { name: "Total", value: (_, { last }) => last && `${size(last.read)} / ${size(last.written)}` },
    ],
  },
  {
    title: "PIDs",
    series: ["processes"],
    format: (value) => (Number.isInteger(value) ? String(value) : ""),
    least: 4,
    figures: [{ name: "Processes", value: ({ processes }) => when(processes, String) }],
  },
];

const clock = new Intl.DateTimeFormat(undefined, { timeStyle: "medium" });

/** Live charts of what a container uses; read only while somebody looks at them. */
export function StatsTab({ container, removed, active }: ContainerTab) {
  const { engine, id, name } = container;
  const status = useEngine();
  const windowVisible = useWindowVisible();
  const [history, setHistory] = useState<History>(noHistory);
  const [hovered, setHovered] = useState<number | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const live = status?.state === "live" && status.id === engine;
  const runs = !removed && (container.state === "running" || container.state === "paused");
  const reading = active && windowVisible && live && runs;

  useStream(reading ? `${engine}/${id}` : null, () => api.containers.stats({ engine, ids: [id] }), {
    onBatch(samples) {
      const mine = samples.filter((sample) => sample.id === id);
      if (mine.length === 0) return;
      setProblem(null);
      setHistory((before) => mine.reduce(withSample, before));
    },
    onEnd: (error) => error !== undefined && setProblem(errorShape(error).message),
  });

  const { readings } = history;
  const now = (hovered === null ? undefined : readings[hovered]) ?? readings.at(-1);
  if (!now) {
    if (removed) return <Message icon={IconChartLine} title={`${name} was removed`} />;
    if (!runs)
      return (
        <Message icon={IconChartLine} title={`${name} is not running`}>
          A container uses no CPU, memory or network until it is started.
        </Message>
      );
    if (problem)
      return (
        <Message icon={IconChartLine} title="Its stats cannot be read">
          {problem}
        </Message>
      );
    return <Loading>{live ? "Waiting for the first reading…" : "Waiting for the engine…"}</Loading>;
  }
  const note = !runs
    ? `${name} ${removed ? "was removed" : "is not running"}; these are its last readings.`
    : !live
      ? "The engine is not live; these are the last readings."
      : problem;
  return (
    <div className={styles.tab}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling part must be reachable by keyboard */}
      <div className={styles.scroll} tabIndex={0}>
        <p className={styles.note} role="status">
          {note ??
            (hovered === null
              ? "The last ten minutes, while this tab is open."
              : `At ${clock.format(now.time * 1000)}`)}
        </p>
        <div className={styles.grid}>
          {cards.map(({ title, figures, ...chart }) => (
            <section key={title} className={styles.card} aria-label={title}>
              <div className={styles.head}>
                <h3 className={styles.title}>{title}</h3>
                <dl className={styles.values}>
                  {figures.map((figure) => (
                    <div key={figure.name} className={styles.value}>
                      <dt data-series={figure.series}>{figure.name}</dt>
                      <dd>{figure.value(now, history) ?? "–"}</dd>
                    </div>
                  ))}
                </dl>
              </div>
              <Chart {...chart} readings={readings} onHover={setHovered} />
            </section>
          ))}
        </div>
      </div>
      <div className={styles.foot}>
        <DockerCommand command={["stats", name]} />
      </div>
    </div>
  );
}
