import type { Container } from "@shared/containers.ts";
import { describe, expect, test } from "vitest";
import { containers } from "../../main/containers.ts";
import { openJournal } from "../../main/plans/journal.ts";
import { oneByOne } from "../../main/plans/remove-one.ts";
import { images } from "../engine/images.ts";
import { freePort } from "../engine/registry.ts";
import { sharedEngine, sharedOlderEngine } from "../engine/shared-engine.ts";
import { openRemovals } from "./plans/open-removals.ts";
import { containerMaker, newName, smallHub } from "./try-container.ts";

const sleep = [images.busybox, "sleep", "1000"];

describe.each([
  ["26.1", sharedEngine],
  ["20.10", sharedOlderEngine],
])("containers on engine %s", (_version, shared) => {
  const engine = shared();
  const hub = smallHub(engine);
  const { removeOne, removed, saved } = openRemovals();
  const api = containers(hub, undefined, undefined, removeOne);
  const make = containerMaker(engine);

  test("starts, pauses, unpauses, restarts, kills, stops and removes", async () => {
    const ref = await make.create(...sleep);
    await api.start(ref);
    expect(await make.state(ref)).toBe("running");
    await api.pause(ref);
    expect(await make.state(ref)).toBe("paused");
    await api.unpause(ref);
    expect(await make.state(ref)).toBe("running");
    await api.restart(ref);
    expect(await make.state(ref)).toBe("running");
    await api.kill(ref);
    expect(await make.state(ref)).toBe("exited");
    await api.start(ref);
    await api.stop(ref);
    expect(await make.state(ref)).toBe("exited");
    await api.remove(ref);
    await expect(api.inspect(ref)).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect(removed(ref.name)).toEqual([`container ${ref.id} removed`]);
    expect(saved(ref.name)).toMatchObject({ Id: ref.id, Config: { Image: images.busybox } });
  });

  test("without a journal nothing is removed", async () => {
    const ref = await make.create(...sleep);
    await expect(containers(hub).remove(ref)).rejects.toMatchObject({ code: "INTERNAL" });
    const full = containers(
      hub,
      undefined,
      undefined,
      oneByOne(openJournal("/dev/null/x"), () => "", new Set()),
    );
    await expect(full.remove(ref)).rejects.toMatchObject({ message: expect.stringContaining("ournal") });
    expect(await make.state(ref)).toBe("created");
  });

  test("starting what runs and stopping what is stopped succeed, as with docker", async () => {
    const ref = await make.run(...sleep);
    await api.start(ref);
    await api.stop(ref);
    await api.stop(ref);
  });

  test("a paused container can be stopped", async () => {
    const ref = await make.run(...sleep);
    await api.pause(ref);
    await api.stop(ref);
    expect(await make.state(ref)).toBe("exited");
  });

  test("inspect gives the engine's own JSON", async () => {
    const ref = await make.create("--label", "a=b", ...sleep);
    expect(await api.inspect(ref)).toEqual(JSON.parse(await engine.docker("inspect", ref.id))[0]);
  });

  test("renames, and says which name is taken", async () => {
    const [one, two] = [await make.create(...sleep), await make.create(...sleep)];
    const to = make.own();
    await api.rename({ ...one, to });
    expect((await make.ref(to)).id).toBe(one.id);
    await expect(api.rename({ ...two, to })).rejects.toMatchObject({
      code: "CONFLICT",
      message: expect.stringMatching(new RegExp(`${to}.*Choose another name`)),
    });
    await expect(api.rename({ ...one, to })).rejects.toMatchObject({ code: expect.stringMatching(/INVALID|CONFLICT/) });
  });

  test("removes neither a running nor a paused container, and keeps volumes", async () => {
    const ref = await make.run("-v", "/data", ...sleep);
    const volume = (await engine.docker("inspect", "--format", "{{(index .Mounts 0).Name}}", ref.id)).trim();
    await expect(api.remove(ref)).rejects.toMatchObject({
      code: "CONFLICT",
      message: expect.stringMatching(/[Ss]top/),
    });
    await api.pause(ref);
    await expect(api.remove(ref)).rejects.toMatchObject({ code: "CONFLICT" });
    await api.kill(ref);
    await api.remove(ref);
    const outcomes = ["removed", "failed", "failed"];
    expect(removed(ref.name)).toEqual(outcomes.map((outcome) => `container ${ref.id} ${outcome}`));
    expect((await engine.docker("volume", "rm", volume)).trim()).toBe(volume);
  });

  test.each(["pause", "kill"] as const)("%s of a stopped container says that it does not run", async (verb) => {
    const ref = await make.create(...sleep);
    await expect(api[verb](ref)).rejects.toMatchObject({
      code: "CONFLICT",
      message: expect.stringMatching(/not running/),
    });
  });

  test("pausing twice, unpausing what is not paused and starting what is paused say so", async () => {
    const ref = await make.run(...sleep);
    await expect(api.unpause(ref)).rejects.toMatchObject({
      code: "CONFLICT",
      message: expect.stringMatching(/not paused/),
    });
    await api.pause(ref);
    await expect(api.pause(ref)).rejects.toMatchObject({
      code: "CONFLICT",
      message: expect.stringMatching(/already paused/),
    });
    await expect(api.start(ref)).rejects.toMatchObject({
      code: "CONFLICT",
      message: expect.stringMatching(/Unpause it first/),
    });
  });

  test("a port in use is named with the container that has it", async () => {
    const port = await freePort();
    const holder = await make.run("-p", `${port}:80`, ...sleep);
    const ref = await make.create("-p", `${port}:80`, ...sleep);
    await expect(api.start(ref)).rejects.toMatchObject({
      code: "CONFLICT",
      message: expect.stringContaining(`Port ${port} `),
    });
    const row: Partial<Container> = { ...holder, ports: [{ private: 80, public: port, protocol: "tcp" }] };
    hub.list.set(holder.id, row as Container);
    await expect(api.start(ref)).rejects.toMatchObject({
      code: "CONFLICT",
      message: `Port ${port} is in use by the container ${holder.name}. Stop that one, or choose another host port.`,
    });
  });

  test("what was removed outside is said to be gone, and another engine is refused", async () => {
    const gone = { engine: engine.id, id: "0".repeat(64), name: newName() };
    for (const verb of ["start", "stop", "restart", "pause", "unpause", "kill", "remove"] as const)
      await expect(api[verb](gone), verb).rejects.toMatchObject({ code: "NOT_FOUND" });
    const other = { ...gone, engine: "other" };
    await expect((async () => api.start(other))()).rejects.toMatchObject({ code: "ENGINE_CHANGED" });
  });
});
