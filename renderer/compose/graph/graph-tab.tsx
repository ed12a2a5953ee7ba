import { useElementSize } from "@mantine/hooks";
import { IconDatabase, IconStack2 } from "@tabler/icons-react";
import { useId, useMemo } from "react";
import { Message } from "../../components/state.tsx";
import type { ProjectRow } from "../rows.ts";
import { runningText, runningTone } from "../running.ts";
import styles from "./graph.module.css";
import { type Graph, layOut, nodeSize } from "./layout.ts";

/** What needs what in a project: its services by `depends_on`, their networks, and the volumes they mount. */
export function GraphTab({ row }: { row: ProjectRow }) {
  const model = row.known?.model;
  const graph = useMemo(() => model && layOut(model), [model]);
  if (!model || !graph || graph.nodes.length === 0)
    return (
      <Message icon={IconStack2} title="No files to draw">
        {row.known?.problem ?? "Open the project's Compose files: what its services need of each other stands in them."}
      </Message>
    );
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling part must be reachable by keyboard
    <section className={styles.view} aria-label={`Graph of ${row.name}`} tabIndex={0}>
      <Networks row={row} />
      <Drawing graph={graph} row={row} />
      <Words graph={graph} />
    </section>
  );
}

const colours = 6;
/** A drawing that does not fit is made smaller down to this, then it scrolls. */
const smallest = 0.6;
const colourOf = (keys: readonly string[], key: string): number => Math.max(0, keys.indexOf(key)) % colours;

/** The networks with their colours, as on the services. */
function Networks({ row }: { row: ProjectRow }) {
  const networks = row.known?.model?.networks ?? [];
  const keys = networks.map(({ key }) => key);
  const on = row.services.filter(({ off }) => !off).flatMap(({ model }) => model ?? []);
  const shown = networks.filter(({ key }) => on.some((service) => service.networks.includes(key)));
  return (
    <ul className={styles.legend} aria-label="Networks">
      {shown.map(({ key, name, external }) => (
        <li key={key}>
          <span className={styles.swatch} data-colour={colourOf(keys, key)} aria-hidden />
          {name}
          {external ? " (external)" : ""}
        </li>
      ))}
    </ul>
  );
}

function Drawing({ graph, row }: { graph: Graph; row: ProjectRow }) {
  const arrow = useId();
  const keys = (row.known?.model?.networks ?? []).map(({ key }) => key);
  const { nodes, edges, width, height } = graph;
  const { ref, width: room } = useElementSize();
  const scale = room === 0 ? 1 : Math.min(1, Math.max(smallest, room / width));
  return (
    <div ref={ref} className={styles.frame} aria-hidden="true">
      <div className={styles.room} style={{ width: width * scale, height: height * scale }}>
        <div className={styles.canvas} style={{ width, height, transform: `scale(${scale})` }}>
          <svg width={width} height={height} className={styles.edges}>
            <title>Dependencies</title>
            <defs>
              <marker id={arrow} viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">
                <path d="M 0 0 L 8 4 L 0 8 z" className={styles.arrow} />
              </marker>
            </defs>
            {edges.map(({ from, to, label, path }) => (
              <path
                key={`${from} ${to}`}
                d={path}
                className={styles.edge}
                data-kind={label === "mounts" ? "mount" : undefined}
                markerEnd={`url(#${arrow})`}
              >
                <title>{label === "mounts" ? `${from} mounts ${to}` : `${from} needs ${to} ${label}`}</title>
              </path>
            ))}
          </svg>
          {nodes.map((node) => {
            const service = row.services.find(({ name }) => name === node.id);
            return (
              <div
                key={node.id}
                className={styles.node}
                data-kind={node.kind}
                style={{ left: node.x, top: node.y, width: nodeSize.width, height: nodeSize.height }}
                title={node.networks.length > 0 ? `${node.name}\nNetworks: ${node.networks.join(", ")}` : node.name}
              >
                <span className={styles.name}>
                  {node.kind === "volume" ? <IconDatabase size={14} /> : null}
                  {node.name}
                </span>
                {service ? (
                  <span className={styles.state} data-tone={service.off ? "exited" : runningTone(service)}>
                    {service.off ? "profile is off" : runningText(service)}
                  </span>
                ) : null}
                <span className={styles.strips}>
                  {node.networks.map((key) => (
                    <span key={key} className={styles.strip} data-colour={colourOf(keys, key)} />
                  ))}
                </span>
              </div>
            );
          })}
        </div>
      </div>
    </div>
  );
}

/** The same in words, for who does not see the drawing. */
function Words({ graph: { nodes, edges } }: { graph: Graph }) {
  const name = new Map(nodes.map((node) => [node.id, node.name]));
  return (
    <ul className={styles.words} aria-label="Dependencies">
      {nodes.map(({ id, kind, networks }) => {
        const needs = edges.filter(({ from }) => from === id);
        if (kind === "volume") return null;
        return (
          <li key={id}>
            {id}
            {networks.length > 0 ? `, on ${networks.join(", ")}` : ""}
            {needs.map(({ to, label }) =>
              label === "mounts" ? `, mounts ${name.get(to)}` : `, needs ${name.get(to)} ${label}`,
            )}
          </li>
        );
      })}
    </ul>
  );
}
