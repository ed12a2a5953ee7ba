import { DrydockError } from "@shared/errors.ts";
import type { TransferProgress } from "@shared/images.ts";
import type { DockerClient } from "../docker/client.ts";
import { cancelled, engineError } from "../docker/errors.ts";
import { jsonLines } from "../docker/json-lines.ts";
import { path } from "../docker/path.ts";
import { registryOf } from "../registries/hosts.ts";
import type { RegistryAuth } from "../registries.ts";
import { failureIn, layerState, type TransferMessage, type TransferWords } from "./layer-state.ts";
import { splitReference } from "./reference.ts";

/** The engine says nothing until the registry answered, and it tries that several times. */
const deadline = 5 * 60_000;
/** The engine refuses a push without the header; this is a login of nobody. */
const nobody = Buffer.from("{}").toString("base64");

const words: TransferWords = {
  moving: "Pushing",
  arrived: /^(?:Pushed|Layer already exists|Mounted from )/,
  complete: /^Pushed$/,
};

/**
 * Pushes one tag and yields the whole state after each message, the last one `done` once the registry has confirmed the
 * image. Aborting closes the connection, which cancels the push in the engine.
 */
export async function* push(
  client: DockerClient,
  reference: string,
  auth: RegistryAuth,
  signal: AbortSignal,
): AsyncGenerator<TransferProgress, void, undefined> {
  const { name, tag } = splitReference(reference);
  const login = await auth(reference);
  const answer = await client.stream("POST", path`/images/${name}/push`, {
    query: { tag },
    headers: { "X-Registry-Auth": login ?? nobody },
    deadline,
    signal,
  });
  let confirmed = false;
  const state = layerState(`${name}:${tag}`, words, (message) => {
    confirmed ||= / digest: sha256:[0-9a-f]{64} /.test(message);
  });
  try {
    for await (const message of jsonLines<TransferMessage>(answer)) {
      const failure = failureIn(message);
      if (failure !== undefined) throw pushError(failure, reference, login !== undefined);
      state.take(message);
      yield state.progress(false);
    }
  } finally {
    answer.destroy();
  }
  if (signal.aborted) throw cancelled();
  if (!confirmed)
    throw new DrydockError(
      "INTERRUPTED",
      `The push of ${reference} ended before the registry confirmed it. Try again: layers that arrived are kept.`,
    );
  yield state.progress(true);
}

function pushError(text: string, reference: string, withLogin: boolean): DrydockError {
  const error = engineError(text);
  const host = registryOf(reference);
  if (error.code === "UNAUTHORIZED" && !/x509|tls:/.test(text))
    return new DrydockError(
      "UNAUTHORIZED",
      withLogin
        ? `${host} does not let your login push ${reference}. Push it under a name that is yours, or log in as somebody else in Settings.`
        : `${host} wants a login before it takes ${reference}. Log in to it in Settings, then push again.`,
      text,
    );
  return error.code === "INTERNAL"
    ? new DrydockError("INTERNAL", `${reference} could not be pushed: ${error.message}`, text)
    : error;
}
