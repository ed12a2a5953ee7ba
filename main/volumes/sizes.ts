import { z } from "zod";
import type { DockerClient } from "../docker/client.ts";
import { path } from "../docker/path.ts";

const answer = z.object({
  Volumes: z
    .array(z.object({ Name: z.string(), UsageData: z.object({ Size: z.number() }).nullish() }).catch({ Name: "" }))
    .nullish(),
});

/** Bytes by volume name. The engine reads every folder of every volume for it; engines before API 1.42 look at images too. */
export async function volumeSizes(client: DockerClient, signal: AbortSignal): Promise<Record<string, number>> {
  const raw = await client.get<unknown>(path`/system/df`, {
    query: { type: "volume" },
    deadline: 30 * 60_000,
    signal,
  });
  return Object.fromEntries(
    (answer.parse(raw).Volumes ?? []).flatMap(({ Name, UsageData }) =>
      Name && UsageData && UsageData.Size >= 0 ? [[Name, UsageData.Size]] : [],
    ),
  );
}
