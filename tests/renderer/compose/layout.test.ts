import type { ComposeModel, ComposeService } from "@shared/compose.ts";
import { expect, test } from "vitest";
import { layOut, nodeSize } from "../../../renderer/compose/graph/layout.ts";

const service = (name: string, needs: string[] = [], volumes: string[] = []): ComposeService => ({
  name,
  replicas: 1,
  profiles: [],
  dependsOn: needs.map((one) => ({ service: one, condition: "service_started", required: true })),
  networks: [],
  volumes,
});
const model = (services: ComposeService[], volumes: string[] = []): ComposeModel => ({
  name: "p",
  services,
  networks: [],
  volumes: volumes.map((key) => ({ key, name: `p_${key}`, external: false })),
});

test("what is needed stands right of what needs it, and nothing overlaps", () => {
  const { nodes, edges, width, height } = layOut(
    model(
      [service("web", ["api", "cache"]), service("api", ["db"]), service("db", [], ["data"]), service("cache")],
      ["data", "unused"],
    ),
  );
  const at = (id: string) => nodes.find((node) => node.id === id)!;
  for (const { from, to } of edges) expect(at(from).x, `${from} to ${to}`).toBeLessThan(at(to).x);
  expect(nodes.map(({ id }) => id).sort()).toEqual(["api", "cache", "db", "volume data", "web"]);
  for (const one of nodes) {
    expect(one.x + nodeSize.width).toBeLessThanOrEqual(width);
    expect(one.y + nodeSize.height).toBeLessThanOrEqual(height);
    for (const other of nodes)
      if (other !== one && other.x === one.x) expect(Math.abs(other.y - one.y)).toBeGreaterThanOrEqual(nodeSize.height);
  }
});

test("a circle and a hundred services are drawn all the same", () => {
  expect(layOut(model([service("a", ["b"]), service("b", ["a"]), service("c", ["c"])])).nodes).toHaveLength(3);
  const many = Array.from({ length: 100 }, (_, at) => service(`s${at}`, at === 0 ? [] : [`s${Math.floor(at / 2)}`]));
  const graph = layOut(model(many));
  expect(graph.nodes).toHaveLength(100);
  expect(new Set(graph.nodes.map(({ x, y }) => `${x} ${y}`)).size).toBe(100);
});
