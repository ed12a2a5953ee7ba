import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type RunInput, type RunProgress, runCommand, runInput } from "@shared/containers.ts";
import { afterAll, describe, expect, onTestFinished, test } from "vitest";
import type { z } from "zod";
import { containers } from "../../main/containers.ts";
import { images } from "../engine/images.ts";
import { freePort, startRegistry } from "../engine/registry.ts";
import { sharedEngine, sharedOlderEngine } from "../engine/shared-engine.ts";
import { openRemovals } from "./plans/open-removals.ts";
import { containerMaker, newName, readUntil, smallHub } from "./try-container.ts";

type Inspect = { Config: Record<string, unknown>; HostConfig: Record<string, unknown>; State: { Status: string } };

const folder = mkdtempSync(join(tmpdir(), "drydock-run-"));
afterAll(() => rmSync(folder, { recursive: true }));

describe.each([
  ["26.1", sharedEngine],
  ["20.10", sharedOlderEngine],
])("run on engine %s", (_version, shared) => {
  const engine = shared();
  const hub = smallHub(engine);
  const { removeOne } = openRemovals();
  const api = containers(hub, undefined, undefined, removeOne);
  const make = containerMaker(engine);

  const choose = (choices: Partial<z.input<typeof runInput>>): RunInput =>
    runInput.parse({ engine: engine.id, image: images.busybox, name: make.own(), ...choices });
  const run = async (input: RunInput): Promise<RunProgress[]> => readUntil(await api.run(input));
  const inspect = async (name: string): Promise<Inspect> => JSON.parse(await engine.docker("inspect", name))[0];

  test("creates and starts", async () => {
    const input = choose({ command: ["sleep", "1000"] });
    const steps = await run(input);
    const { id } = await make.ref(input.name);
    expect(steps).toEqual([
      { type: "created", id, warnings: [] },
      { type: "started", id },
    ]);
    expect((await inspect(id)).State.Status).toBe("running");
  });

  test.each<[string, Partial<z.input<typeof runInput>>]>([
    ["nothing but a command", { command: ["sleep", "1000"] }],
    ["an interactive terminal", { interactive: true }],
    [
      "environment, labels, user, folder and host name",
      {
        command: ["sleep", "1000"],
        environment: [
          { name: "A", value: "1 2" },
          { name: "EMPTY", value: "" },
          { name: "EQ", value: 'a=b,c"d"' },
        ],
        labels: [{ name: "com.example.a", value: "x y" }],
        user: "1000:1000",
        workdir: "/tmp",
        hostname: "box",
      },
    ],
    [
      "limits and rights",
      {
        command: ["sleep", "1000"],
        memory: 64 * 1024 * 1024,
        cpus: 0.75,
        readOnly: true,
        init: true,
        restart: "unless-stopped",
      },
    ],
    ["on failure, all ports", { image: images.web, restart: "on-failure", publishAll: true }],
    [
      "mounts",
      {
        command: ["sleep", "1000"],
        mounts: [
          { type: "bind", source: folder, target: "/bound", readOnly: true },
          { type: "tmpfs", target: "/scratch" },
          { type: "tmpfs", target: '/with a "quote", a comma and spaces' },
          { type: "volume", source: "", target: "/anonymous" },
        ],
      },
    ],
    ["privileged", { command: ["sleep", "1000"], privileged: true }],
    ["an entrypoint in place of the image's", { entrypoint: "sleep", command: ["1000"] }],
    ["the host's network", { command: ["sleep", "1000"], network: "host" }],
    ["removed on exit", { command: ["sleep", "1000"], removeOnExit: true }],
  ])("is what the docker CLI makes of the same line: %s", async (_name, choices) => {
    const ours = choose(choices);
    const theirs = choose(choices);
    // Not every machine that runs these tests lets a privileged container start; what was created is compared.
    const unlessPrivileged = (error: unknown) => {
      if (!ours.privileged) throw error;
    };
    await run(ours).catch(unlessPrivileged);
    // The CLI wants a terminal of its own for -it, which `create` does not.
    const words = runCommand(theirs);
    if (ours.interactive) await engine.docker("create", ...words.slice(1));
    else await engine.docker(...words).catch(unlessPrivileged);
    const [one, two] = [await inspect(ours.name), await inspect(theirs.name)];
    expect(same(one)).toEqual(same(two));
  });

  test("ports: fixed, free, udp, an address, one container port twice", async () => {
    const ports = async () => [
      { host: String(await freePort()), container: 80 },
      { host: "", container: 81 },
      { host: String(await freePort()), container: 53, protocol: "udp" as const },
      { host: String(await freePort()), container: 80, ip: "127.0.0.1" },
      { host: "", container: 82, ip: "127.0.0.1" },
    ];
    const command = ["sleep", "1000"];
    const [ours, theirs] = [choose({ command, ports: await ports() }), choose({ command, ports: await ports() })];
    await run(ours);
    await engine.docker(...runCommand(theirs));
    const bindings = async (input: RunInput) =>
      JSON.stringify((await inspect(input.name)).HostConfig.PortBindings).replace(/"\d{4,5}"/g, '"#"');
    expect(await bindings(ours)).toBe(await bindings(theirs));
  });

  test("a volume is made, and what is in it stays", async () => {
    const volume = newName();
    const input = choose({ command: ["true"], mounts: [{ type: "volume", source: volume, target: "/a" }] });
    await run(input);
    await engine.docker("wait", input.name);
    await api.remove(await make.ref(input.name));
    expect((await engine.docker("volume", "rm", volume)).trim()).toBe(volume);
  });

  test("pulls an image that is missing first", async () => {
    const registry = await startRegistry();
    onTestFinished(() => registry.stop());
    const image = await registry.publish(engine, images.layers);
    const input = choose({ image, command: ["true"] });
    const steps = await run(input);
    onTestFinished(async () => {
      await engine.docker("rm", "-f", input.name);
      await engine.docker("rmi", image);
    });
    expect(steps[0]).toMatchObject({ type: "pull", progress: { reference: image } });
    expect(steps.slice(-2).map(({ type }) => type)).toEqual(["created", "started"]);
    expect(steps.filter((step) => step.type === "pull").at(-1)).toMatchObject({ progress: { done: true } });
  });

  test("an image that nobody has is an error that names it, and leaves nothing", async () => {
    const registry = await startRegistry();
    const image = `127.0.0.1:${new URL(`http://${(await registry.publish(engine, images.busybox)).split("/")[0]}`).port}/nosuch:1`;
    onTestFinished(() => registry.stop());
    const input = choose({ image });
    await expect(run(input)).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(inspect(input.name)).rejects.toThrow("No such");
  });

  test("what cannot start stays as created, and says what to do", async () => {
    const port = String(await freePort());
    await make.run("-p", `${port}:80`, images.busybox, "sleep", "1000");
    const input = choose({ command: ["sleep", "1000"], ports: [{ host: port, container: 80 }] });
    await expect(run(input)).rejects.toMatchObject({
      code: "CONFLICT",
      message: expect.stringMatching(new RegExp(`Port ${port} .*The container ${input.name} was created`)),
    });
    expect((await inspect(input.name)).State.Status).toBe("created");
  });

  test("with --rm the engine removes what cannot start", async () => {
    const input = choose({ command: ["nosuch"], removeOnExit: true });
    await expect(run(input)).rejects.toMatchObject({
      code: "INVALID",
      message: expect.stringMatching(/no program nosuch.*removed again/),
    });
    await expect(inspect(input.name)).rejects.toThrow("No such");
  });

  test.each<[string, Partial<z.input<typeof runInput>>, RegExp]>([
    ["--rm with a restart policy", { removeOnExit: true, restart: "always" }, /Choose one of the two/],
    ["an image with spaces", { image: "busy box" }, /without spaces/],
    ["a port beyond 65535", { ports: [{ host: "99999", container: 80 }] }, /is not a port/],
    [
      "a bind mount of a folder that is not there",
      { mounts: [{ type: "bind", source: "/nosuch", target: "/a" }] },
      /\/nosuch does not exist/,
    ],
    ["a bind mount of nothing", { mounts: [{ type: "bind", target: "/a" }] }, /needs a folder/],
    ["too little memory", { memory: 1000 }, /memory limit/],
    ["more CPUs than there are", { cpus: 4000 }, /CPUs/],
    ["a user that the image lacks", { user: "nosuch" }, /no user nosuch/],
    ["a network that is not there", { network: "nosuch-net" }, /network nosuch-net/],
  ])("refuses %s in one sentence", async (_name, choices, sentence) => {
    const error = await run(choose({ command: ["sleep", "1000"], ...choices })).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: "DrydockError", message: expect.stringMatching(sentence) });
  });

  test("a name in use is refused", async () => {
    const { name } = await make.create(images.busybox);
    await expect(run(choose({ name }))).rejects.toMatchObject({
      code: "CONFLICT",
      message: expect.stringContaining(name),
    });
  });
});

/** The same choices in the same words: nothing of the one container, and no difference between ways to say "nothing". */
function same({ Config, HostConfig }: Inspect): unknown {
  const { Hostname, Env, ...config } = Config;
  // The CLI sets the size of its own terminal.
  const { ConsoleSize, ...hostConfig } = HostConfig;
  const custom = /^[0-9a-f]{12}$/.test(String(Hostname)) ? {} : { Hostname };
  return filled({ Config: { ...config, ...custom, Env: [...(Env as string[])].sort() }, HostConfig: hostConfig });
}

function filled(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value || undefined;
  if (Array.isArray(value)) return value.length === 0 ? undefined : value.map(filled);
  const entries = Object.entries(value).flatMap(([key, inner]) => {
    const kept = filled(inner);
    return kept === undefined ? [] : [[key, kept]];
  });
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}
