import type { ComposeModel } from "@shared/compose.ts";

export interface GraphNode {
  readonly id: string;
  readonly kind: "service" | "volume";
  readonly name: string;
  readonly x: number;
  readonly y: number;
  /** Keys of the networks it is on. */
  readonly networks: readonly string[];
}
export interface GraphEdge {
  readonly from: string;
  readonly to: string;
  /** `depends_on`'s condition, or `mounts`. */
  readonly label: string;
  readonly path: string;
}
export interface Graph {
  readonly nodes: readonly GraphNode[];
  readonly edges: readonly GraphEdge[];
  readonly width: number;
  readonly height: number;
}

/** Pixels of a node, and between two. */
export const nodeSize = { width: 168, height: 56 };
const gap = { x: 88, y: 20 };
const margin = 16;
/** Times that the layers are put in order; each brings neighbours closer. */
const sweeps = 6;

interface Link {
  readonly from: string;
  readonly to: string;
  readonly label: string;
}

/** Layer of each node: what depends on nothing else is on the right, and a circle is cut where it closes. */
function layersOf(ids: readonly string[], links: readonly Link[]): Map<string, number> {
  const depth = new Map<string, number>();
  const depthOf = (id: string, way: readonly string[]): number => {
    const known = depth.get(id);
    if (known !== undefined) return known;
    if (way.includes(id)) return 0;
    const below = links.filter(({ from }) => from === id).map(({ to }) => 1 + depthOf(to, [...way, id]));
    const found = Math.max(0, ...below);
    depth.set(id, found);
    return found;
  };
  for (const id of ids) depthOf(id, []);
  return depth;
}

/** Puts each layer in the order of the middle of its neighbours, back and forth, so that few edges cross. */
function inOrder(layers: string[][], links: readonly Link[]): void {
  const place = new Map<string, number>();
  const note = (layer: readonly string[]) => {
    for (const [at, id] of layer.entries()) place.set(id, at - layer.length / 2);
  };
  for (const layer of layers) note(layer);
  const middle = (id: string): number => {
    const near = links.flatMap(({ from, to }) => (from === id ? [to] : to === id ? [from] : []));
    return near.length === 0 ? place.get(id)! : near.reduce((sum, one) => sum + place.get(one)!, 0) / near.length;
  };
  for (let sweep = 0; sweep < sweeps; sweep++)
    for (const layer of sweep % 2 === 0 ? layers : [...layers].reverse()) {
      const middles = new Map(layer.map((id) => [id, middle(id)]));
      layer.sort((a, b) => middles.get(a)! - middles.get(b)! || a.localeCompare(b));
      note(layer);
    }
}

/** Services from left to right in the order in which they need each other, then the volumes they mount; pure. */
export function layOut({ services, volumes }: ComposeModel): Graph {
  const known = new Set(services.map(({ name }) => name));
  const used = volumes.filter(({ key }) => services.some((service) => service.volumes.includes(key)));
  const links: Link[] = services.flatMap((service) => [
    ...service.dependsOn
      .filter(({ service: other }) => known.has(other))
      .map((other) => ({
        from: service.name,
        to: other.service,
        label: other.condition.replace(/^service_/, "").replaceAll("_", " "),
      })),
    ...[...new Set(service.volumes)]
      .filter((key) => used.some((volume) => volume.key === key))
      .map((key) => ({ from: service.name, to: `volume ${key}`, label: "mounts" })),
  ]);
  const ids = [...services.map(({ name }) => name), ...used.map(({ key }) => `volume ${key}`)];
  const depth = layersOf(ids, links);
  const deepest = Math.max(0, ...depth.values());
  const layers: string[][] = Array.from({ length: deepest + 1 }, () => []);
  for (const id of ids) layers[deepest - depth.get(id)!]!.push(id);
  inOrder(layers, links);

  const highest = Math.max(1, ...layers.map(({ length }) => length));
  const step = { x: nodeSize.width + gap.x, y: nodeSize.height + gap.y };
  const byName = new Map(services.map((service) => [service.name, service]));
  const nodes = layers.flatMap((layer, column) =>
    layer.map((id, row): GraphNode => {
      const service = byName.get(id);
      return {
        id,
        kind: service ? "service" : "volume",
        name: service ? id : (used.find(({ key }) => `volume ${key}` === id)?.name ?? id),
        x: margin + column * step.x,
        y: margin + (row + (highest - layer.length) / 2) * step.y,
        networks: service?.networks ?? [],
      };
    }),
  );
  const at = new Map(nodes.map((node) => [node.id, node]));
  return {
    nodes,
    edges: links.map((link) => ({ ...link, path: curve(at.get(link.from)!, at.get(link.to)!) })),
    width: 2 * margin + layers.length * step.x - gap.x,
    height: 2 * margin + highest * step.y - gap.y,
  };
}

/** From the right side of one node to the left of another; around the outside where it goes backwards. */
function curve(from: GraphNode, to: GraphNode): string {
  const start = { x: from.x + nodeSize.width, y: from.y + nodeSize.height / 2 };
  const end = { x: to.x, y: to.y + nodeSize.height / 2 };
  const bend = Math.max(gap.x / 2, Math.abs(end.x - start.x) / 2);
  return `M ${start.x} ${start.y} C ${start.x + bend} ${start.y}, ${end.x - bend} ${end.y}, ${end.x} ${end.y}`;
}
