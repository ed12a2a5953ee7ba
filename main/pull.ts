import { DrydockError } from "@shared/errors.ts";
import type { LayerProgress, PullProgress } from "@shared/images.ts";
import type { DockerClient } from "./docker/client.ts";
import { cancelled, engineError } from "./docker/errors.ts";
import { jsonLines } from "./docker/json-lines.ts";
import { path } from "./docker/path.ts";
import { anonymous, type RegistryAuth } from "./registries.ts";

/** One line of what `POST /images/create` answers. */
interface PullMessage {
  readonly status?: unknown;
  readonly id?: unknown;
  readonly progressDetail?: { readonly current?: unknown; readonly total?: unknown };
  readonly error?: unknown;
  readonly errorDetail?: { readonly message?: unknown };
}

interface PulledImage {
  readonly Id: string;
  readonly RepoDigests?: readonly string[] | null;
}

/** An image has at most 127 layers; a registry that lists more of anything does not fill our memory. */
const mostLayers = 500;
const mostMessages = 20;
/** The engine says nothing until the registry answered, and it tries that several times. */
const deadline = 5 * 60_000;

/** Name and tag as the engine wants them apart: `latest` unless told, as docker does; a digest counts more than a tag. */
export function splitReference(reference: string): { readonly name: string; readonly tag: string } {
  const [named = "", digest] = reference.split("@");
  const colon = named.lastIndexOf(":");
  const tagged = colon > named.lastIndexOf("/");
  const name = tagged ? named.slice(0, colon) : named;
  return { name, tag: digest ?? (tagged ? named.slice(colon + 1) : "latest") };
}

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
    for await (const message of jsonLines<PullMessage>(answer)) {
      const failure = message.errorDetail?.message ?? message.error;
      if (failure !== undefined) {
        refused = pullError(String(failure), wanted);
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

function pullState(reference: string) {
  const layers = new Map<string, LayerProgress>();
  /** Bytes to download of each layer that said so, and how many of them arrived. */
  const downloads = new Map<string, { readonly current: number; readonly total: number }>();
  let messages: readonly string[] = [];
  let digest = "";
  let finished = false;

  const say = (message: string) => {
    messages = [...messages, message.slice(0, 1000)].slice(-mostMessages);
    digest = /^Digest: (\S+)/.exec(message)?.[1] ?? digest;
    finished ||= message.startsWith("Status: ");
  };
  return {
    take({ status, id, progressDetail }: PullMessage) {
      if (typeof status !== "string") return;
      // The first line names the tag in place of a layer.
      if (typeof id !== "string" || id === "" || status.startsWith("Pulling from "))
        return say(id && typeof id === "string" ? `${id}: ${status}` : status);
      if (!layers.has(id) && layers.size >= mostLayers) return;
      const known = downloads.get(id);
      const current = bytes(progressDetail?.current);
      const total = bytes(progressDetail?.total);
      if (status === "Downloading" && total) downloads.set(id, { current: Math.min(current ?? 0, total), total });
      else if (known && arrived.test(status)) downloads.set(id, { current: known.total, total: known.total });
      const complete = status === "Pull complete" || status === "Download complete";
      layers.set(id, {
        id,
        status,
        ...(total
          ? { current: current ?? 0, total }
          : complete && known
            ? { current: known.total, total: known.total }
            : {}),
      });
    },
    /** Whether the engine has what was asked for: it said so, or the image changed, or its digest is the announced one. */
    completed: (before: PulledImage | null, after: PulledImage): boolean =>
      finished ||
      before?.Id !== after.Id ||
      (digest !== "" && (after.RepoDigests ?? []).some((known) => known.endsWith(`@${digest}`))) ||
      // Podman has no last line; it names the image in place of a layer.
      layers.has(after.Id.replace("sha256:", "").slice(0, 12)),
    progress(done: boolean): PullProgress {
      let current = 0;
      let total = 0;
      for (const download of downloads.values()) {
        current += download.current;
        total += download.total;
      }
      return { reference, layers: [...layers.values()], current, total, messages, done };
    },
  };
}

/** Words that come after a layer's last byte. */
const arrived = /^(?:Verifying Checksum|Download complete|Extracting|Pull complete|Already exists)/;

const bytes = (value: unknown): number | undefined => (typeof value === "number" && value >= 0 ? value : undefined);

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
