import { z } from "zod";

const vertex = z.object({
  digest: z.string().max(200),
  name: z.string().max(4000).catch(""),
  started: z.string().optional().catch(undefined),
  completed: z.string().optional().catch(undefined),
  cached: z.boolean().optional().catch(undefined),
  error: z.string().max(20_000).optional().catch(undefined),
});
const status = z.object({
  vertexes: z.array(vertex).optional(),
  logs: z.array(z.object({ vertex: z.string().max(200), data: z.string().max(2_000_000) })).optional(),
  statuses: z.array(z.unknown()).optional(),
});
type Vertex = z.output<typeof vertex>;

/** Steps that are remembered; a build has some dozens. */
const most = 10_000;

/** How a step ended, as buildx writes it in plain text; undefined while it runs. */
function ending({ started, completed, cached, error }: Vertex): string | undefined {
  if (error) return `ERROR: ${error}`;
  if (cached) return "CACHED";
  if (!completed) return undefined;
  const took = (Date.parse(completed) - Date.parse(started ?? completed)) / 1000;
  return `DONE ${Math.max(0, took || 0).toFixed(1)}s`;
}

/**
 * Reads a build that Compose hands to `docker buildx bake` (from 2.37 on): with `--progress json` it passes on buildx's
 * own records (`rawjson`), one a line. Answers with the lines that `plain` would have printed, such as `#6 [2/2] RUN …`;
 * undefined for what is no such record.
 */
export function buildRecords(): (record: unknown) => readonly string[] | undefined {
  const steps = new Map<string, { readonly number: number; told: string }>();
  const lines = function* ({ vertexes = [], logs = [] }: z.output<typeof status>): Generator<string> {
    for (const each of vertexes) {
      const known = steps.get(each.digest);
      if (!known && (!each.started || steps.size >= most)) continue;
      const step = known ?? { number: steps.size + 1, told: "" };
      if (!known) {
        steps.set(each.digest, step);
        yield `#${step.number} ${each.name}`;
      }
      const end = ending(each);
      // A step is told of as often as something about it changes.
      if (end && end.split(" ")[0] !== step.told) {
        step.told = end.split(" ")[0]!;
        yield `#${step.number} ${end}`;
      }
    }
    for (const { vertex: digest, data } of logs) {
      const step = steps.get(digest);
      if (!step) continue;
      const text = Buffer.from(data, "base64").toString();
      for (const line of text.replace(/\r?\n$/, "").split(/\r?\n/)) yield `#${step.number} ${line}`;
    }
  };
  return (record) => {
    const { success, data } = status.safeParse(record);
    if (!success || !(data.vertexes ?? data.logs ?? data.statuses)) return undefined;
    return [...lines(data)];
  };
}
