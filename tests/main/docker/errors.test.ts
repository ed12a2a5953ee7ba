import type { ErrorCode } from "@shared/errors.ts";
import { afterEach, describe, expect, test } from "vitest";
import { createDockerClient, type DockerClient } from "../../../main/docker/client.ts";
import { path } from "../../../main/docker/path.ts";
import type { EngineAccess } from "../../engine/engine-access.ts";
import { images } from "../../engine/images.ts";
import { freePort } from "../../engine/registry.ts";
import { sharedEngine, sharedOlderEngine } from "../../engine/shared-engine.ts";

describe.each([
  ["26.1", sharedEngine],
  ["20.10", sharedOlderEngine],
])("what the engine %s refuses is a sentence with the next step", (version, shared) => {
  const label = `errors-${version}`;
  const client = () => createDockerClient(shared().host);
  const says = async (attempt: Promise<unknown>, code: ErrorCode, words: string | RegExp) => {
    await expect(attempt).rejects.toMatchObject({
      code,
      message: expect.stringMatching(words),
      detail: expect.any(String),
    });
  };
  const create = (engine: DockerClient, name: string, body: object = {}) =>
    engine.post<{ Id: string }>(path`/containers/create`, {
      query: { name },
      body: { Image: images.busybox, Cmd: ["sleep", "1000"], Labels: { [label]: "" }, ...body },
    });
  const run = async (engine: DockerClient, name: string, body: object = {}) => {
    const { Id } = await create(engine, name, body);
    await engine.post(path`/containers/${Id}/start`);
    return Id;
  };
  const removeAll = async (engine: EngineAccess) => {
    const ids = await engine.docker("ps", "-aq", "--filter", `label=${label}`);
    if (ids) await engine.docker("rm", "-f", ...ids.split("\n"));
  };
  afterEach(() => removeAll(shared()));

  test("names", async () => {
    const engine = client();
    const id = await run(engine, "taken-name");
    await says(
      create(engine, "taken-name"),
      "CONFLICT",
      /^The name taken-name is already in use by container [0-9a-f]{12}/,
    );
    const other = await create(engine, "other-name");
    await says(
      engine.post(path`/containers/${other.Id}/rename`, { query: { name: "taken-name" } }),
      "CONFLICT",
      /^The name taken-name is already/,
    );
    await says(
      engine.post(path`/containers/${id}/rename`, { query: { name: "taken-name" } }),
      "INVALID",
      /already has this name/,
    );
    await says(create(engine, "no spaces"), "INVALID", /no container name/);
  });

  test("states", async () => {
    const engine = client();
    const id = await run(engine, "state-errors");
    await says(engine.delete(path`/containers/${id}`), "CONFLICT", /still running. Stop it first/);
    await says(engine.post(path`/containers/${id}/unpause`), "CONFLICT", /is not paused/);
    await engine.post(path`/containers/${id}/pause`);
    await says(engine.post(path`/containers/${id}/pause`), "CONFLICT", /already paused/);
    await says(
      engine.post(path`/containers/${id}/exec`, { body: { Cmd: ["ls"] } }),
      "CONFLICT",
      /is paused. Unpause it first/,
    );
    await engine.post(path`/containers/${id}/unpause`);
    await engine.post(path`/containers/${id}/kill`);
    await engine.post(path`/containers/${id}/wait`);
    await says(engine.post(path`/containers/${id}/kill`), "CONFLICT", /not running/);
    await says(engine.post(path`/containers/${id}/pause`), "CONFLICT", /not running/);
    await says(
      engine.post(path`/containers/${id}/exec`, { body: { Cmd: ["ls"] } }),
      "CONFLICT",
      /not running. Start it first/,
    );
    await engine.delete(path`/containers/${id}`);
    await says(engine.post(path`/containers/${id}/start`), "NOT_FOUND", /no longer exists/);
    await says(engine.get(path`/exec/${id}/json`), "NOT_FOUND", /terminal session no longer exists/);
  });

  test("ports", async () => {
    const engine = client();
    const port = await freePort();
    const ports = {
      ExposedPorts: { "80/tcp": {} },
      HostConfig: { PortBindings: { "80/tcp": [{ HostIp: "127.0.0.1", HostPort: String(port) }] } },
    };
    await run(engine, "port-first", ports);
    await says(run(engine, "port-second", ports), "CONFLICT", new RegExp(`^Port ${port} is already in use`));
  });

  test("commands, users, folders and limits", async () => {
    const engine = client();
    await says(run(engine, "no-command", { Cmd: ["nothing-here"] }), "INVALID", /has no program nothing-here/);
    await says(run(engine, "no-path", { Cmd: ["/bin/nothing-here"] }), "INVALID", /has no program \/bin\/nothing-here/);
    await says(
      run(engine, "a-folder", { Cmd: ["/etc"] }),
      "INVALID",
      /^\/etc in the container may not be run|is a folder/,
    );
    await says(run(engine, "no-user", { User: "nobody-here" }), "INVALID", /no user nobody-here/);
    const mounts = (...Mounts: object[]) => ({ HostConfig: { Mounts } });
    await says(
      run(engine, "no-folder", mounts({ Type: "bind", Source: "/not/here", Target: "/data" })),
      "NOT_FOUND",
      /^The folder \/not\/here does not exist/,
    );
    const twice = { Type: "tmpfs", Target: "/data" };
    await says(run(engine, "same-place", mounts(twice, twice)), "INVALID", /same place \/data/);
    await says(run(engine, "low-memory", { HostConfig: { Memory: 1024 } }), "INVALID", /at least 6 MB/);
    await says(run(engine, "many-cpus", { HostConfig: { NanoCpus: 4000e9 } }), "INVALID", /fewer CPUs/);
    await says(
      run(engine, "both", { HostConfig: { AutoRemove: true, RestartPolicy: { Name: "always" } } }),
      "INVALID",
      /Choose one of the two/,
    );
    await says(
      create(engine, "no-image", { Image: "not-here:1" }),
      "NOT_FOUND",
      /^The image not-here:1 is not on this engine/,
    );
    await says(create(engine, "bad-image", { Image: "Not A Name" }), "INVALID", /not an image reference/);
  });

  test("volumes and networks", async () => {
    const engine = client();
    await says(engine.get(path`/volumes/${"not-here"}`), "NOT_FOUND", /^The volume not-here no longer exists/);
    await says(engine.get(path`/networks/${"not-here"}`), "NOT_FOUND", /^The network not-here does not exist/);
    await says(
      run(engine, "no-network", { HostConfig: { NetworkMode: "not-here" } }),
      "NOT_FOUND",
      /^The network not-here does not/,
    );
    const name = `used-${label}`;
    await engine.post(path`/volumes/create`, { body: { Name: name } });
    const id = await create(engine, "uses-volume", {
      HostConfig: { Mounts: [{ Type: "volume", Source: name, Target: "/v" }] },
    });
    await says(
      engine.delete(path`/volumes/${name}`),
      "IN_USE",
      new RegExp(`in use by container ${id.Id.slice(0, 12)}`),
    );
    await engine.delete(path`/containers/${id.Id}`);
    await engine.delete(path`/volumes/${name}`);
    await engine.post(path`/networks/create`, { body: { Name: name, CheckDuplicate: true } });
    await says(
      engine.post(path`/networks/create`, { body: { Name: name, CheckDuplicate: true } }),
      "CONFLICT",
      new RegExp(`called ${name} already exists`),
    );
    const member = await run(engine, "uses-network", { HostConfig: { NetworkMode: name } });
    await says(engine.delete(path`/networks/${name}`), "IN_USE", /Containers are connected/);
    await engine.post(path`/containers/${member}/kill`);
    await engine.delete(path`/containers/${member}`);
    await engine.delete(path`/networks/${name}`);
  });
});
