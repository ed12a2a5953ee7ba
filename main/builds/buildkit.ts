import { createHash, randomBytes } from "node:crypto";
import { basename, dirname } from "node:path";
import type { BuildEvent } from "@shared/build-timeline.ts";
import { DrydockError } from "@shared/errors.ts";
import type { DockerClient } from "../docker/client.ts";
import { cancelled, engineError } from "../docker/errors.ts";
import { path } from "../docker/path.ts";
import type { Dockerfile } from "./dockerfile.ts";
import { GrpcError, grpcClient } from "./grpc.ts";
import type { BuildPlan } from "./plan.ts";
import { decode, encode, type Source } from "./protocol.ts";
import { openSession, type SessionOptions } from "./session.ts";
import { vertexReader } from "./vertices.ts";

/** BuildKit's own words for a build: those of `docker build`. */
export function solveRequest(plan: BuildPlan, session: string) {
  const pairs = (prefix: string, list: readonly { name: string; value: string }[]) =>
    list.map(({ name, value }) => [`${prefix}:${name}`, value] as const);
  return {
    Ref: randomBytes(16).toString("hex").slice(0, 25),
    Exporter: "moby",
    ExporterAttrs: Object.fromEntries(plan.tags.length > 0 ? [["name", plan.tags.map(fullName).join(",")]] : []),
    Session: session,
    Frontend: "dockerfile.v0",
    FrontendAttrs: Object.fromEntries([
      ["filename", basename(plan.file)],
      ...(plan.target ? [["target", plan.target] as const] : []),
      ...(plan.platforms.length > 0 ? [["platform", plan.platforms.join(",")] as const] : []),
      ...(plan.noCache ? [["no-cache", ""] as const] : []),
      ...(plan.pull ? [["image-resolve-mode", "pull"] as const] : []),
      ...pairs("build-arg", plan.args),
      ...pairs("label", plan.labels),
    ]),
  };
}

/** Docker Hub's names in full, and `latest` where there is no tag. */
export function fullName(tag: string): string {
  const [first = "", ...rest] = tag.split("/");
  const hosted = rest.length > 0 && (/[.:]/.test(first) || first === "localhost" || first !== first.toLowerCase());
  const named = hosted ? tag : rest.length > 0 ? `docker.io/${tag}` : `docker.io/library/${tag}`;
  return named.lastIndexOf(":") > named.lastIndexOf("/") ? named : `${named}:latest`;
}

/**
 * Builds with the engine's BuildKit, as `docker build` does: the engine asks for the files it needs over a session.
 * Aborting cancels it in the engine. Throws what failed, after the event `failure`.
 */
export async function* buildWithBuildKit(
  client: DockerClient,
  plan: BuildPlan,
  dockerfile: Dockerfile,
  login: SessionOptions["login"],
  signal: AbortSignal,
): AsyncGenerator<BuildEvent, void, undefined> {
  let sent = 0;
  let told = 0;
  const session = await openSession(client, {
    folders: { context: plan.root, dockerfile: dirname(plan.file) },
    secrets: plan.secrets,
    login,
    key: createHash("sha256").update(`drydock\0${plan.root}`).digest("hex"),
    sent: (bytes) => {
      sent += bytes;
    },
    signal,
  });
  const grpc = grpcClient(await client.upgrade(path`/grpc`, { headers: { Upgrade: "h2c" }, signal }));
  const request = solveRequest(plan, session.id);
  const reader = vertexReader(dockerfile);
  const telling = new AbortController();
  const solving = (async () => {
    for await (const answer of grpc.call("/moby.buildkit.v1.Control/Solve", encode("SolveRequest", request), signal))
      return decode("SolveResponse", answer).ExporterResponse;
    throw new DrydockError("INTERRUPTED", "The engine ended the build without a word. Try again.");
  })();
  // What is said last still comes after the result; an engine that does not end its story is not waited for.
  const result = solving.then(
    (response) => ({ response }),
    (error: unknown) => ({ error }),
  );
  void result.then(() => setTimeout(() => telling.abort(), signal.aborted ? 0 : 2000).unref());
  try {
    try {
      const status = encode("StatusRequest", { Ref: request.Ref });
      for await (const answer of grpc.call("/moby.buildkit.v1.Control/Status", status, telling.signal)) {
        yield* reader.read(decode("StatusResponse", answer));
        if (sent > told) {
          told = sent;
          yield { type: "sent", bytes: sent };
        }
      }
    } catch (error) {
      // The result says what went wrong; a build that failed at once has no story to tell.
      if (!(error instanceof GrpcError)) throw error;
    }
    const outcome = await result;
    if (sent > told) yield { type: "sent", bytes: sent };
    if ("error" in outcome) {
      if (signal.aborted) throw cancelled();
      yield { type: "failure", ...whereIn(outcome.error, reader.failed()) };
      throw buildError(outcome.error);
    }
    const image = outcome.response["containerimage.digest"] ?? outcome.response["containerimage.config.digest"];
    if (image) yield { type: "built", image };
  } finally {
    telling.abort();
    grpc.close();
    session.close();
  }
}

type Where = Pick<Extract<BuildEvent, { type: "failure" }>, "step" | "lines">;

/** The step that failed and its lines: as BuildKit sends them beside the error, else those of the step's name. */
function whereIn(error: unknown, failed: Where | undefined): Where {
  const found: { -readonly [Key in keyof Where]: Where[Key] } = { ...failed };
  if (!(error instanceof GrpcError) || error.details.length === 0) return found;
  try {
    for (const { type_url: type, value } of decode("Status", error.details).details) {
      if (!/errdefs\.Source\b/.test(type)) continue;
      const { ranges } = readSource(value);
      const starts = ranges.map(({ start }) => start.line).filter((line) => line > 0);
      const ends = ranges.map(({ start, end }) => Math.max(start.line, end.line));
      if (starts.length > 0) found.lines = [Math.min(...starts), Math.max(...ends)];
    }
  } catch {
    // Details of a shape that nobody knows yet: the sentence is there without them.
  }
  return found;
}

/** Engines send it as protobuf or as JSON. */
function readSource(value: Uint8Array): Source {
  if (value[0] !== 0x7b) return decode("Source", value);
  const { ranges = [] } = JSON.parse(Buffer.from(value).toString()) as Partial<Source>;
  return { ranges: ranges.map(({ start, end }) => ({ start: start ?? { line: 0 }, end: end ?? { line: 0 } })) };
}

/** What BuildKit says, with what to do next where that is known. */
function buildError(error: unknown): unknown {
  if (!(error instanceof GrpcError)) return error;
  const text = error.message.replace(
    /^(?:failed to solve(?: with frontend dockerfile\.v0)?: |rpc error: code = \w+ desc = )+/g,
    "",
  );
  const process =
    /(?:process "|executor failed running \[)(?:\/bin\/sh -c )?([\s\S]*)(?:" did not complete successfully|\]): exit code: (\d+)/.exec(
      text,
    );
  if (process)
    return new DrydockError("INVALID", `RUN ${short(process[1]!)} ended with exit code ${process[2]}.`, text);
  const known = engineError(text, 400);
  return new DrydockError(known.code, known.message, text);
}

const short = (command: string): string => {
  const line = command.replace(/\s+/g, " ").trim();
  return line.length > 120 ? `${line.slice(0, 119)}…` : line;
};
