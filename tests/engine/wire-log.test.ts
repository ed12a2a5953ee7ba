import { expect, test } from "vitest";
import { createDockerClient } from "../../main/docker/client.ts";
import { path } from "../../main/docker/path.ts";
import { sharedEngine } from "./shared-engine.ts";
import { isForbidden, readWireLog, wireLogVariable } from "./wire-log.ts";

test("the wire log has what the client sends, and not what tests send themselves", async () => {
  const engine = sharedEngine();
  const client = createDockerClient(engine.host);
  const name = `wire-log-${Math.random().toString(36).slice(2)}`;
  await expect(client.delete(path`/containers/${name}`, { query: { force: false } })).rejects.toThrow();
  await engine.api("DELETE", `/containers/${name}?force=1`);
  const pinned = client.pinned();
  await expect(pinned.delete(path`/volumes/${name}`)).rejects.toThrow();
  pinned.close();
  client.close();
  const own = readWireLog(process.env[wireLogVariable]!).filter((line) => line.includes(name));
  expect(own).toEqual([`DELETE /containers/${name}?force=false`, `DELETE /volumes/${name}`]);
});

test("tells what must never be sent", () => {
  const cache = (filters: string) => `POST /v1.45/build/prune?all=true&filters=${encodeURIComponent(filters)}`;
  const lines = [
    "POST /volumes/prune",
    "POST /v1.41/images/prune?x=y",
    "DELETE /images/a?force=1",
    "POST /build/prune",
  ];
  for (const line of [...lines, "DELETE /volumes/a?force=true", cache('{"id":["95n"]}'), cache('{"until":["1h"]}')])
    expect(isForbidden(line), line).toBe(true);
  for (const line of ["DELETE /images/a?force=false", "GET /images/prune", cache('{"id":["^95n2y3im7bv5$"]}')])
    expect(isForbidden(line), line).toBe(false);
});
