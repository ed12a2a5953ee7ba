import { Transform } from "node:stream";
import type { BuildEvent } from "@shared/build-timeline.ts";
import { DrydockError } from "@shared/errors.ts";
import type { DockerClient } from "../docker/client.ts";
import { cancelled, engineError } from "../docker/errors.ts";
import { jsonLines } from "../docker/json-lines.ts";
import { path } from "../docker/path.ts";
import type { Dockerfile } from "./dockerfile.ts";
import type { BuildPlan } from "./plan.ts";
import { tarContext } from "./tar-context.ts";

interface Message {
  readonly stream?: unknown;
  readonly status?: unknown;
  readonly id?: unknown;
  readonly progressDetail?: { readonly current?: unknown; readonly total?: unknown };
  readonly aux?: { readonly ID?: unknown };
  readonly error?: unknown;
  readonly errorDetail?: { readonly message?: unknown; readonly code?: unknown };
}

/** A step may say nothing for long, and the context may be large: it counts from the last bytes that were sent. */
const deadline = 60 * 60_000;

const object = (pairs: readonly { readonly name: string; readonly value: string }[]) =>
  Object.fromEntries(pairs.map(({ name, value }) => [name, value]));

/**
 * Builds with the classic builder (engines without BuildKit, and Podman): the context goes along as a tar. Leaving closes
 * the connection, which ends the build in the engine. Throws what failed, after the event `failure`.
 */
export async function* buildClassic(
  client: DockerClient,
  plan: BuildPlan,
  dockerfile: Dockerfile,
  registryConfig: string,
  signal: AbortSignal,
): AsyncGenerator<BuildEvent, void, undefined> {
  if (plan.secrets.length > 0)
    throw new DrydockError(
      "UNSUPPORTED",
      "The classic builder has no secrets. Choose BuildKit, or an engine that has it.",
    );
  if (plan.platforms.length > 1)
    throw new DrydockError("UNSUPPORTED", "The classic builder builds for one platform at a time. Choose one.");
  const context = await tarContext(plan, signal);
  let sent = 0;
  const counted = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      sent += chunk.length;
      done(null, chunk);
    },
  });
  context.body.on("error", (error) => counted.destroy(error));
  context.body.pipe(counted);
  const sending = new Promise<void>((resolve) => counted.once("close", resolve));

  const uploading = client.upload("POST", path`/build`, counted, {
    query: {
      dockerfile: context.dockerfile,
      t: plan.tags,
      buildargs: object(plan.args),
      labels: object(plan.labels),
      target: plan.target || undefined,
      platform: plan.platforms[0],
      nocache: plan.noCache || undefined,
      pull: plan.pull || undefined,
      rm: true,
      forcerm: true,
      version: "1",
    },
    headers: { "Content-Type": "application/x-tar", "X-Registry-Config": registryConfig },
    deadline,
    signal,
  });
  // Until the engine answers, the bytes are what can be told.
  let answered = false;
  const answer = uploading.finally(() => {
    answered = true;
  });
  answer.catch(() => undefined);
  let told = -1;
  while (!answered) {
    if (sent !== told) {
      told = sent;
      yield { type: "sent", bytes: sent };
    }
    await Promise.race([answer.catch(() => undefined), sending, new Promise((resolve) => setTimeout(resolve, 100))]);
    if (counted.closed && !answered) await answer.catch(() => undefined);
  }
  const reader = stepReader(dockerfile);
  const stream = await answer;
  try {
    for await (const message of jsonLines<Message>(stream)) {
      if (sent !== told) {
        told = sent;
        yield { type: "sent", bytes: sent };
      }
      const failure = message.errorDetail?.message ?? message.error;
      if (failure !== undefined) {
        yield* reader.fail(String(failure));
        throw classicError(String(failure));
      }
      yield* reader.read(message);
    }
  } catch (error) {
    throw signal.aborted ? cancelled() : error;
  } finally {
    stream.destroy();
  }
  if (!reader.image()) throw new DrydockError("INTERRUPTED", "The build ended before there was an image. Try again.");
  yield* reader.finish();
  yield { type: "built", image: reader.image()! };
}

