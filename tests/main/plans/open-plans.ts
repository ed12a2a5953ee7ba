import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { EngineStatus } from "@shared/engine.ts";
import type { Plan, RemovalProgress, RowProgress } from "@shared/plans.ts";
import type { Stream } from "@shared/wire.ts";
import { onTestFinished } from "vitest";
import { createDockerClient } from "../../../main/docker/client.ts";
import { openPlans } from "../../../main/plans.ts";

type End = Extract<RemovalProgress, { type: "end" }>;

/** Plans over the real client of one engine, with a journal of their own; `host` may be a proxy in front of it. */
export function openTestPlans(
  engine: { readonly id: string; readonly host: string },
  host = engine.host,
  more: Partial<EngineStatus> = {},
) {
  const folder = mkdtempSync(join(tmpdir(), "drydock-plans-"));
  const client = createDockerClient(host);
  onTestFinished(() => {
    client.close();
    rmSync(folder, { recursive: true, force: true });
  });
  const status = { state: "live", id: engine.id, name: "Test", ...more } as EngineStatus;
  const commands: string[] = [];
  const record = ({ command }: { readonly command: readonly string[] }) => {
    commands.push(command.join(" "));
    return () => {};
  };
  const journal = join(folder, "journal");
  const { server, offer } = openPlans({ use: () => client, status: () => status }, journal, record);
  return { server, offer, journal, commands };
}

/** Reads a removal to its end; `rows` collects how each row did, by key. */
export async function readRemoval(
  stream: Stream<readonly RemovalProgress[]> | Promise<Stream<readonly RemovalProgress[]>>,
  rows = new Map<string, RowProgress>(),
): Promise<End> {
  const reader = (await stream).getReader();
  let end: End | undefined;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    for (const message of value) {
      if (message.type === "end") end = message;
      if (message.type === "row") rows.set(message.row.key, message.row);
    }
  }
  if (!end) throw new Error("The removal ended without its last message.");
  return end;
}

/** The rows of a plan in short: kind, name, and whether it is ticked. */
export const rowsOf = ({ rows }: Plan): string[] =>
  rows.map(({ kind, name, ticked }) => `${kind} ${name}${ticked ? " ticked" : ""}`);
