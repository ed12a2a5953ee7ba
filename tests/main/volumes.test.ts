import { execFileSync } from "node:child_process";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CopyProgress, FileListing } from "@shared/files.ts";
import type { Stream } from "@shared/wire.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { containerRows } from "../../main/docker/rows.ts";
import { volumes } from "../../main/volumes.ts";
import type { EngineAccess } from "../engine/engine-access.ts";
import { images } from "../engine/images.ts";
import { sharedEngine, sharedOlderEngine } from "../engine/shared-engine.ts";
import { openRemovals } from "./plans/open-removals.ts";
import { containerMaker, newName, readUntil, smallHub } from "./try-container.ts";

/** Everything that a copy has to keep: content, owner, mode, links, times. Lines that can be compared. */
const treeScript = `cd /v && find . -exec stat -c '%n|%F|%a|%u:%g|%Y|%h' {} \\; | sed 's/|directory|\\(.*\\)|[0-9]*$/|directory|\\1/' | sort
find . -type l -exec sh -c 'echo "$1 -> $(readlink "$1")"' _ {} \\; | sort
find . -type f -exec md5sum {} \\; | sort`;

const fillScript = `cd /v && echo hello > plain && chmod 640 plain && chown 1000:1001 plain
mkdir -p deep/er/est && echo x > deep/er/est/file && chmod 1777 deep && chown 33:44 deep/er
ln -s plain link && ln -s /etc/passwd absolute && ln -s ../.. up && ln plain hard
printf 'a' > "$(printf 'new\\nline')" && printf b > 'sp ace' && printf c > "$(printf 'm\\303\\274de')"
printf run > suid && chmod 4755 suid && : > empty && mkfifo pipe
name=$(printf '%0200d' 7); echo long > $name
dd if=/dev/urandom of=random bs=1024 count=300 2>/dev/null
touch -d '2001-02-03 04:05:06' plain deep/er/est/file && touch -h -d '2002-02-03 04:05:06' link 2>/dev/null
touch -d '2003-02-03 04:05:06' deep/er/est deep && chown 7:8 . && chmod 751 . && touch -d '2004-02-03 04:05:06' .`;