/** Turns what the classic builder prints into steps. */
function stepReader(dockerfile: Dockerfile) {
  let step: string | undefined;
  let started = 0;
  let cached = false;
  let image: string | undefined;
  /** A line may come in pieces, and ends a step only as a whole. */
  let rest = "";

  function* leave(): Generator<BuildEvent, void, undefined> {
    if (step !== undefined)
      yield { type: "step", id: step, state: cached ? "cached" : "done", duration: Date.now() - started };
  }
  function* line(text: string): Generator<BuildEvent, void, undefined> {
    const [, number, total, instruction] = /^step (\d+)\/(\d+) ?: ([\s\S]*)$/i.exec(text.trimEnd()) ?? [];
    if (number !== undefined) {
      yield* leave();
      step = number;
      started = Date.now();
      cached = false;
      const found = dockerfile.lineOfStep(Number(number));
      yield {
        type: "step",
        id: step,
        name: `[${number}/${total}] ${instruction}`,
        state: "running",
        started,
        ...(found === undefined ? {} : { line: found }),
      };
      return;
    }
    if (/^\s*-+> Using cache/.test(text)) cached = true;
    // Podman says what it made by its last line alone.
    const bare = /^(?:sha256:)?([0-9a-f]{64})\s*$/.exec(text)?.[1];
    if (bare) image = `sha256:${bare}`;
    const built = /^Successfully built ([0-9a-f]{12,64})\s*$/.exec(text)?.[1];
    if (built && !image) image = built;
    if (step === undefined) {
      step = "0";
      started = Date.now();
      yield { type: "step", id: step, name: "[internal] prepare the build", state: "running", started };
    }
    yield { type: "output", id: step, text };
  }
  return {
    image: () => image,
    *read({ stream, status, id, progressDetail, aux }: Message): Generator<BuildEvent, void, undefined> {
      if (typeof aux?.ID === "string") image = aux.ID;
      if (typeof stream === "string") {
        const lines = (rest + stream).split(/(?<=\n)/);
        rest = lines.at(-1)!.endsWith("\n") ? "" : lines.pop()!;
        for (const each of lines) yield* line(each);
      }
      if (typeof status !== "string" || step === undefined) return;
      const { current, total } = progressDetail ?? {};
      if (typeof id === "string" && id && typeof total === "number")
        yield { type: "transfer", id: step, name: `${status} ${id}`, current: Number(current ?? 0), total };
      else if (typeof id !== "string" || !id) yield { type: "output", id: step, text: `${status}\n` };
    },
    *finish(): Generator<BuildEvent, void, undefined> {
      if (rest) yield* line(rest);
      rest = "";
      yield* leave();
    },
    *fail(error: string): Generator<BuildEvent, void, undefined> {
      if (rest) yield* line(rest);
      rest = "";
      const parsed = /(?:dockerfile )?parse error(?: on)? line (\d+)|Dockerfile:(\d+)/i.exec(error);
      const named = parsed ? Number(parsed[1] ?? parsed[2]) : undefined;
      if (step !== undefined) yield { type: "step", id: step, state: "failed", duration: Date.now() - started, error };
      const found = named ?? (step === undefined ? undefined : dockerfile.lineOfStep(Number(step)));
      yield {
        type: "failure",
        ...(step === undefined ? {} : { step }),
        ...(found === undefined ? {} : { lines: [found, found] as const }),
      };
    },
  };
}

function classicError(text: string): DrydockError {
  const [, command, code] =
    /^The command '(?:\/bin\/sh -c )?([\s\S]*)' returned a non-zero code: (\d+)/.exec(text) ?? [];
  if (command !== undefined)
    return new DrydockError(
      "INVALID",
      `RUN ${command.replace(/\s+/g, " ").slice(0, 120)} ended with exit code ${code}.`,
      text,
    );
  const known = engineError(text, 400);
  return new DrydockError(known.code, known.message, text);
}
