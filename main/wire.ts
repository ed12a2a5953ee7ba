import type { Api, ApiServer } from "@shared/api.ts";
import { api } from "@shared/api.ts";
import { DrydockError, errorShape } from "@shared/errors.ts";
import type { Method, Methods } from "@shared/wire.ts";
import { RpcTarget } from "capnweb";
import type { z } from "zod";

/** Told of every action when it starts; answers with what to call when it has ended. */
export type Recorder = (action: {
  readonly engine: string;
  readonly command: readonly string[];
}) => (outcome: { readonly cancelled: true } | { readonly error: unknown } | "done") => void;

/** One sentence for an input that does not fit, naming the field. */
function invalid({ issues }: z.ZodError): DrydockError {
  const [issue] = issues;
  const field = issue?.path.join(".");
  return new DrydockError(
    "INVALID",
    issue ? (field ? `${field}: ${issue.message}` : issue.message) : "The input is invalid.",
  );
}

/** Only our own shape crosses the wire: no stack, no object of somebody else's. */
function wireError(thrown: unknown): DrydockError {
  if (thrown instanceof DrydockError) return thrown;
  const { code, message, detail } = errorShape(thrown);
  return new DrydockError(code, message, detail);
}

/** Passes a stream on, maps what breaks it, and says how it ended. A slow reader still holds back the source. */
function watched(source: ReadableStream<unknown>, ended: ReturnType<Recorder>): ReadableStream<unknown> {
  const reader = source.getReader();
  return new ReadableStream(
    {
      async pull(controller) {
        try {
          const step = await reader.read();
          if (!step.done) return controller.enqueue(step.value);
          ended("done");
          controller.close();
        } catch (thrown) {
          const error = wireError(thrown);
          ended(error.code === "CANCELLED" ? { cancelled: true } : { error });
          controller.error(error);
        }
      },
      cancel(reason) {
        ended({ cancelled: true });
        return reader.cancel(reason);
      },
    },
    { highWaterMark: 0 },
  );
}

const unrecorded = () => () => {};

function served(name: string, { input, command }: Method, run: (input: unknown) => unknown, record: Recorder) {
  return async (...given: unknown[]): Promise<unknown> => {
    const parsed = input.safeParse(given[0]);
    if (!parsed.success) throw invalid(parsed.error);
    const { engine } = (parsed.data ?? {}) as { engine?: string };
    const ended = command ? record({ engine: engine ?? "", command: command(parsed.data) }) : unrecorded();
    try {
      const result = await run(parsed.data);
      if (result instanceof ReadableStream) return watched(result, ended);
      ended("done");
      return result;
    } catch (thrown) {
      const error = wireError(thrown);
      if (error.code === "INTERNAL") console.error(`${name} failed:`, thrown);
      ended({ error });
      throw error;
    }
  };
}

/** Makes capnweb's target out of one noun: it exposes methods of the prototype only. */
function target(noun: string, methods: Methods, server: object, record: Recorder): RpcTarget {
  class Noun extends RpcTarget {}
  for (const [name, method] of Object.entries(methods)) {
    const run = (server as { [name: string]: (input: unknown) => unknown })[name];
    if (!run) throw new Error(`${noun}.${name} is not implemented`);
    Object.defineProperty(Noun.prototype, name, { value: served(`${noun}.${name}`, method, run, record) });
  }
  return new Noun();
}

/** What a page may call: every argument is parsed here, every action recorded, every error mapped. Nowhere else. */
export function serve(server: ApiServer, record: Recorder): RpcTarget {
  class Root extends RpcTarget {}
  for (const noun of Object.keys(api) as (keyof Api)[]) {
    const value = target(noun, api[noun], server[noun], record);
    Object.defineProperty(Root.prototype, noun, { get: () => value });
  }
  return new Root();
}