describe.each([
  ["API 1.45", sharedEngine],
  ["API 1.41", sharedOlderEngine],
])("volumes of an engine with %s", (_api, engineOf) => {
  const engine: EngineAccess = engineOf();
  const hub = smallHub(engine);
  const folder = mkdtempSync(join(tmpdir(), "drydock-volumes-"));
  const { removeOne, removed } = openRemovals();
  const server = volumes(hub, join(folder, "data"), undefined, removeOne);
  const made: string[] = [];
  const container = containerMaker(engine);
  const own = () => {
    const name = newName();
    made.push(name);
    return name;
  };
  const ref = (name: string) => ({ engine: engine.id, name });
  const inside = (volume: string, script: string) =>
    engine.docker("run", "--rm", "-v", `${volume}:/v`, images.busybox, "sh", "-c", script);
  const tree = (volume: string) => inside(volume, treeScript);
  const filled = async (): Promise<string> => {
    const name = own();
    await engine.docker("volume", "create", "--label", "team=blue", name);
    await inside(name, fillScript);
    return name;
  };
  const list = async (name: string, path = ""): Promise<FileListing> =>
    (await readUntil(server.files({ ...ref(name), path }) as Stream<FileListing>)).at(-1)!;
  const finish = async (stream: unknown): Promise<CopyProgress> =>
    (await readUntil((await stream) as Stream<CopyProgress>)).at(-1)!;
  const helpers = () => engine.docker("ps", "-aq", "--filter", "label=io.drydock.helper");
  const volumeNames = async () => (await engine.docker("volume", "ls", "-q")).split("\n");

  let full = "";
  let wanted = "";
  beforeAll(async () => {
    full = await filled();
    wanted = await tree(full);
  });
  afterAll(async () => {
    await engine.docker("volume", "rm", ...made).catch(() => undefined);
    rmSync(folder, { recursive: true, force: true });
  });

  test("creates one with driver options and labels, and lists its size", async () => {
    const name = own();
    const { name: said } = await server.create({
      ...ref(name),
      driver: "local",
      options: [
        { name: "type", value: "tmpfs" },
        { name: "device", value: "tmpfs" },
        { name: "o", value: "size=1m" },
      ],
      labels: [{ name: "a b", value: "1=2" }],
    });
    expect(said).toBe(name);
    const [made] = JSON.parse(await engine.docker("volume", "inspect", name));
    expect(made).toMatchObject({ Labels: { "a b": "1=2" }, Options: { o: "size=1m", type: "tmpfs" } });
    const [sizes] = await readUntil(server.sizes({ engine: engine.id }) as Stream<Record<string, number>>);
    expect(sizes?.[full]).toBeGreaterThan(300_000);
  });

  test("lists a folder of a volume that no container uses, names of every kind included", async () => {
    const { files, done, more } = await list(full);
    expect({ done, more }).toEqual({ done: true, more: 0 });
    const named = new Map(files.map((file) => [file.name, file]));
    expect(named.get("plain") ?? named.get("hard")).toMatchObject({ type: "file", mode: 0o640, uid: 1000, gid: 1001 });
    expect(named.get("plain")?.modified ?? 0).toBe(Date.parse("2001-02-03T04:05:06Z"));
    expect(named.get("new\nline")).toMatchObject({ size: 1 });
    expect(named.get("müde")).toMatchObject({ size: 1 });
    expect(named.get("absolute")).toMatchObject({ type: "link", target: "/etc/passwd" });
    expect(named.get("suid")?.mode).toBe(0o4755);
    expect(named.get("pipe")?.type).toBe("pipe");
    expect(named.get("deep")).toMatchObject({ type: "folder", size: 2 });
    expect([...named.keys()].filter((name) => name.length === 200)).toHaveLength(1);
    expect((await list(full, "deep/er/est")).files.map(({ name }) => name)).toEqual(["file"]);
    await expect(list(full, "up")).rejects.toMatchObject({ code: "INVALID" });
    await expect(list(full, "deep/nothing")).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(list(newName())).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  test.each(["zst", "gz", ""])(
    "a backup (.tar.%s) restored is the same in content, owner, mode, links and times",
    async (kind) => {
      const file = join(folder, `${newName()}.tar${kind && `.${kind}`}`);
      const last = await finish(server.backup({ ...ref(full), file, writers: "leave" }));
      expect(last).toMatchObject({ stage: "done", notes: [] });
      if (kind === "zst") execFileSync("zstd", ["-tq", file]);
      const to = own();
      await finish(server.restore({ ...ref(to), driver: "local", options: [], labels: [], file }));
      expect(await tree(to)).toBe(wanted);
      expect(readdirSync(folder).filter((name) => name.endsWith(".part"))).toEqual([]);
    },
  );

  test("a clone is the same, with the labels of the first", async () => {
    const to = own();
    await finish(server.clone({ ...ref(full), to, writers: "leave" }));
    expect(await tree(to)).toBe(wanted);
    expect(await engine.docker("volume", "inspect", "-f", "{{.Labels.team}}", to)).toBe("blue");
    await expect(finish(server.clone({ ...ref(full), to, writers: "leave" }))).rejects.toMatchObject({
      code: "CONFLICT",
    });
    expect(await tree(to)).toBe(wanted);
  });

  test("snapshots are kept, restored into a new volume and back, and deleted", async () => {
    const name = await filled();
    const before = await tree(name);
    const title = 'nightly "1" / ../x';
    await finish(server.takeSnapshot({ ...ref(name), title, writers: "leave" }));
    const [snapshot] = await server.snapshots(ref(name));
    expect(snapshot).toMatchObject({ name: title, volume: name, consistent: true });
    expect(snapshot!.size).toBeGreaterThan(300_000);

    await inside(name, "rm -rf /v/deep && echo other > /v/later");
    const id = { engine: engine.id, id: snapshot!.id, volume: name };
    const to = own();
    await finish(server.restoreSnapshot({ ...id, to }));
    expect(await tree(to)).toBe(before);

    const user = await container.create("-v", `${name}:/data`, images.busybox);
    for (const row of containerRows(engine.id, JSON.parse((await engine.api("GET", "/containers/json?all=1")).body)))
      if (row.id === user.id) hub.list.set(row.id, row);
    await expect(finish(server.restoreSnapshot(id))).rejects.toMatchObject({ code: "IN_USE" });
    hub.list.clear();
    // Also where only the engine knows of it, right before the volume would go.
    await expect(finish(server.restoreSnapshot(id))).rejects.toMatchObject({
      code: "CONFLICT",
      message: expect.stringContaining(user.name),
    });
    expect(await inside(name, "cat /v/later")).toBe("other");
    expect(removed(name)).toEqual([]);
    await engine.docker("rm", user.name);

    const { notes } = await finish(server.restoreSnapshot(id));
    expect(notes.join()).toContain("Before nightly");
    expect(await tree(name)).toBe(before);
    expect(await engine.docker("volume", "inspect", "-f", "{{.Labels.team}}", name)).toBe("blue");
    expect(removed(name)).toEqual([`volume ${name} removed`]);
    const all = await server.snapshots(ref(name));
    expect(all).toHaveLength(3);
    for (const each of all) await server.deleteSnapshot({ engine: engine.id, id: each.id });
    expect(await server.snapshots(ref(name))).toEqual([]);
  });

  test("containers that write are stopped for a copy and run again; otherwise the copy says what it is", async () => {
    const name = await filled();
    const writer = await container.run("-v", `${name}:/data`, images.busybox, "sleep", "9999");
    const see = async () => {
      for (const row of containerRows(engine.id, JSON.parse((await engine.api("GET", "/containers/json?all=1")).body)))
        if (row.id === writer.id) hub.list.set(row.id, row);
    };
    await see();
    const file = join(folder, `${newName()}.tar`);
    const started = () => engine.docker("inspect", "-f", "{{.State.StartedAt}}", writer.id);
    const first = await started();
    const left = await finish(server.backup({ ...ref(name), file, writers: "leave" }));
    expect(left.notes.join()).toContain(`${writer.name} could write meanwhile`);
    expect(await started()).toBe(first);
    const steps = await readUntil(server.backup({ ...ref(name), file, writers: "stop" }) as Stream<CopyProgress>);
    expect(steps.at(-1)).toMatchObject({ stage: "done", notes: [] });
    expect(await started()).not.toBe(first);
    expect(await container.state(writer)).toBe("running");

    // Also when the copy fails.
    const again = await started();
    const bad = join(folder, "no-such-folder", "x.tar");
    await expect(finish(server.backup({ ...ref(name), file: bad, writers: "stop" }))).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    expect(await container.state(writer)).toBe("running");
    expect(await started()).not.toBe(again);
    expect(JSON.parse(readFileSync(join(folder, "data", "stopped.json"), "utf8"))).toEqual({});
    await engine.docker("rm", "-f", writer.name);
    hub.list.clear();
  });

  test("what is no whole archive is refused, and no volume is left of it", async () => {
    const good = join(folder, `${newName()}.tar.zst`);
    await finish(server.backup({ ...ref(full), file: good, writers: "leave" }));
    const big = { maxBuffer: 1 << 28 };
    const bytes = readFileSync(good);
    const flipped = execFileSync("gzip", ["-c"], { input: execFileSync("zstd", ["-dcq", good], big), ...big });
    flipped.fill(0xff, 20_000, 20_400);
    const plain = execFileSync("zstd", ["-dcq", good], big);
    const cases: [string, Buffer][] = [
      ["cut.tar.zst", bytes.subarray(0, bytes.length - 100)],
      ["flipped.tar.gz", flipped],
      ["cut.tar", plain.subarray(0, 512 * 20)],
      ["text.tar", Buffer.from("hello\n".repeat(1000))],
      ["empty.tar", Buffer.alloc(0)],
    ];
    for (const [name, content] of cases) {
      const file = join(folder, name);
      writeFileSync(file, content);
      const to = own();
      const restoring = finish(server.restore({ ...ref(to), driver: "local", options: [], labels: [], file }));
      await expect(restoring, name).rejects.toMatchObject({ code: expect.stringMatching(/INVALID|UNSUPPORTED/) });
      expect(await volumeNames(), name).not.toContain(to);
    }
    await expect(
      finish(server.restore({ ...ref(full), driver: "local", options: [], labels: [], file: good })),
    ).rejects.toMatchObject({ code: "CONFLICT" });
    expect(await tree(full)).toBe(wanted);
  });

  test("leaving a copy removes the file, the volume and the helper", async () => {
    const big = own();
    await inside(big, "dd if=/dev/urandom of=/v/big bs=1048576 count=64 2>/dev/null");
    const target = join(folder, "cancelled");
    mkdirSync(target);
    const reader = (
      server.backup({ ...ref(big), file: join(target, "x.tar.zst"), writers: "leave" }) as Stream<CopyProgress>
    ).getReader();
    for (let step = await reader.read(); !step.done && step.value.bytes === 0; step = await reader.read());
    await reader.cancel();
    await expect.poll(() => readdirSync(target), { timeout: 20_000 }).toEqual([]);
    const to = own();
    const cloning = (server.clone({ ...ref(big), to, writers: "leave" }) as Stream<CopyProgress>).getReader();
    for (let step = await cloning.read(); !step.done && step.value.bytes === 0; step = await cloning.read());
    await cloning.cancel();
    await expect.poll(volumeNames, { timeout: 20_000 }).not.toContain(to);
    await expect.poll(helpers, { timeout: 20_000 }).toBe("");
  });

  test("copies files and folders out, links that lead elsewhere left out", async () => {
    const to = join(folder, newName());
    mkdirSync(to);
    await finish(server.download({ ...ref(full), path: "plain", to }));
    expect(readFileSync(join(to, "plain"), "utf8")).toBe("hello\n");
    expect(statSync(join(to, "plain")).mtimeMs).toBe(Date.parse("2001-02-03T04:05:06Z"));
    await expect(finish(server.download({ ...ref(full), path: "plain", to }))).rejects.toMatchObject({
      code: "CONFLICT",
    });
    await finish(server.download({ ...ref(full), path: "deep", to }));
    expect(readFileSync(join(to, "deep/er/est/file"), "utf8")).toBe("x\n");
    const name = own();
    await inside(
      name,
      "mkdir /v/d && cd /v/d && ln -s /etc bad && ln -s ../../x worse && echo 1 > a && ln -s a good && mkfifo p && ln a b",
    );
    const { notes } = await finish(server.download({ ...ref(name), path: "d", to }));
    expect(readdirSync(join(to, "d")).sort()).toEqual(["a", "b", "good"]);
    expect(readFileSync(join(to, "d/good"), "utf8")).toBe("1\n");
    expect(notes.join(" ")).toContain("2 entries: each is a link that leads out of the folder");
    expect(notes.join(" ")).toContain("1 entry is a device, pipe or socket");
  });

  test("copies files and folders in, nothing replaced unasked", async () => {
    const from = join(folder, newName());
    mkdirSync(join(from, "sub/empty"), { recursive: true });
    writeFileSync(join(from, "sub/file"), "content", { mode: 0o640 });
    writeFileSync(join(from, "big"), Buffer.alloc(3_000_001, 7));
    symlinkSync("sub/file", join(from, "link"));
    const name = own();
    await engine.docker("volume", "create", name);
    const { notes } = await finish(server.upload({ ...ref(name), path: "", from, replace: false }));
    expect(notes).toEqual([]);
    const top = from.split("/").at(-1)!;
    expect(await inside(name, `cd /v/${top} && cat link && wc -c < big && stat -c '%a %u' sub/file && ls sub`)).toBe(
      "content3000001\n640 0\nempty\nfile",
    );
    const file = join(from, "sub/file");
    await finish(server.upload({ ...ref(name), path: `${top}/sub/empty`, from: file, replace: false }));
    writeFileSync(file, "other");
    const again = { ...ref(name), path: `${top}/sub/empty`, from: file };
    await expect(finish(server.upload({ ...again, replace: false }))).rejects.toMatchObject({ code: "CONFLICT" });
    await finish(server.upload({ ...again, replace: true }));
    expect(await inside(name, `cat /v/${top}/sub/empty/file`)).toBe("other");
    await inside(name, "ln -s /etc /v/out");
    await expect(finish(server.upload({ ...ref(name), path: "out", from: file, replace: true }))).rejects.toMatchObject(
      {
        code: "INVALID",
      },
    );
  });

  test("leaves no helper and no image of its own behind", async () => {
    expect(await helpers()).toBe("");
    expect(await engine.docker("images", "-q", "drydock-helper")).toBe("");
  });
});
