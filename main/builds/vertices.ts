import { StringDecoder } from "node:string_decoder";
import type { BuildEvent, StepState } from "@shared/build-timeline.ts";
import type { Dockerfile } from "./dockerfile.ts";
import type { StatusResponse, Timestamp } from "./protocol.ts";

const milliseconds = ({ seconds, nanos }: Timestamp): number => seconds * 1000 + nanos / 1e6;
const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString();

/** Turns what BuildKit says of its vertices into the events of a build. */
export function vertexReader(dockerfile: Dockerfile) {
  const known = new Set<string>();
  /** Work on a vertex comes in turns; each by when it began. */
  const turns = new Map<string, Map<number, number>>();
  const seen = new Map<string, number>();
  const decoders = new Map<string, StringDecoder>();
  let failed: { readonly step: string; readonly lines?: readonly [number, number] } | undefined;

  const duration = (id: string, started: number, completed: number): number => {
    const all = turns.get(id) ?? new Map<number, number>();
    turns.set(id, all.set(started, completed - started));
    return [...all.values()].reduce((sum, each) => sum + each, 0);
  };
  const stateOf = (vertex: StatusResponse["vertexes"][number]): StepState => {
    if (vertex.completed && vertex.error)
      return /context canceled|code = Canceled/.test(vertex.error) ? "cancelled" : "failed";
    if (vertex.cached) return "cached";
    if (vertex.completed) return "done";
    return vertex.started ? "running" : "waiting";
  };
  return {
    /** The vertex that failed first. */
    failed: () => failed,
    *read({ vertexes, statuses, logs, warnings }: StatusResponse): Generator<BuildEvent, void, undefined> {
      for (const vertex of vertexes) {
        const { digest: id, name, started, completed, error } = vertex;
        const state = stateOf(vertex);
        if (started && !seen.has(id)) seen.set(id, Date.now());
        const at = dockerfile.lineOfVertex(name);
        const line = known.has(id) ? undefined : at;
        if (state === "failed") failed ??= { step: id, ...(at === undefined ? {} : { lines: [at, at] }) };
        known.add(id);
        yield {
          type: "step",
          id,
          name,
          state,
          ...(line === undefined ? {} : { line }),
          ...(seen.has(id) ? { started: seen.get(id)! } : {}),
          ...(started && completed ? { duration: duration(id, milliseconds(started), milliseconds(completed)) } : {}),
          ...(error ? { error } : {}),
        };
      }
      for (const { vertex: id, ID, name, current, total } of statuses)
        yield { type: "transfer", id, name: ID || name, current, total };
      for (const { vertex: id, msg } of logs) {
        const decoder = decoders.get(id) ?? new StringDecoder("utf8");
        decoders.set(id, decoder);
        yield { type: "output", id, text: decoder.write(Buffer.from(msg)) };
      }
      for (const { short, detail, ranges } of warnings) {
        const line = ranges[0]?.start.line;
        yield {
          type: "warning",
          message: [short, ...detail].map(text).join(" ").slice(0, 1000),
          ...(line ? { line } : {}),
        };
      }
    },
  };
}
