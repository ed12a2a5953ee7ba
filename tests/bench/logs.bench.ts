import { createConnection } from "node:net";
import { bench, describe, expect } from "vitest";
import { containers } from "../../main/containers.ts";
import { images } from "../engine/images.ts";
import { sharedEngine } from "../engine/shared-engine.ts";
import { newName, readUntil, smallHub } from "../main/try-container.ts";

/** One million lines of some 100 bytes: how much longer than reading the bytes from the socket and doing nothing. */
const lines = 1_000_000;

describe("1,000,000 log lines", () => {
  const engine = sharedEngine();
  const hub = smallHub(engine);
  const name = newName();
  let id = "";

  /** Hooks do not run in benchmarks; the engine and all in it end with the run. */
  const setup = async () => {
    if (id) return;
    const script = `yes 'a line of some hundred bytes, as web servers write them: GET /index.html HTTP/1.1 200 1234 0.005' | head -n ${lines}`;
    id = (await engine.docker("run", "-d", "--name", name, images.busybox, "sh", "-c", script)).trim();
    await engine.docker("wait", name);
  };
  const once = { iterations: 2, time: 0, warmupIterations: 0, warmupTime: 0, setup };

  const rawDrain = () =>
    new Promise<void>((resolve, reject) => {
      const socket = createConnection(engine.socket, () =>
        socket.write(
          `GET /containers/${id}/logs?stdout=1&stderr=1&timestamps=1&tail=${lines} HTTP/1.1\r\nHost: docker\r\nConnection: close\r\n\r\n`,
        ),
      );
      socket.on("data", () => undefined);
      socket.on("close", () => resolve());
      socket.on("error", reject);
    });

  bench("raw socket drain", rawDrain, once);

  bench(
    "the stream that the page reads",
    async () => {
      let count = 0;
      const log = await containers(hub).logs({ engine: engine.id, id, name, tail: lines, follow: false });
      await readUntil(log, (batches) => {
        count += batches.at(-1)!.lines.length;
        return false;
      });
      expect(count).toBe(lines);
    },
    once,
  );
});
