import { setTimeout as pause } from "node:timers/promises";
import type { DockerClient } from "../docker/client.ts";
import { type Bench, onLine } from "./lab/bench.ts";
import { composeLines } from "./lab/compose.ts";
import { containerLines } from "./lab/containers.ts";
import { imageLines } from "./lab/images.ts";
import { networkLines } from "./lab/networks.ts";
import { previews } from "./lab/preview.ts";

/** What an experiment may do on the engine: each method is one docker line, recorded as such, unless it says otherwise. */
export type Lab = ReturnType<typeof createLab>;

/** The engine as one experiment sees it: everything made carries its label, and everything ends with its signal. */
export function createLab(bench: Bench) {
  const { client, kit, facts, signal, onEvidence } = bench;
  return {
    kit,
    facts,
    signal,
    /** Reads without a docker line of its own. */
    get: <T>(where: Parameters<DockerClient["get"]>[0], query: Record<string, string | number | boolean> = {}) =>
      client.get<T>(where, { query, signal, deadline: 60_000 }),
    show: onEvidence,
    /** Waits, in milliseconds. */
    pause: (milliseconds: number) => pause(milliseconds, undefined, { signal }),
    /** `docker info`, as far as it was read already. */
    kernel: (): Promise<string> => onLine(bench, ["info", "--format", "{{.KernelVersion}}"], async () => facts.kernel),
    ...containerLines(bench),
    ...imageLines(bench),
    ...networkLines(bench),
    ...composeLines(bench),
    ...previews(bench),
  };
}
