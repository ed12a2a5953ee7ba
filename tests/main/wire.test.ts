import type { ApiClient, ApiServer } from "@shared/api.ts";
import { api } from "@shared/api.ts";
import { DrydockError } from "@shared/errors.ts";
import { portTransport } from "@shared/transport.ts";
import { RpcSession } from "capnweb";
import { afterEach, describe, expect, test } from "vitest";
import { type Recorder, serve } from "../../main/wire.ts";

/** A server in which every method fails, but for those given: the wire alone is under test. */
function serverWith(methods: { [Noun in keyof ApiServer]?: Partial<ApiServer[Noun]> }): ApiServer {
  const nouns = Object.entries(api).map(([noun, list]) => {
    const refuse = () => {
      throw new DrydockError("UNSUPPORTED", "not in this test");
    };
    const all = Object.fromEntries(Object.keys(list).map((name) => [name, refuse]));
    return [noun, { ...all, ...methods[noun as keyof ApiServer] }];
  });
  return Object.fromEntries(nouns) as ApiServer;
}

const opened: { close(): void }[] = [];
afterEach(() => {
  for (const port of opened.splice(0)) port.close();
});

function connect(server: ApiServer, record: Recorder = () => () => {}) {
  const { port1, port2 } = new MessageChannel();
  opened.push(port1);
  const [page, main] = [port1, port2].map((port) => {
    const side = portTransport({ post: (message) => port.postMessage(message), close: () => port.close() });
    port.addEventListener("message", (event) => side.deliver((event as MessageEvent).data));
    port.addEventListener("close", () => side.end(new Error("The page is gone.")));
    port.start();
    return side;
  }) as [ReturnType<typeof portTransport>, ReturnType<typeof portTransport>];
  new RpcSession(main.transport, serve(server, record));
  const client = new RpcSession(page.transport).getRemoteMain() as unknown as ApiClient;
  return { client, page, main };
}

const ref = { engine: "E", id: "a".repeat(64), name: "web" };
const failure = (promise: PromiseLike<unknown>) =>
  promise.then(
    () => expect.unreachable(),
    (error: unknown) => error,
  );

describe("the wire", () => {
  test("hands main the parsed input and nothing that the schema does not name", async () => {
    const seen: unknown[] = [];
    const { client } = connect(serverWith({ containers: { pause: (input) => void seen.push(input) } }));
    await client.containers.pause({ ...ref, extra: "dropped" } as typeof ref);
    expect(seen).toEqual([ref]);
  });

  test("refuses an ID that is not one, in a sentence, before anything runs", async () => {
    let ran = false;
    const { client } = connect(
      serverWith({
        containers: {
          pause: () => {
            ran = true;
          },
        },
      }),
    );
    const error = await failure(client.containers.pause({ ...ref, id: "victim?force=1&x=" }));
    expect(error).toMatchObject({ code: "INVALID", message: "id: is not a container ID" });
    expect(ran).toBe(false);
  });

  test("keeps code, sentence and detail of an error", async () => {
    const fail = () => {
      throw new DrydockError("CONFLICT", "The name is taken.", "engine's words");
    };
    const { client } = connect(serverWith({ containers: { pause: fail } }));
    const error = await failure(client.containers.pause(ref));
    expect(error).toMatchObject({ code: "CONFLICT", message: "The name is taken.", detail: "engine's words" });
  });

  test("cannot reach what is not a method of the API", async () => {
    const { client } = connect(serverWith({}));
    const containers = client.containers as unknown as { nope(): Promise<unknown> };
    expect(await failure(containers.nope())).toBeInstanceOf(Error);
  });

  test("bytes stay bytes in both directions", async () => {
    let written: unknown;
    const { client } = connect(
      serverWith({
        terminal: {
          write: ({ data }) => {
            written = data;
          },
        },
      }),
    );
    await client.terminal.write({ session: "s", data: new Uint8Array([0, 255, 128]) });
    expect(written).toEqual(new Uint8Array([0, 255, 128]));
  });

  test("leaving a stream stops its source", async () => {
    const left = new Promise<void>((resolve) => {
      const source = () =>
        new ReadableStream<{ lines: string[]; times: string[]; stderr: boolean[] }>({
          pull: (controller) => controller.enqueue({ lines: ["x"], times: [""], stderr: [false] }),
          cancel: () => resolve(),
        });
      const { client } = connect(serverWith({ containers: { logs: source } }));
      void client.containers.logs(ref).then(async (stream) => {
        const reader = stream.getReader();
        await reader.read();
        await reader.cancel();
      });
    });
    await left;
  });

  test("a page that goes away stops the sources of its streams", async () => {
    const left = new Promise<void>((resolve) => {
      const source = () =>
        new ReadableStream<{ lines: string[]; times: string[]; stderr: boolean[] }>({
          pull: (controller) => controller.enqueue({ lines: ["x"], times: [""], stderr: [false] }),
          cancel: () => resolve(),
        });
      const { client, main } = connect(serverWith({ containers: { logs: source } }));
      void client.containers.logs(ref).then(async (stream) => {
        await stream.getReader().read();
        main.end(new Error("The page was reloaded."));
      });
    });
    await left;
  });

  test("a reader that stalls holds the source back", async () => {
    let made = 0;
    const source = () =>
      new ReadableStream<{ lines: string[]; times: string[]; stderr: boolean[] }>(
        {
          pull: (controller) => {
            made += 1;
            const lines = Array.from({ length: 500 }, () => "x".repeat(200));
            controller.enqueue({ lines, times: lines, stderr: [] });
          },
        },
        { highWaterMark: 0 },
      );
    const { client } = connect(serverWith({ containers: { logs: source } }));
    const reader = (await client.containers.logs(ref)).getReader();
    await reader.read();
    // The source is stopped by the flow-control window when what it made stays the same over many turns of the loop.
    let before = -1;
    let still = 0;
    while (still < 50) {
      still = made === before ? still + 1 : 0;
      before = made;
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(made).toBeLessThan(200);
    await reader.cancel();
  });

  test("records an action with its docker line and how it ended; a query is not recorded", async () => {
    const recorded: unknown[] = [];
    const record: Recorder = (action) => (outcome) => recorded.push([action, outcome]);
    const error = new DrydockError("CONFLICT", "No.");
    const { client } = connect(
      serverWith({ containers: { pause: () => {}, kill: () => Promise.reject(error), inspect: () => ({}) } }),
      record,
    );
    await client.containers.pause(ref);
    await failure(client.containers.kill(ref));
    await client.containers.inspect(ref);
    expect(recorded).toEqual([
      [{ engine: "E", command: ["pause", "web"] }, "done"],
      [{ engine: "E", command: ["kill", "web"] }, { error }],
    ]);
  });
});
