import type { NewCompose } from "@shared/compose-files.ts";
import type { ContainerRef } from "@shared/containers.ts";
import { Document } from "yaml";
import type { EngineHub } from "../docker/hub.ts";
import { path } from "../docker/path.ts";
import { type ComposedService, composedService } from "./from-inspect.ts";
import { normalName } from "./model.ts";

/** A Compose file that makes containers like these again. Their named volumes and own networks are used, not made. */
export async function fromContainers(
  hub: Pick<EngineHub, "use">,
  containers: readonly ContainerRef[],
): Promise<NewCompose> {
  const made: ComposedService[] = [];
  for (const { engine, id } of containers) {
    const client = hub.use(engine);
    const inspected = await client.get<{ Image: string }>(path`/containers/${id}/json`);
    // The image may be gone; the file then repeats what it had said.
    const image = await client.get<unknown>(path`/images/${inspected.Image}/json`).catch(() => undefined);
    made.push(composedService(inspected, image));
  }
  const services: Record<string, unknown> = {};
  for (const { name, service } of made) {
    let key = name;
    for (let number = 2; key in services; number++) key = `${name}-${number}`;
    services[key] = service;
  }
  const used = (key: "volumes" | "networks") =>
    Object.fromEntries(
      [...new Set(made.flatMap((one) => one[key]))].sort().map((name) => [name, { name, external: true }]),
    );
  const volumes = used("volumes");
  const networks = used("networks");
  const document = new Document({
    services,
    ...(Object.keys(networks).length > 0 ? { networks } : {}),
    ...(Object.keys(volumes).length > 0 ? { volumes } : {}),
  });
  const names = containers.map(({ name }) => name);
  document.commentBefore = ` Made from ${names.length === 1 ? "the container" : "the containers"} ${names.join(", ")}.`;
  return {
    name: normalName(made[0]?.project || names[0] || "") || "project",
    text: document.toString({ lineWidth: 0 }),
    notes: [
      "It makes new containers; those that it was made from stay. Stop them first where both would publish the same port.",
      ...(Object.keys(volumes).length > 0
        ? ["Their volumes are used with the data that is in them (external), and Down never removes them."]
        : []),
      ...made.flatMap(({ notes }) => notes),
    ],
  };
}
