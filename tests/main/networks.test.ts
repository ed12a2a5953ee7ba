import { newNetwork } from "@shared/networks.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readListening } from "../../main/networks/listening.ts";
import { networks } from "../../main/networks.ts";
import type { EngineAccess } from "../engine/engine-access.ts";
import { buildImage, images } from "../engine/images.ts";
import { sharedEngine, sharedOlderEngine } from "../engine/shared-engine.ts";
import { until } from "../engine/until.ts";
import { containerMaker, newName, smallHub } from "./try-container.ts";

test("reads what listens, on which kind of address", () => {
  const text = `  sl  local_address rem_address   st
   0: 00000000:0050 00000000:0000 0A 00000000:00000000
   1: 0100007F:1F90 00000000:0000 0A 00000000:00000000
   2: 0B00007F:A001 00000000:0000 0A 00000000:00000000
   3: 020011AC:0051 030011AC:9999 01 00000000:00000000
  sl  local_address                         remote_address                        st
   0: 00000000000000000000000000000000:0050 00000000000000000000000000000000:0000 0A
   1: 00000000000000000000000001000000:0052 00000000000000000000000000000000:0000 0A
   2: 0000000000000000FFFF00000100007F:0053 00000000000000000000000000000000:0000 0A
junk`;
  expect(readListening(text)).toEqual([
    { port: 80, address: "any" },
    { port: 82, address: "loopback" },
    { port: 83, address: "loopback" },
    { port: 8080, address: "loopback" },
  ]);
});

test("what a network cannot be is told before the engine is asked", () => {
  const fault = (part: object) => newNetwork.safeParse({ engine: "e", name: "net", ...part }).success;
  expect(fault({})).toBe(true);
  expect(fault({ subnet: "10.1.0.0/16", gateway: "10.1.0.1" })).toBe(true);
  expect(fault({ subnet: "fd00::/64" })).toBe(true);
  for (const subnet of ["10.1.0.0", "10.1.0.0/33", "300.1.0.0/8", "x/8", "10.1.0.0/16/2", "fd00::/129"])
    expect(fault({ subnet }), subnet).toBe(false);
  expect(fault({ gateway: "10.1.0.1/8" })).toBe(false);
  expect(fault({ name: "-net" })).toBe(false);
});

