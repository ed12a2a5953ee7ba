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
export const nodeSize = { width: 152, height: 54 };
const gap = { x: 64, y: 18 };
/** Of the place that a passing edge takes. */
const bendHeight = 10;
const margin = 16;
/** Times that the layers are put in order; each brings neighbours closer. */
const sweeps = 6;

interface Link {
  readonly from: string;
  readonly to: string;
  readonly label: string;
}

/** Layer of each node, from the left: what nothing needs comes first, and a circle is cut where it closes. */
function layersOf(ids: readonly string[], links: readonly Link[]): Map<string, number> {
  const layers = new Map<string, number>();
  const layerOf = (id: string, way: readonly string[]): number => {
    const known = layers.get(id);
    if (known !== undefined) return known;
    const before = links.filter(({ from, to }) => to === id && from !== id && !way.includes(from));
    const found = Math.max(0, ...before.map(({ from }) => 1 + layerOf(from, [...way, id])));
    layers.set(id, found);
    return found;
  };
  for (const id of ids) layerOf(id, []);
  return layers;
}

/** A link that passes other layers takes a place in each of them, so that it goes around what stands there. */
interface Bent extends Link {
  readonly bends: readonly string[];
}

function bend(links: readonly Link[], layer: ReadonlyMap<string, number>, layers: string[][]): Bent[] {
  return links.map((link) => {
    const first = layer.get(link.from)! + 1;
    const count = Math.max(0, layer.get(link.to)! - first);
    const bends = Array.from({ length: count }, (_, at) => `${link.from} > ${link.to} ${at}`);
    for (const [at, id] of bends.entries()) layers[first + at]!.push(id);
    return { ...link, bends };
  });
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
  const layer = layersOf(ids, links);
  const layers: string[][] = Array.from({ length: Math.max(0, ...layer.values()) + 1 }, () => []);
  for (const id of ids) layers[layer.get(id)!]!.push(id);
  const bent = bend(links, layer, layers);
  const segments = bent.flatMap(({ from, to, bends }) => {
    const stops = [from, ...bends, to];
    return stops.slice(1).map((stop, at): Link => ({ from: stops[at]!, to: stop, label: "" }));
  });
  inOrder(layers, segments);

  const heightOf = (own: readonly string[]) =>
    own.reduce((sum, id) => sum + (layer.has(id) ? nodeSize.height : bendHeight) + gap.y, -gap.y);
  const highest = Math.max(nodeSize.height, ...layers.map(heightOf));
  const step = nodeSize.width + gap.x;
  const places = new Map<string, { readonly x: number; readonly y: number }>();
  for (const [column, own] of layers.entries()) {
    let y = margin + (highest - heightOf(own)) / 2;
    for (const id of own) {
      places.set(id, { x: margin + column * step, y });
      y += (layer.has(id) ? nodeSize.height : bendHeight) + gap.y;
    }
  }
  const byName = new Map(services.map((service) => [service.name, service]));
  const nodes = ids.map((id): GraphNode => {
    const service = byName.get(id);
    return {
      id,
      kind: service ? "service" : "volume",
      name: service ? id : (used.find(({ key }) => `volume ${key}` === id)?.name ?? id),
      ...places.get(id)!,
      networks: service?.networks ?? [],
    };
  });
  return {
    nodes,
    edges: bent.map(({ bends, ...link }) => ({ ...link, path: pathOf(link, bends, places) })),
    width: 2 * margin + layers.length * step - gap.x,
    height: 2 * margin + highest,
  };
}

type Places = ReadonlyMap<string, { readonly x: number; readonly y: number }>;

/** From the right side of one node to the left of another, straight through the places between them. */
function pathOf({ from, to }: Link, bends: readonly string[], places: Places): string {
  const begin = places.get(from)!;
  const end = places.get(to)!;
  let [x, y] = [begin.x + nodeSize.width, begin.y + nodeSize.height / 2];
  let path = `M ${x} ${y}`;
  const go = (toX: number, toY: number) => {
    const half = Math.max(gap.x / 2, Math.abs(toX - x) / 2);
    path += ` C ${x + half} ${y}, ${toX - half} ${toY}, ${toX} ${toY}`;
    [x, y] = [toX, toY];
  };
  for (const id of bends) {
    const at = places.get(id)!;
    go(at.x, at.y + bendHeight / 2);
    path += ` H ${at.x + nodeSize.width}`;
    x = at.x + nodeSize.width;
  }
  go(end.x, end.y + nodeSize.height / 2);
  return path;
}
