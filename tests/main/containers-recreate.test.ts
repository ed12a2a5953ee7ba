import type { RecreateStep } from "@shared/containers.ts";
import { describe, expect, onTestFinished, test } from "vitest";
import { containers } from "../../main/containers.ts";
import { createDockerClient } from "../../main/docker/client.ts";
import type { Recorder } from "../../main/wire.ts";
import { buildImage, images as made } from "../engine/images.ts";
import { sharedEngine, sharedOlderEngine } from "../engine/shared-engine.ts";
import { openRemovals } from "./plans/open-removals.ts";

describe.each([
  ["26.1", sharedEngine],
  ["20.10", sharedOlderEngine],
])("recreate with the engine %s", (version, shared) => {
  const own = (name: string) => `again-${name}-${version.replace(".", "-")}`;
  const images = { one: own("image:1"), two: own("image:2"), broken: own("broken:1") };
  const from = `FROM ${made.busybox}\nVOLUME /declared\n`;
  const { removeOne, removed } = openRemovals();
  const build = async () => {
    const engine = shared();
    const run = 'CMD ["sleep", "1000"]\n';
    await buildImage(engine, images.one, `${from}ENV SAID=one OWN=image\nLABEL said=one\nWORKDIR /one\n${run}`);
    await buildImage(engine, images.two, `${from}ENV SAID=two OWN=image\nLABEL said=two\nWORKDIR /two\n${run}`);
    await buildImage(engine, images.broken, `${from}CMD ["false"]\n`);
    onTestFinished(async () => {
      await engine.docker("rmi", "-f", ...Object.values(images)).catch(() => undefined);
    });
  };

  /** Runs a container for one test, and gives what is needed to make it again. */
  async function start(name: string, ...words: string[]) {
    const engine = shared();
    const [verb = "run", ...rest] = words;
    const id = (await engine.docker(verb, "--name", name, ...rest)).split("\n").at(-1)!;
    onTestFinished(async () => {
      await engine.docker("rm", "-f", "-v", name, `${name}-before-${id.slice(0, 8)}`).catch(() => undefined);
    });
    const client = createDockerClient(engine.host);
    onTestFinished(() => client.close());
    const recorded: string[] = [];
    const record: Recorder = ({ command }) => {
      recorded.push(command.join(" "));
      return (outcome) => {
        if (outcome !== "done") recorded.push("failed");
      };
    };
    const api = containers({ use: () => client, containers: () => new Map() }, undefined, record, removeOne);
    const again = async (image: string) => {
      const input = { engine: engine.id, id, name, image };
      const lines = await api.recreateCommands(input);
      const reader = (await api.recreate(input)).getReader();
      let last: RecreateStep | undefined;
      for (let step = await reader.read(); !step.done; step = await reader.read()) last = step.value;
      return { last, lines: lines.map((words) => words.join(" ")) };
    };
    return { id, again, recorded };
  }
  const inspected = async (name: string) => JSON.parse(await shared().docker("inspect", name))[0];

  test("a container gets the new image and keeps what is its own: options, networks, and data in every volume", async () => {
    const engine = shared();
    await build();
    const network = own("network");
    const second = own("second");
    const volume = own("volume");
    const name = own("all");
    for (const each of [network, second]) await engine.docker("network", "create", each);
    onTestFinished(async () => {
      await engine.docker("volume", "rm", volume).catch(() => undefined);
      await engine.docker("network", "rm", network, second).catch(() => undefined);
    });
    const options = ["--network", network, "--network-alias", "shop", "-e", "OWN=mine", "-e", "MORE=x=y", "-l", "a=b"];
    const mounts = ["-v", `${volume}:/named`, "-v", "/anonymous", "--mount", "type=volume,target=/mounted"];
    const limits = ["-p", "127.0.0.1::80", "-m", "64m", "--restart", "on-failure:3", "--cap-drop", "NET_RAW"];
    const { id, again, recorded } = await start(name, "run", "-d", ...options, ...mounts, ...limits, images.one);
    await engine.docker("network", "connect", "--alias", "other", second, name);
    const places = ["/named", "/anonymous", "/mounted", "/declared"];
    for (const place of places) await engine.docker("exec", name, "sh", "-c", `echo data > ${place}/file`);
    const before = await inspected(name);

    const { last, lines } = await again(images.two);
    expect(last).toBe("done");
    const now = await inspected(name);
    expect(now.Id).not.toBe(id);
    expect(now.State.Running).toBe(true);
    expect(now.Image).toBe((await engine.docker("inspect", "--format", "{{.Id}}", images.two)).trim());
    expect(now.Config.Image).toBe(images.two);
    expect(now.Config.Env).toEqual(expect.arrayContaining(["OWN=mine", "MORE=x=y", "SAID=two"]));
    expect(now.Config.Env).not.toContain("SAID=one");
    expect(now.Config).toMatchObject({ Labels: { a: "b", said: "two" }, WorkingDir: "/two" });
    expect(now.Config.Hostname).toBe(now.Id.slice(0, 12));
    for (const same of ["Memory", "RestartPolicy", "CapDrop", "NetworkMode"])
      expect(now.HostConfig[same], same).toEqual(before.HostConfig[same]);
    expect(Object.keys(now.HostConfig.PortBindings)).toEqual(["80/tcp"]);
    expect(Object.keys(now.NetworkSettings.Networks).sort()).toEqual([network, second].sort());
    expect(now.NetworkSettings.Networks[network].Aliases).toContain("shop");
    expect(now.NetworkSettings.Networks[second].Aliases).toContain("other");
    for (const place of places) expect(await engine.docker("exec", name, "cat", `${place}/file`), place).toBe("data");
    await expect(inspected(id)).rejects.toThrow(/No such/);

    const old = `${name}-before-${id.slice(0, 8)}`;
    expect(lines[0]).toBe(`stop ${name}`);
    expect(lines[1]).toBe(`rename ${name} ${old}`);
    expect(lines[2]).toMatch(new RegExp(`^create --name ${name} .*-e OWN=mine .*${images.two}$`));
    const anonymous = before.Mounts.find(({ Destination }: { Destination: string }) => Destination === "/anonymous");
    expect(lines[2]).toContain(`--mount type=volume,source=${anonymous.Name},target=/anonymous`);
    expect(lines.slice(3)).toEqual([`start ${name}`, `rm ${old}`]);
    expect(recorded).toEqual(lines);
    expect(removed(old)).toEqual([`container ${id} removed`]);
  });

  test("when the new one does not stay up, the old one is back under its name and runs", async () => {
    await build();
    const name = own("back");
    const { id, again, recorded } = await start(name, "run", "-d", "-v", "/kept", images.one);
    await shared().docker("exec", name, "sh", "-c", "echo data > /kept/file");
    await expect(again(images.broken)).rejects.toMatchObject({
      code: "CONFLICT",
      message: expect.stringMatching(/ended at once with exit code 1.*back as it was/),
    });
    const now = await inspected(name);
    expect(now).toMatchObject({ Id: id, State: { Running: true } });
    expect(await shared().docker("exec", name, "cat", "/kept/file")).toBe("data");
    expect(await shared().docker("ps", "-aq", "--filter", `name=${name}`)).toBe(id.slice(0, 12));
    expect(recorded.at(-1)).toBe("failed");
  });

  test("an image that is not there changes nothing, and a stopped container stays stopped", async () => {
    await build();
    const name = own("stopped");
    const { id, again } = await start(name, "create", images.one);
    await expect(again(own("missing:1"))).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect((await inspected(name)).Id).toBe(id);
    const { lines } = await again(images.two);
    expect(lines.map((line) => line.split(" ")[0])).toEqual(["rename", "create", "rm"]);
    const now = await inspected(name);
    expect(now.Id).not.toBe(id);
    expect(now.State.Status).toBe("created");
  });

  test("what could not be put back is refused before anything is done", async () => {
    await build();
    const name = own("gone");
    const { id, again } = await start(name, "run", "-d", "--rm", images.one);
    await expect(again(images.two)).rejects.toMatchObject({ message: expect.stringContaining("--rm") });
    const host = own("host");
    const { again: againHost } = await start(host, "run", "-d", images.one);
    await start(own("guest"), "run", "-d", "--network", `container:${host}`, images.one);
    await expect(againHost(images.two)).rejects.toMatchObject({ message: expect.stringContaining(own("guest")) });
    expect(await inspected(name)).toMatchObject({ Id: id, State: { Running: true } });
  });
});
