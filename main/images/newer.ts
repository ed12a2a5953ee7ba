import { DrydockError, errorShape } from "@shared/errors.ts";
import type { Image, NewerAnswer } from "@shared/images.ts";
import { z } from "zod";
import type { DockerClient } from "../docker/client.ts";
import type { EngineHub } from "../docker/hub.ts";
import { path } from "../docker/path.ts";
import { hubHost, registryOf } from "../registries/hosts.ts";
import type { Logins } from "../registries/logins.ts";
import { digestOf } from "../registries/registry-client.ts";
import type { RegistryAuth } from "../registries.ts";
import { splitReference } from "./reference.ts";

/** Registries are asked for this many images at a time. */
const concurrency = 4;
const deadline = 30_000;
const distribution = z.object({ Descriptor: z.object({ digest: z.string() }) });

export interface NewerOptions {
  /** Without its lists nothing is known of any image. */
  readonly hub: Pick<EngineHub, "use"> & Partial<Pick<EngineHub, "images">>;
  readonly auth: RegistryAuth;
  /** Where Docker Hub is asked without the engine, for which a question counts as a pull. */
  readonly logins?: Pick<Logins, "credential">;
}

/** Compares what each tag's registry has now with what the engine has; one answer an image, in the order they come. */
export async function* newer(
  { hub, auth, logins }: NewerOptions,
  engine: string,
  wanted: readonly { readonly id: string; readonly reference: string }[],
  signal: AbortSignal,
): AsyncGenerator<NewerAnswer, void, undefined> {
  const client = hub.use(engine);
  const waiting = [...wanted];
  const running = new Map<string, Promise<NewerAnswer>>();
  const ask = async (id: string, reference: string): Promise<NewerAnswer> => {
    const answer = { id, reference };
    try {
      const local = localDigests(hub.images?.().get(id), reference);
      if (local.length === 0)
        return {
          ...answer,
          state: "unknown",
          why: "It was built, loaded or imported here, so there is no registry to compare it with.",
        };
      const digest = await remoteDigest(client, reference, auth, logins, signal);
      return local.includes(digest) ? { ...answer, state: "current" } : { ...answer, state: "newer", digest };
    } catch (error) {
      return { ...answer, state: "unknown", why: errorShape(error).message };
    }
  };
  while (waiting.length + running.size > 0) {
    if (signal.aborted) return;
    for (let next = waiting.shift(); next; next = running.size < concurrency ? waiting.shift() : undefined) {
      running.set(next.reference, ask(next.id, next.reference));
      if (running.size >= concurrency) break;
    }
    const answer = await Promise.race(running.values());
    running.delete(answer.reference);
    yield answer;
  }
}

/** Digests under which the engine got this image from the repository of the reference. */
function localDigests(image: Image | undefined, reference: string): string[] {
  const { name } = splitReference(reference);
  return (image?.digests ?? []).flatMap((known) => {
    const [repository, digest] = known.split("@");
    return repository === name && digest ? [digest] : [];
  });
}

async function remoteDigest(
  client: DockerClient,
  reference: string,
  auth: RegistryAuth,
  logins: NewerOptions["logins"],
  signal: AbortSignal,
): Promise<string> {
  const host = registryOf(reference);
  if (host === hubHost && logins) {
    try {
      return await digestOf(host, await logins.credential(host), reference);
    } catch (error) {
      // This computer may reach Docker Hub in another way than the engine does, such as a mirror.
      if (!(error instanceof DrydockError && error.code === "ENGINE_UNREACHABLE")) throw error;
    }
  }
  const login = await auth(reference);
  const answer = await client.get<unknown>(path`/distribution/${reference}/json`, {
    ...(login ? { headers: { "X-Registry-Auth": login } } : {}),
    deadline,
    signal,
  });
  return distribution.parse(answer).Descriptor.digest;
}
