import type { RegistryPlatforms } from "@shared/image-uses.ts";
import { z } from "zod";
import type { DockerClient } from "../docker/client.ts";
import { path } from "../docker/path.ts";
import type { RegistryAuth } from "../registries.ts";

const distribution = z.object({
  Descriptor: z.object({ digest: z.string().catch("") }).catch({ digest: "" }),
  Platforms: z
    .array(
      z.object({
        os: z.string().catch(""),
        architecture: z.string().catch(""),
        variant: z.string().catch(""),
        "os.version": z.string().catch(""),
      }),
    )
    .nullish()
    .transform((platforms) => platforms ?? []),
});

/** Asks the registry for which platforms it has an image; the engine speaks to it, with our login. */
export async function platformsOf(
  client: DockerClient,
  reference: string,
  auth: RegistryAuth,
): Promise<RegistryPlatforms> {
  const login = await auth(reference);
  const answer = await client.get(path`/distribution/${reference}/json`, {
    deadline: 60_000,
    ...(login ? { headers: { "X-Registry-Auth": login } } : {}),
  });
  const { Descriptor, Platforms } = distribution.parse(answer);
  const words = Platforms.map(({ os, architecture, variant, "os.version": version }) =>
    [os, architecture, variant, version].filter(Boolean).join("/"),
  );
  // What is attached to an image (attestations) has an unknown platform.
  return { digest: Descriptor.digest, platforms: [...new Set(words)].filter((word) => !word.startsWith("unknown")) };
}
