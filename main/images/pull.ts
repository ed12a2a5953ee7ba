import { DrydockError } from "@shared/errors.ts";
import type { PullProgress } from "@shared/images.ts";
import type { DockerClient } from "../docker/client.ts";
import { cancelled, engineError } from "../docker/errors.ts";
import { jsonLines } from "../docker/json-lines.ts";
import { path } from "../docker/path.ts";
import { anonymous, type RegistryAuth } from "../registries.ts";
import { failureIn, layerState, type TransferMessage, type TransferWords } from "./layer-state.ts";
import { splitReference } from "./reference.ts";

interface PulledImage {
  readonly Id: string;
  readonly RepoDigests?: readonly string[] | null;
}

/** The engine says nothing until the registry answered, and it tries that several times. */
const deadline = 5 * 60_000;

/**
 * Pulls one image and yields the whole state after each message, the last one `done` once the engine has the image.
 * Aborting closes the connection, which cancels the pull in the engine. Throws what the registry or the engine says,
 * INTERRUPTED when the stream ended before its work did.
 */
export async function* pull(
  client: DockerClient,
  { reference, platform }: { readonly reference: string; readonly platform?: string | undefined },
  signal: AbortSignal,
  auth: RegistryAuth = anonymous,
): AsyncGenerator<PullProgress, void, undefined> {
  const { name, tag } = splitReference(reference);
  const wanted = tag.includes(":") ? `${name}@${tag}` : `${name}:${tag}`;
  const login = await auth(reference);
  const before = await findImage(client, wanted, signal);
  const answer = await client.stream("POST", path`/images/create`, {
    query: { fromImage: name, tag, platform },
    ...(login ? { headers: { "X-Registry-Auth": login } } : {}),
    deadline,
    signal,
  });
  const state = pullState(wanted);
  let cut: unknown;
  let refused: DrydockError | undefined;
  try {
    for await (const message of jsonLines<TransferMessage>(answer)) {
      const failure = failureIn(message);
      if (failure !== undefined) {
        refused = pullError(failure, wanted);
        break;
      }
      state.take(message);
      yield state.progress(false);
    }
  } catch (error) {
    cut = error;
  } finally {
    answer.destroy();
  }
  if (refused) throw refused;
  if (signal.aborted) throw cut ?? cancelled();
  // A stream that just ends says nothing: whether the pull is complete is for the engine to tell.
  const after = await findImage(client, wanted, signal).catch((error) => {
    throw cut ?? error;
  });
  if (!after || !state.completed(before, after)) throw cut ?? endedEarly(wanted);
  yield state.progress(true);
}

async function findImage(client: DockerClient, reference: string, signal: AbortSignal): Promise<PulledImage | null> {
  try {
    return await client.get<PulledImage>(path`/images/${reference}/json`, { signal });
  } catch (error) {
    if (error instanceof DrydockError && error.code === "NOT_FOUND") return null;
    throw error;
  }
}

const words: TransferWords = {
  moving: "Downloading",
  arrived: /^(?:Verifying Checksum|Download complete|Extracting|Pull complete|Already exists)/,
  complete: /^(?:Pull|Download) complete$/,
};

function pullState(reference: string) {
  let digest = "";
  let finished = false;
  const state = layerState(reference, words, (message) => {
    digest = /^Digest: (\S+)/.exec(message)?.[1] ?? digest;
    finished ||= message.startsWith("Status: ");
  });
  return {
    ...state,
    /** Whether the engine has what was asked for: it said so, or the image changed, or its digest is the announced one. */
    completed: (before: PulledImage | null, after: PulledImage): boolean =>
      finished ||
      before?.Id !== after.Id ||
      (digest !== "" && (after.RepoDigests ?? []).some((known) => known.endsWith(`@${digest}`))) ||
      // Podman has no last line; it names the image in place of a layer.
      state.has(after.Id.replace("sha256:", "").slice(0, 12)),
  };
}

const endedEarly = (reference: string) =>
  new DrydockError(
    "INTERRUPTED",
    `The pull of ${reference} ended before it was complete. Try again: layers that are complete are kept.`,
  );

function pullError(text: string, reference: string): DrydockError {
  const error = engineError(text);
  return error.code === "INTERNAL"
    ? new DrydockError("INTERNAL", `${reference} could not be pulled: ${error.message}`, text)
    : error;
}
