import { dockerLine } from "@shared/command.ts";
import { type Container, runCommand } from "@shared/containers.ts";
import { runOf } from "@shared/run-of.ts";
import { api } from "../api.ts";
import { notifyDone } from "../components/notices.tsx";
import { currentInventory } from "../inventory.ts";

/** Puts the `docker run` line that would make this container again on the clipboard. */
export async function copyDockerRun({ engine, id, name, imageId, image }: Container): Promise<void> {
  const [container, base] = await Promise.all([
    api.containers.inspect({ engine, id, name }),
    // The image may be gone; the line then repeats what it had said.
    api.images.inspect({ engine, id: imageId, reference: image }).catch(() => null),
  ]);
  const target = currentInventory().engines?.current?.target ?? [];
  await navigator.clipboard.writeText(dockerLine(runCommand(runOf(engine, container, base)), target));
  notifyDone(`Copied the docker run line of ${name}.`);
}
