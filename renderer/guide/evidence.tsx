import type { Evidence, Point } from "@shared/guide.ts";
import styles from "./evidence.module.css";
import { SourceLink } from "./links.tsx";

/** Draws what was observed. */
export function EvidenceView({ evidence }: { evidence: Evidence }) {
  switch (evidence.kind) {
    case "facts":
      return (
        <figure className={styles.figure}>
          {evidence.title && <figcaption>{evidence.title}</figcaption>}
          <dl className={styles.facts}>
            {evidence.facts.map(({ name, value }) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{value || "–"}</dd>
              </div>
            ))}
          </dl>
          {evidence.facts.length === 0 && <p className={styles.none}>nothing</p>}
        </figure>
      );
    case "output":
      return (
        <figure className={`${styles.figure} ${styles.output}`}>
          <figcaption>{evidence.command}</figcaption>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling part must be reachable by keyboard */}
          <pre tabIndex={0}>{evidence.text || "(nothing)"}</pre>
        </figure>
      );
    case "namespaces":
      return <Shared boxes={evidence.boxes} />;
    case "series":
      return <Series evidence={evidence} />;
    case "bars":
      return <Bars evidence={evidence} />;
  }
}

/** IDs below each container's name: one that is the same stands once, across all of them. */
function Shared({ boxes }: { boxes: Extract<Evidence, { kind: "namespaces" }>["boxes"] }) {
  const names = [...new Set(boxes.flatMap(({ ids }) => Object.keys(ids)))];
  return (
    <table className={styles.shared} aria-label="Shared or apart">
      <thead>
        <tr>
          <td />
          {boxes.map(({ name }) => (
            <th key={name} scope="col">
              {name}
            </th>
          ))}
          <td />
        </tr>
      </thead>
      <tbody>
        {names.map((name) => {
          const ids = boxes.map((box) => box.ids[name] ?? "–");
          const same = ids.every((id) => id === ids[0]);
          return (
            <tr key={name}>
              <th scope="row">{name}</th>
              {same ? (
                <td colSpan={boxes.length}>
                  <code className={styles.joined}>{ids[0]}</code>
                </td>
              ) : (
                ids.map((id, index) => (
                  <td key={boxes[index]!.name}>
                    <code className={styles.single}>{id}</code>
                  </td>
                ))
              )}
              <td className={styles.verdict}>{same ? "shared" : "apart"}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

const mebibytes = (bytes: number): string => {
  const value = bytes / 1024 ** 2;
  return `${value < 100 && !Number.isInteger(value) ? value.toFixed(1) : Math.round(value)} MiB`;
};

const width = 560;
const height = 140;

function Series({ evidence: { title, unit, limit, series } }: { evidence: Extract<Evidence, { kind: "series" }> }) {
  const points = series.flatMap((each) => each.points);
  const last = Math.max(1000, ...points.map(([time]) => time));
  const top = Math.max(limit.value * 1.25, ...points.map(([, value]) => value));
  // Docker counts memory in units of 1024, in its options and in what it shows.
  const shown = (value: number) => (unit === "bytes" ? mebibytes(value) : `${value.toFixed(0)} %`);
  const x = (time: number) => (time / last) * width;
  const y = (value: number) => height - (value / top) * height;
  const path = (line: readonly Point[]) =>
    line.map(([time, value], index) => `${index ? "L" : "M"}${x(time).toFixed(1)} ${y(value).toFixed(1)}`).join("");
  const now = series
    .map((each) => `${each.name}: ${each.points.length ? shown(each.points.at(-1)![1]) : "–"}`)
    .join(", ");
  return (
    <figure className={`${styles.figure} ${styles.series}`}>
      <figcaption>
        {title} <span>{now}</span>
      </figcaption>
      <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-label={`${title}. ${now}`} preserveAspectRatio="none">
        <line x1={0} x2={width} y1={y(limit.value)} y2={y(limit.value)} className={styles.limit} />
        {series.map((each, index) => (
          <path key={each.name} d={path(each.points)} className={styles.line} data-index={index} />
        ))}
      </svg>
      <p className={styles.limitText}>
        {`Dashed: ${limit.name}, ${shown(limit.value)}. Shown: ${(last / 1000).toFixed(1)} s.`}
      </p>
    </figure>
  );
}

function Bars({ evidence: { title, unit, bars } }: { evidence: Extract<Evidence, { kind: "bars" }> }) {
  const most = Math.max(1, ...bars.map(({ value }) => value));
  const shown = (value: number) =>
    unit === "bytes"
      ? mebibytes(value)
      : value >= 10_000
        ? `${(value / 1000).toFixed(1)} s`
        : `${Math.round(value)} ms`;
  return (
    <figure className={styles.figure}>
      <figcaption>{title}</figcaption>
      {bars.map(({ name, value, source }) => (
        <div key={name} className={styles.bar}>
          <span>
            {name}
            {source && (
              <>
                {" · "}
                <SourceLink href={source.url}>{source.text}</SourceLink>
              </>
            )}
          </span>
          <span className={styles.value}>{shown(value)}</span>
          <svg viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
            <rect width={100} height={4} className={styles.track} />
            <rect
              width={Math.max(0.5, (value / most) * 100)}
              height={4}
              className={styles.fill}
              data-sourced={Boolean(source) || undefined}
            />
          </svg>
        </div>
      ))}
    </figure>
  );
}
