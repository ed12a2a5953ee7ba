import type { FoundRepository } from "@shared/registries.ts";
import { z } from "zod";
import type { DockerClient } from "../docker/client.ts";
import { path } from "../docker/path.ts";

const found = z.array(
  z.object({
    name: z.string().max(300),
    description: z.string().catch(""),
    star_count: z.number().catch(0),
    is_official: z.boolean().catch(false),
  }),
);

/** `docker search`: what Docker Hub has for these words, at most 50, as the engine finds it. */
export async function searchHub(client: DockerClient, term: string): Promise<FoundRepository[]> {
  if (term === "") return [];
  const answer = await client.get<unknown>(path`/images/search`, { query: { term, limit: 50 } });
  return found.parse(answer).map(({ name, description, star_count, is_official }) => ({
    name,
    description: description.slice(0, 500),
    stars: star_count,
    official: is_official,
  }));
}