describe.each([
  ["API 1.45", sharedEngine],
  ["API 1.41", sharedOlderEngine],
])("networks of an engine with %s", (_api, engineOf) => {
  const engine: EngineAccess = engineOf();
  const server = networks(smallHub(engine));
  const container = containerMaker(engine);
  const made: string[] = [];
  const bare = `bare-${newName()}:1.0`;
  const create = async (part: object = {}) => {
    const name = newName();
    made.push(name);
    const { id } = await server.create(newNetwork.parse({ engine: engine.id, name, ...part }));
    return { engine: engine.id, id, name };
  };
  const onNet = (network: string, ...words: string[]) =>
    container.run("--network", network, images.busybox, "sh", "-c", ...words);
  const plain = ({ id, name }: { id: string; name: string }) => ({ id, name });
  const reach = (from: { id: string; name: string }, to: { id: string; name: string }, port: number) =>
    server.reach({ engine: engine.id, from: plain(from), to: plain(to), port });

  beforeAll(async () => {
    // Programs without a shell: nothing can be tried from within.
    await buildImage(
      engine,
      bare,
      `FROM ${images.busybox} AS tools\nFROM scratch\nCOPY --from=tools /bin/busybox /sleep\nENTRYPOINT ["/sleep"]\n`,
    );
  });
  afterAll(async () => {
    for (const name of made) await engine.docker("network", "rm", name).catch(() => undefined);
    await engine.docker("rmi", bare).catch(() => undefined);
  });

  test("creates one as asked, connects with an alias and an address, disconnects", async () => {
    const third = Math.floor(Math.random() * 250);
    const network = await create({
      subnet: `10.213.${third}.0/24`,
      gateway: `10.213.${third}.1`,
      internal: true,
      attachable: true,
      labels: [{ name: "team", value: "a=b" }],
    });
    const [found] = JSON.parse(await engine.docker("network", "inspect", network.id));
    expect(found).toMatchObject({ Internal: true, Attachable: true, Labels: { team: "a=b" } });
    expect(found.IPAM.Config[0]).toMatchObject({ Subnet: `10.213.${third}.0/24`, Gateway: `10.213.${third}.1` });
    await expect(server.create(newNetwork.parse({ engine: engine.id, name: network.name }))).rejects.toMatchObject({
      code: "CONFLICT",
    });
    const one = await container.run(images.busybox, "sleep", "9999");
    const address = `10.213.${third}.77`;
    await server.connect({ ...network, container: plain(one), aliases: ["db"], address });
    const [inspected] = JSON.parse(await engine.docker("inspect", one.id));
    expect(inspected.NetworkSettings.Networks[network.name]).toMatchObject({ IPAddress: address });
    expect(inspected.NetworkSettings.Networks[network.name].Aliases).toContain("db");
    await server.disconnect({ ...network, container: plain(one) });
    const [after] = JSON.parse(await engine.docker("inspect", one.id));
    expect(Object.keys(after.NetworkSettings.Networks)).toEqual(["bridge"]);
  });

  test("tells what reaches what, why not, and the line that mends it", async () => {
    const network = await create();
    const other = await create({ internal: true });
    const serve = "httpd -p 80 -h /www; httpd -p 127.0.0.1:81 -h /www; exec sleep 9999";
    const [web, client, apart, idle] = await Promise.all([
      onNet(network.name, serve),
      onNet(network.name, "exec sleep 9999"),
      onNet(other.name, "exec sleep 9999"),
      container.create("--network", network.name, images.busybox, "sleep", "1"),
    ]);
    await until("httpd listens", async () =>
      (await engine.docker("exec", web.id, "cat", "/proc/net/tcp", "/proc/net/tcp6")).includes(":0051"),
    );
    const reached = await reach(client, web, 80);
    expect(reached).toMatchObject({ verdict: "reachable", mend: [] });
    expect(reached.answer).toContain(network.name);
    expect(reached.tests.join()).toContain(`from within ${client.name}`);
    expect(await reach(client, web, 81)).toMatchObject({ verdict: "loopback-only" });
    const silent = await reach(client, web, 8080);
    expect(silent).toMatchObject({ verdict: "nothing-listens" });
    expect(silent.answer).toContain("80, 81");
    expect(await reach(client, idle, 80)).toMatchObject({ verdict: "not-running", mend: [["start", idle.name]] });
    // Engines of these tests have no firewall rules, so that one network may well reach another by address.
    const far = await reach(apart, web, 80);
    expect(["internal", "reachable"]).toContain(far.verdict);
    expect(far.answer).toMatch(/not on a shared network|share no network/);
    if (far.verdict === "internal") {
      expect(far.mend).toEqual([["network", "connect", network.name, apart.name]]);
      await engine.docker(...far.mend[0]!);
      expect(await reach(apart, web, 80)).toMatchObject({ verdict: "reachable" });
    }
    const inside = await container.run("--network", `container:${web.id}`, images.busybox, "sleep", "9999");
    expect(await reach(inside, web, 81)).toMatchObject({ verdict: "reachable" });
  });

  test("a container without a shell is tried from beside it, by a helper that is removed", async () => {
    const network = await create();
    const web = await onNet(network.name, "exec httpd -f -p 80 -h /www");
    const shellless = await container.run("--network", network.name, bare, "9999");
    const answer = await reach(shellless, web, 80);
    expect(answer).toMatchObject({ verdict: "reachable" });
    expect(answer.tests.join()).toContain("a helper in the network of");
    expect(await engine.docker("ps", "-aq", "--filter", "label=io.drydock.helper=network")).toBe("");
  });
});
