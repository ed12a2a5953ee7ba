import type { Container } from "@shared/containers.ts";
import type { Image } from "@shared/images.ts";
import { bench, describe, expect } from "vitest";
import { createDockerClient } from "../../main/docker/client.ts";
import { path } from "../../main/docker/path.ts";
import { imageRows } from "../../main/docker/rows.ts";
import { type ImageRow, imageRows as pageRows } from "../../renderer/images/rows.ts";
import { arrange } from "../../renderer/table/arrange.ts";
import { rowFilter } from "../../renderer/table/filter.ts";
import { callApi } from "../engine/engine-access.ts";
import { sharedEngine } from "../engine/shared-engine.ts";
import { loadImages } from "./many-images.ts";

const count = 1000;

describe(`the list of ${count} images`, () => {
  const engine = sharedEngine();
  const client = createDockerClient(engine.host);
  let ready: Promise<void> | undefined;
  /** Hooks do not run in benchmarks; the engine and all in it end with the run. */
  const setup = () => {
    ready ??= loadImages(engine, count);
    return ready;
  };
  const options = { setup, iterations: 10, time: 0, warmupIterations: 1, warmupTime: 0 };

  bench(
    "raw answer",
    async () => {
      const { body } = await callApi(engine.socket, "GET", "/images/json");
      expect(body.length).toBeGreaterThan(count);
    },
    options,
  );
  bench(
    "rows for the page",
    async () => {
      const rows = imageRows(engine.id, await client.get(path`/images/json`));
      expect(rows.length).toBeGreaterThanOrEqual(count);
    },
    options,
  );
});

const words = ["web", "api", "worker", "cache", "proxy"];
const imagesOf = (many: number): Image[] =>
  Array.from({ length: many }, (_, at) => ({
    engine: "e",
    id: `sha256:${String(at).padStart(64, "0")}`,
    tags: [`registry.example/team-${at % 37}/${words[at % 5]}:${at}`],
    digests: [],
    size: (at * 7919) % 1_000_003,
    created: at,
    labels: {},
  }));
const columns = [
  {
    id: "repository",
    label: "Repository",
    width: "1fr",
    cell: () => null,
    sort: (row: ImageRow) => `${row.repository}:${row.tag}`,
  },
];
const searchable = (row: ImageRow) => ({
  words: [`${row.repository}:${row.tag}`, row.id.slice(7, 19)],
});

describe.each([1000, 5000])("a keystroke in the filter of %i images", (many) => {
  const images = imagesOf(many);
  const cache = pageRows(images, [] as readonly Container[], new Map());
  const rows = [...cache.values()].flatMap((one) => one.rows);
  const typed = (text: string) => {
    const matches = rowFilter(text, []);
    return arrange(rows, {
      columns,
      rowId: ({ key }) => key,
      keep: (row) => matches(searchable(row)),
      sorting: { column: "repository", descending: false },
      closed: new Set(),
    });
  };
  bench("that many match", () => void expect(typed("team").length).toBe(many));
  bench("that a few match", () => void expect(typed("team-3/w").length).toBeGreaterThan(0));
  bench("rows after one image changed", () => {
    const changed = [...images];
    changed[5] = { ...changed[5]!, size: 1 };
    expect(pageRows(changed, [], cache).size).toBe(many);
  });
});
