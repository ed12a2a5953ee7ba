import type { ProcessList } from "@shared/containers.ts";
import { z } from "zod";
import type { DockerClient } from "../docker/client.ts";
import { path } from "../docker/path.ts";

const every = 5000;
const top = z.object({
  Titles: z.array(z.string()),
  Processes: z
    .array(z.array(z.string()))
    .nullish()
    .transform((rows) => rows ?? []),
});

/** `docker top` again and again, until its reader leaves. CONFLICT once the container does not run. */
export async function* processes(
  client: () => DockerClient,
  id: string,
  signal: AbortSignal,
): AsyncGenerator<ProcessList, void, undefined> {
  while (!signal.aborted) {
    const { Titles, Processes } = top.parse(await client().get(path`/containers/${id}/top`, { signal }));
    yield { titles: Titles, rows: Processes };
    await pause(signal);
  }
}

const pause = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, every);
    signal.addEventListener("abort", end);
  });
