import type { Container } from "@shared/containers.ts";
import { runOf } from "@shared/run-of.ts";
import { api } from "../api.ts";
import { askRun } from "../images/run-dialog.tsx";
import { formOf } from "../images/run-form.ts";
import { currentInventory } from "../inventory.ts";

/** A name that no container has. */
function freeName(name: string): string {
  const taken = new Set([...currentInventory().containers.rows].map((container) => container.name));
  for (let number = 1; ; number++) {
    const free = number === 1 ? `${name}-copy` : `${name}-copy-${number}`;
    if (!taken.has(free)) return free;
  }
}

/** Opens the Run dialog with the choices that made this container; a copy belongs to no Compose project. */
export async function duplicate({ engine, id, name, imageId, image }: Container): Promise<void> {
  const [container, base] = await Promise.all([
    api.containers.inspect({ engine, id, name }),
    api.images.inspect({ engine, id: imageId, reference: image }).catch(() => null),
  ]);
  const run = runOf(engine, container, base);
  await askRun({
    image: run.image,
    filled: {
      form: formOf({
        ...run,
        name: freeName(name),
        labels: run.labels.filter((label) => !label.name.startsWith("com.docker.compose.")),
      }),
      note: `As ${name} was made. Named volumes are shared with it; what this form has no field for, such as capabilities and health checks, is not taken over.`,
    },
  });
}
