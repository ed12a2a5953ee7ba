import { createHash } from "node:crypto";
import type { EngineVersion } from "@shared/engine.ts";
import { z } from "zod";
import type { DockerClient } from "./client.ts";
import { path } from "./path.ts";

const text = z.string().max(1000).catch("");
const infoAnswer = z.object({ ID: text, Name: text, DockerRootDir: text });
const versionAnswer = z.object({
  Version: text,
  ApiVersion: text,
  Os: text,
  Arch: text,
  KernelVersion: text,
  Components: z.array(z.object({ Name: text })).catch([]),
});

/**
 * Asks an engine who it is. Podman makes up another ID for each question, so that its ID here is taken from the computer
 * and the folder it keeps its data in.
 */
export async function identify(
  client: DockerClient,
  signal: AbortSignal,
): Promise<{ id: string; version: EngineVersion }> {
  const options = { signal, deadline: 20_000 };
  const [info, version] = await Promise.all([
    client.get<unknown>(path`/info`, options).then((answer) => infoAnswer.parse(answer)),
    client.get<unknown>(path`/version`, options).then((answer) => versionAnswer.parse(answer)),
  ]);
  const podman = version.Components.some(({ Name }) => Name.startsWith("Podman"));
  const made = () => createHash("sha256").update(`${info.Name}\n${info.DockerRootDir}`).digest("hex").slice(0, 32);
  return {
    id: info.ID && !podman ? info.ID.slice(0, 200) : `${podman ? "podman" : "engine"}-${made()}`,
    version: {
      engine: podman ? `Podman ${version.Version}` : version.Version,
      api: version.ApiVersion,
      os: version.Os,
      arch: version.Arch,
      kernel: version.KernelVersion,
    },
  };
}
