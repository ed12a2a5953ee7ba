import { runCommand, runInput } from "@shared/containers.ts";
import { expect, test } from "vitest";
import { commit } from "../../main/containers/commit.ts";
import { processes } from "../../main/containers/processes.ts";
import { createDockerClient } from "../../main/docker/client.ts";
import { formOf, readRun } from "../../renderer/images/run-form.ts";
import { images } from "../engine/images.ts";
import { sharedEngine, sharedOlderEngine } from "../engine/shared-engine.ts";

for (const [api, engine] of [
  ["1.45", sharedEngine()],
  ["1.41", sharedOlderEngine()],
] as const) {
  test(`a commit keeps what was written, and who says what, under the given name (API ${api})`, async () => {
    const client = createDockerClient(engine.host);
    const id = await engine.docker("run", "-d", "--init", images.busybox, "sh", "-c", "echo kept > /file; sleep 1000");
    const reference = `127.0.0.1:5000/commit/${api}:one`;
    try {
      const list = processes(() => client, id, new AbortController().signal);
      const { value } = await list.next();
      await list.return();
      expect(value?.titles).toContain("PID");
      expect(value?.rows.some((row) => row.at(-1)?.includes("sleep 1000"))).toBe(true);
      const ref = { engine: engine.id, id, name: "x", reference, message: "Add a file", author: "Ada", pause: true };
      const made = await commit(client, ref);
      const [image] = JSON.parse(await engine.docker("image", "inspect", reference));
      expect(image).toMatchObject({ Id: made.id, Author: "Ada", Comment: "Add a file" });
      expect(await engine.docker("run", "--rm", reference, "cat", "/file")).toBe("kept");
    } finally {
      await engine.docker("rm", "-f", id);
      await engine.docker("rmi", "-f", reference);
      client.close();
    }
  });
}

test("the form of a duplicate says what the container's run said, also on which address a port is", () => {
  const run = runInput.parse({
    engine: "e",
    image: "busybox",
    name: "web-copy",
    command: ["sh", "-c", "echo $HOME 'a b'"],
    ports: [{ host: "8080", container: 80, ip: "127.0.0.1" }],
    mounts: [{ type: "volume", source: "data", target: "/data", readOnly: true }],
    environment: [{ name: "A", value: "b c" }],
    memory: 64 * 1024 ** 2,
    cpus: 0.5,
    restart: "always",
  });
  const read = readRun("e", formOf(run), []);
  expect(read.problems).toEqual({});
  expect(runCommand(read.run!)).toEqual(runCommand(run));
});
