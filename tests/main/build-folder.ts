import { randomUUID } from "node:crypto";
import { chmodSync, linkSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { BuildEvent } from "@shared/build-timeline.ts";
import { type BuildInput, buildInput } from "@shared/builds.ts";
import type { Stream } from "@shared/wire.ts";
import { builds } from "../../main/builds.ts";
import { createDockerClient } from "../../main/docker/client.ts";
import { dockerCli, type EngineAccess } from "../engine/engine-access.ts";

/** Files of a build folder by path: text, or text with a mode, or a link. */
export type Files = Readonly<
  Record<string, string | { text: string; mode: number } | { link: string } | { hard: string }>
>;

/** `onTestFinished` of the test, which concurrent tests must not take from each other. */
type OnFinished = (work: () => void | Promise<void>) => void;

/** Writes a folder to build from; it is removed after the test. */
export function buildFolder(onFinished: OnFinished, files: Files): string {
  const folder = mkdtempSync(join(tmpdir(), "drydock-build-"));
  onFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFiles(folder, files);
  return folder;
}

/** Writes files below a folder. */
export function writeFiles(folder: string, files: Files): void {
  for (const [name, content] of Object.entries(files)) {
    const file = join(folder, name);
    mkdirSync(dirname(file), { recursive: true });
    if (typeof content === "string") writeFileSync(file, content);
    else if ("link" in content) symlinkSync(content.link, file);
    else if ("hard" in content) linkSync(join(folder, content.hard), file);
    else {
      writeFileSync(file, content.text);
      // Whatever the umask says.
      chmodSync(file, content.mode);
    }
  }
}

/** Main's builds on an engine, with a history of its own and no logins unless given. */
export function buildsOn(
  onFinished: OnFinished,
  engine: EngineAccess,
  logins: Parameters<typeof builds>[1] = { credential: async () => undefined, list: async () => [] },
) {
  const client = createDockerClient(engine.host);
  const dataDir = mkdtempSync(join(tmpdir(), "drydock-data-"));
  onFinished(() => {
    client.close();
    rmSync(dataDir, { recursive: true, force: true });
  });
  const server = builds({ use: () => client, status: () => null }, logins, dataDir);
  return { server, dataDir };
}

/** What a build says, as it is typed in a form. */
export const inputOf = (engine: EngineAccess, input: Partial<BuildInput> & { folder: string }) => ({
  ...buildInput.parse({ engine: engine.id, ...input }),
  id: randomUUID(),
});

/** Reads a build to its end: everything it said, and what it failed with. */
export async function readBuild(
  stream: Promise<Stream<readonly BuildEvent[]>> | Stream<readonly BuildEvent[]>,
): Promise<{ events: BuildEvent[]; error?: unknown }> {
  const reader = (await stream).getReader();
  const events: BuildEvent[] = [];
  try {
    for (;;) {
      const step = await reader.read();
      if (step.done) return { events };
      events.push(...step.value);
    }
  } catch (error) {
    return { events, error };
  }
}

/**
 * Lets an engine's BuildKit take in the base image once: while several first builds do so together, some steps are not
 * found in the cache by the next build, whoever builds.
 */
export async function warmBuildKit(engine: EngineAccess): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "drydock-warm-"));
  writeFileSync(join(folder, "Dockerfile"), "FROM busybox\nWORKDIR /warm\nRUN true\n");
  await dockerCli(engine, ["build", "--quiet", folder], { DOCKER_BUILDKIT: "1" });
  rmSync(folder, { recursive: true });
}
