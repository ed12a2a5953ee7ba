import { PlainTable } from "../components/plain-table.tsx";
import styles from "./networks.module.css";
import type { NetworkRow } from "./rows.ts";

/** Drawn at most; a drawing of more is read by nobody, and the table has them all. */
const most = { containers: 200, networks: 30 };
const line = 24;
const column = 34;
const names = 220;
const top = 120;

const short = (text: string, length: number) => (text.length > length ? `${text.slice(0, length - 1)}…` : text);

/** A line a container and a rail a network: a dot where the one is on the other, so that a hundred of them stay readable. */
export function NetworkMap({ networks }: { networks: readonly NetworkRow[] }) {
  const used = networks.filter(({ members }) => members.length > 0);
  const rails = used.slice(0, most.networks);
  const all = new Map(
    used.flatMap(({ members }) => members.map(({ container }) => [container.id, container] as const)),
  );
  const on = (id: string) => used.filter(({ members }) => members.some(({ container }) => container.id === id));
  // Containers on the same networks stand together.
  const sorted = [...all.values()]
    .map((container) => ({ container, on: on(container.id) }))
    .sort(
      (a, b) =>
        a.on
          .map(({ name }) => name)
          .join(" ")
          .localeCompare(b.on.map(({ name }) => name).join(" ")) || a.container.name.localeCompare(b.container.name),
    );
  const lines = sorted.slice(0, most.containers);
  const width = names + rails.length * column + 90;
  const height = top + lines.length * line + 8;
  const x = (at: number) => names + at * column + column / 2;
  const y = (at: number) => top + at * line + line / 2;
  if (lines.length === 0) return <p className={styles.map}>No container is on any network.</p>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling part must be reachable by keyboard
    <div className={styles.map} tabIndex={0}>
      <svg
        width={width}
        height={height}
        viewBox={`0 0 ${width} ${height}`}
        role="img"
        aria-label={`Which of ${all.size} containers are on which of ${used.length} networks; the same is in the table below.`}
      >
        {lines.map(({ container }, at) =>
          at % 2 === 0 ? (
            <rect key={container.id} className={styles.band} x={0} y={y(at) - line / 2} width={width} height={line} />
          ) : null,
        )}
        {rails.map(({ id, name }, at) => (
          <g key={id}>
            <title>{name}</title>
            <line className={styles.rail} x1={x(at)} x2={x(at)} y1={top - 4} y2={height - 8} />
            <text className={styles.word} transform={`translate(${x(at) + 4} ${top - 10}) rotate(-45)`}>
              {short(name, 20)}
            </text>
          </g>
        ))}
        {lines.map(({ container, on: its }, at) => {
          const ats = rails.flatMap(({ id }, rail) => (its.some((one) => one.id === id) ? [rail] : []));
          return (
            <g key={container.id}>
              <title>{`${container.name}: ${its.map(({ name }) => name).join(", ")}`}</title>
              <text
                className={container.state === "running" ? styles.word : styles.faint}
                x={names - 8}
                y={y(at) + 4}
                textAnchor="end"
              >
                {short(container.name, 30)}
              </text>
              {rails.map(({ id }, rail) => (
                <circle key={id} className={styles.hole} cx={x(rail)} cy={y(at)} r={2.5} />
              ))}
              {ats.length > 1 ? (
                <line className={styles.link} x1={x(ats[0]!)} x2={x(ats.at(-1)!)} y1={y(at)} y2={y(at)} />
              ) : null}
              {ats.map((rail) => (
                <circle key={rail} className={styles.dot} cx={x(rail)} cy={y(at)} r={5.5} />
              ))}
            </g>
          );
        })}
      </svg>
      {all.size > lines.length || used.length > rails.length ? (
        <p>
          {lines.length} of {all.size} containers and {rails.length} of {used.length} networks are drawn.
        </p>
      ) : null}
      <details className={styles.hidden}>
        <summary>The same as a table</summary>
        <PlainTable label="Containers and their networks" head={["Container", "Networks"]}>
          {sorted.map(({ container, on: its }) => (
            <tr key={container.id}>
              <th scope="row">{container.name}</th>
              <td>{its.map(({ name }) => name).join(", ")}</td>
            </tr>
          ))}
        </PlainTable>
      </details>
    </div>
  );
}
