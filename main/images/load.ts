import { DrydockError } from "@shared/errors.ts";
import type { TransferProgress } from "@shared/images.ts";
import type { DockerClient } from "../docker/client.ts";
import { cancelled, engineError } from "../docker/errors.ts";
import { jsonLines } from "../docker/json-lines.ts";
import { path } from "../docker/path.ts";
import type { Query } from "../docker/query.ts";
import { reported } from "../reported.ts";
import { countedFile, sizeOf } from "./archive-file.ts";
import { failureIn, layerState, type TransferMessage } from "./layer-state.ts";
import { splitReference } from "./reference.ts";

/** Milliseconds without a byte sent until the engine must have answered: it unpacks the last layer after the last byte. */
const deadline = 30 * 60_000;
const words = { moving: "", arrived: /$^/, complete: /$^/ };

/** `docker load`: sends an archive of images; the messages of the last state name what was loaded. */
export const load = (client: DockerClient, file: string, signal: AbortSignal): AsyncGenerator<TransferProgress> =>
  send(client, file, { target: path`/images/load`, query: { quiet: false }, loaded: /^Loaded image/, signal });

/** `docker import`: makes an image of one layer from the tar of a root file system; the last message is its ID. */
export function importRoot(
  client: DockerClient,
  file: string,
  reference: string | undefined,
  signal: AbortSignal,
): AsyncGenerator<TransferProgress> {
  const { name, tag } = reference ? splitReference(reference) : { name: undefined, tag: undefined };
  return send(client, file, {
    target: path`/images/create`,
    query: { fromSrc: "-", repo: name, tag },
    loaded: /^sha256:/,
    signal,
  });
}

interface Sending {
  readonly target: ReturnType<typeof path>;
  readonly query: Query;
  /** What the engine says when it has the image. */
  readonly loaded: RegExp;
  readonly signal: AbortSignal;
}

async function* send(
  client: DockerClient,
  file: string,
  { target, query, loaded, signal }: Sending,
): AsyncGenerator<TransferProgress, void, undefined> {
  const total = await sizeOf(file);
  let sent = 0;
  let complete = false;
  const state = layerState(file, words, (message) => {
    complete ||= loaded.test(message);
  });
  const progress = (done: boolean): TransferProgress => ({ ...state.progress(done), current: sent, total });
  yield* reported(progress(false), async (report) => {
    const body = countedFile(file, (bytes) => {
      sent = bytes;
      report(progress(false));
    });
    const answer = await client.upload("POST", target, body, { query, deadline, signal });
    try {
      for await (const message of jsonLines<TransferMessage>(answer)) {
        const failure = failureIn(message);
        if (failure !== undefined) throw loadError(failure, file);
        if (typeof message.stream === "string" && message.stream.trim()) state.say(message.stream.trim());
        state.take(message);
        report(progress(false));
      }
    } finally {
      answer.destroy();
      body.destroy();
    }
    if (signal.aborted) throw cancelled();
    if (!complete)
      throw new DrydockError(
        "INVALID",
        `${file} holds no image that the engine could load. Choose an archive made by docker save, or import it as a root file system.`,
        state.progress(false).messages.join("\n") || undefined,
      );
    sent = total;
    report(progress(true));
  });
}

const notAnArchive =
  /manifest\.json: no such file|does not contain a manifest|invalid tar header|unexpected EOF|archive\/tar|invalid archive|unrecognized image format|Unable to (?:untar|apply)|invalid character/i;

function loadError(text: string, file: string): DrydockError {
  if (notAnArchive.test(text))
    return new DrydockError(
      "INVALID",
      `${file} is not a complete archive of images. Choose one made by docker save, or import it as a root file system.`,
      text,
    );
  const error = engineError(text);
  return error.code === "INTERNAL"
    ? new DrydockError("INTERNAL", `${file} could not be loaded: ${error.message}`, text)
    : error;
}
