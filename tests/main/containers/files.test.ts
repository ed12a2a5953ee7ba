import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ContainerListing, FileText, FolderChanges } from "@shared/container-files.ts";
import type { ContainerRef } from "@shared/containers.ts";
import type { CopyProgress } from "@shared/files.ts";
import type { Stream } from "@shared/wire.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { containerFiles } from "../../../main/container-files.ts";
import { buildImage, images } from "../../engine/images.ts";
import { sharedEngine, sharedOlderEngine } from "../../engine/shared-engine.ts";
import { containerMaker, newName, readUntil, smallHub } from "../try-container.ts";

/** Names of every kind that a file system allows. */
const fillScript = `mkdir /d && cd /d && echo hello > plain && chmod 640 plain && chown 1000:1001 plain
mkdir -p deep/er -- -dash '..dots' && echo x > deep/er/file && chmod 1777 deep && ln -s ../etc link && ln -s nowhere loose
printf 'a' > "$(printf 'new\\nline')" && printf b > 'sp ace' && printf c > "$(printf 'm\\303\\274de')"
printf d > "$(printf 'rtl\\342\\200\\256gpj.exe')" && printf e > "$(printf 'bell\\007')" && printf f > -rf && printf g > '$(id)'
printf run > suid && chmod 4755 suid && mkfifo pipe && : > "$(printf '%0200d' 7)" && : > "$(printf '\\377bad')"
ln -s "$(printf 'x\\n//a')" odd && touch -d '2001-02-03 04:05:06' plain`;

describe.each([
  ["API 1.45", sharedEngine],
  ["API 1.41", sharedOlderEngine],
])("files of the containers of an engine with %s", (_api, engineOf) => {
  const engine = engineOf();
  const hub = smallHub(engine);
  const server = containerFiles(hub);
  const container = containerMaker(engine);
  const folder = mkdtempSync(join(tmpdir(), "drydock-files-"));
  const bare = `bare:${newName()}`;
  let running: ContainerRef;

  beforeAll(async () => {
    running = await container.run(
      ...["--tmpfs", "/memory", "-v", "/volume", images.busybox],
      ...[
        "sh",
        "-c",
        `${fillScript}; echo t > /memory/t; echo v > /volume/v; rm /etc/group; echo >> /etc/passwd; exec sleep 99999`,
      ],
    );
    await buildImage(
      engine,
      bare,
      `FROM ${images.busybox} AS full\nFROM scratch\nCOPY --from=full /bin/busybox /bin/\nCMD ["/bin/busybox", "sleep", "99999"]\n`,
    );
    await engine.docker("exec", running.name, "sh", "-c", "until [ ! -e /etc/group ]; do :; done; ls /volume/v");
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const last = async <T>(stream: unknown): Promise<T> => (await readUntil((await stream) as Stream<T>)).at(-1)!;
  const list = (ref: ContainerRef, path: string) => last<ContainerListing>(server.list({ ...ref, path }));
  const changes = (ref: ContainerRef, path: string) => last<FolderChanges>(server.changes({ ...ref, path }));
  const text = (ref: ContainerRef, path: string) => last<FileText>(server.text({ ...ref, path }));
  const download = (ref: ContainerRef, path: string, to: string) =>
    last<CopyProgress>(server.download({ ...ref, path, to }));
  const upload = (ref: ContainerRef, path: string, from: string, replace = false) =>
    last<CopyProgress>(server.upload({ ...ref, path, from, replace }));
  const named = ({ files }: ContainerListing) => new Map(files.map((file) => [file.name, file]));
  const names = async (ref: ContainerRef, path: string) => [...named(await list(ref, path)).keys()].sort();

  /** What both ways of listing have to agree on. */
  const comparable = ({ files }: ContainerListing) =>
    files
      .map(({ size, ...rest }) => (rest.type === "file" ? { ...rest, size } : rest))
      .sort((a, b) => (a.name < b.name ? -1 : 1));

  test("lists a folder by names alone, hostile ones included, the same as the engine's archive says", async () => {
    const inside = await list(running, "/d");
    expect(inside).toMatchObject({ done: true, more: 0, read: 0, unseen: false });
    const found = named(inside);
    expect(found.get("plain")).toEqual({
      ...{ name: "plain", type: "file", size: 6, mode: 0o640, uid: 1000, gid: 1001 },
      modified: Date.parse("2001-02-03T04:05:06Z"),
    });
    expect(found.get("deep")).toMatchObject({ type: "folder", mode: 0o1777 });
    expect(found.get("link")).toMatchObject({ type: "link", target: "../etc" });
    expect(found.get("odd")).toMatchObject({ type: "link", target: "x\n//a" });
    expect(found.get("suid")?.mode).toBe(0o4755);
    expect(found.get("pipe")?.type).toBe("pipe");
    for (const name of [
      "new\nline",
      "sp ace",
      "müde",
      "rtl\u202egpj.exe",
      "bell\u0007",
      "-rf",
      "$(id)",
      "-dash",
      "..dots",
    ])
      expect(found.has(name), name).toBe(true);
    expect(await names(running, "/d/-dash")).toEqual([]);

    await engine.docker("pause", running.name);
    try {
      const outside = await list(running, "/d");
      expect(outside.read).toBeGreaterThan(0);
      // The engine itself makes U+FFFD of a name that is no UTF-8 there.
      expect(comparable(outside)).toEqual(comparable(inside));
      expect(named(outside).get("deep")?.size).toBe(2);
      await expect(list(running, "/memory")).rejects.toMatchObject({ code: "UNSUPPORTED" });
    } finally {
      await engine.docker("unpause", running.name);
    }
  });

  test("shows what only the container sees: memory and what the kernel makes up", async () => {
    expect(await list(running, "/memory")).toMatchObject({ unseen: true, files: [{ name: "t" }] });
    expect(await names(running, "/proc/1")).toContain("cmdline");
    expect(await text(running, "/memory/t")).toMatchObject({ text: "t\n", cut: false });
    expect((await text(running, "/proc/1/comm")).text).toBe("sleep\n");
    expect(await server.resolve({ ...running, path: "/memory/t" })).toEqual({ path: "/memory/t", type: "file" });
    expect(await server.resolve({ ...running, path: "/dev/null" })).toEqual({ path: "/dev/null", type: "device" });
    await expect(text(running, "/dev/null")).resolves.toMatchObject({ text: "" });
    await expect(download(running, "/memory/t", folder)).rejects.toMatchObject({ code: "UNSUPPORTED" });
    await expect(upload(running, "/memory", join(folder, "x"))).rejects.toMatchObject({ code: "UNSUPPORTED" });
    expect(await names(running, "/volume")).toEqual(["v"]);
  });

  test("works without find and stat, and in every state; a container that is stopped stays so", async () => {
    const without = await container.run(bare);
    for (let round = 0; round < 2; round++) expect(await names(without, "/")).toContain("bin");
    expect(await names(without, "/bin")).toEqual(["busybox"]);
    const prepared = await container.create(images.busybox);
    expect(await names(prepared, "/")).toEqual(expect.arrayContaining(["bin", "etc", "www"]));
    expect(await names(prepared, "/etc")).toEqual(expect.arrayContaining(["group", "passwd"]));
    expect(await container.state(prepared)).toBe("created");
    await engine.docker("kill", without.name);
    expect(await names(without, "/bin")).toEqual(["busybox"]);
    expect(await container.state(without)).toBe("exited");
    expect((await text(prepared, "/etc/passwd")).text).toContain("visitor");
  });

  test("runs programs as the container's own user, and reads what that may not with the engine", async () => {
    const visitor = await container.run(
      ...["--user", "1000", "--tmpfs", "/secret:mode=700", images.busybox, "sleep", "99999"],
    );
    await engine.docker("exec", "-u", "0", visitor.name, "sh", "-c", "mkdir -m 700 /closed && echo s > /closed/s");
    const listing = await list(visitor, "/closed");
    expect(listing.files).toMatchObject([{ name: "s" }]);
    expect(listing.read).toBeGreaterThan(0);
    expect((await list(visitor, "/etc")).read).toBe(0);
    await expect(list(visitor, "/secret")).rejects.toMatchObject({ code: "PERMISSION_DENIED" });
  });

  test("follows links to where they lead, and says what is wrong with a path", async () => {
    const at = (path: string) => server.resolve({ ...running, path });
    expect(await at("/")).toEqual({ path: "/", type: "folder" });
    expect(await at("/d/link")).toEqual({ path: "/etc", type: "folder" });
    expect(await at("/d/link/passwd")).toEqual({ path: "/etc/passwd", type: "file" });
    expect(await at("/d/new\nline")).toEqual({ path: "/d/new\nline", type: "file" });
    await expect(at("/d/loose")).rejects.toMatchObject({
      code: "NOT_FOUND",
      message: expect.stringContaining("/d/nowhere"),
    });
    await expect(at("/d/nothing")).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(at("/d/plain/x")).rejects.toMatchObject({ code: "INVALID" });
    await expect(list(running, "/d/plain")).rejects.toMatchObject({ code: "INVALID" });
    await expect(list(running, "/d/nothing")).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(text(running, "/d")).rejects.toMatchObject({ code: "INVALID" });
    await expect(text(running, "/d/pipe")).rejects.toMatchObject({ code: "INVALID" });
    const gone = await container.create(images.busybox);
    await engine.docker("rm", gone.name);
    for (const ask of [
      () => list(gone, "/"),
      () => server.resolve({ ...gone, path: "/" }),
      () => text(gone, "/etc/passwd"),
    ])
      await expect(ask()).rejects.toMatchObject({ code: "NOT_FOUND", message: expect.stringContaining("no longer") });
  });

  test("says what differs from the image, folder by folder", async () => {
    const root = await changes(running, "/");
    const of = (found: FolderChanges, name: string) => found.names.find((each) => each.name === name)?.kind;
    expect([of(root, "d"), of(root, "etc"), of(root, "www")]).toEqual(["added", "changed", undefined]);
    expect(root.removed).toBe(1);
    expect(root.added).toBeGreaterThan(15);
    const etc = await changes(running, "/etc");
    expect([...etc.names].sort((a, b) => (a.name < b.name ? -1 : 1))).toEqual([
      { name: "group", kind: "removed" },
      { name: "passwd", kind: "changed" },
    ]);
    expect(of(await changes(running, "/d"), "new\nline")).toBe("added");
    const untouched = await container.create(images.busybox);
    expect(await changes(untouched, "/")).toEqual({ names: [], more: 0, added: 0, changed: 0, removed: 0 });
  });

  test("shows the start of a text, and that a binary is one", async () => {
    expect(await text(running, "/bin/busybox")).toMatchObject({ binary: true, text: "", cut: true });
    expect(await text(running, "/d/-rf")).toEqual({ text: "f", binary: false, cut: false, size: 1 });
    await engine.docker(
      ...["exec", running.name, "sh", "-c"],
      "yes müde | head -c 5000000 > /d/long; printf 'a\\377\\033[31mb' > /d/bytes; : > /d/empty",
    );
    const long = await text(running, "/d/long");
    expect(long).toMatchObject({ cut: true, size: 5_000_000 });
    expect(Buffer.byteLength(long.text)).toBeGreaterThan(262_000);
    expect(long.text).not.toContain("\ufffd");
    expect((await text(running, "/d/bytes")).text).toBe("a\ufffd\u001b[31mb");
    expect(await text(running, "/d/empty")).toEqual({ text: "", binary: false, cut: false, size: 0 });
  });

  test("copies out and in as docker cp does, nothing replaced unasked", async () => {
    const to = join(folder, newName());
    mkdirSync(join(to, "in/sub"), { recursive: true });
    expect(await download(running, "/d/plain", to)).toMatchObject({ stage: "done", notes: [] });
    expect(readFileSync(join(to, "plain"), "utf8")).toBe("hello\n");
    await expect(download(running, "/d/plain", to)).rejects.toMatchObject({ code: "CONFLICT" });
    await download(running, "/d/deep", to);
    expect(readFileSync(join(to, "deep/er/file"), "utf8")).toBe("x\n");
    await expect(download(running, "/d/none", to)).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect(readdirSync(to).sort()).toEqual(["deep", "in", "plain"]);

    writeFileSync(join(to, "in/sub/file"), "one", { mode: 0o640 });
    const prepared = await container.create(images.busybox);
    for (const ref of [running, prepared]) {
      await upload(ref, "/www", join(to, "in"));
      expect((await text(ref, "/www/in/sub/file")).text).toBe("one");
      await expect(upload(ref, "/www", join(to, "in"))).rejects.toMatchObject({ code: "CONFLICT" });
      expect(await server.existing({ ...ref, path: "/www", names: ["in", "none"] })).toEqual(["in"]);
    }
    writeFileSync(join(to, "in/sub/file"), "two");
    await upload(running, "/www", join(to, "in"), true);
    expect((await text(running, "/www/in/sub/file")).text).toBe("two");
    expect((await list(running, "/www/in/sub")).files).toMatchObject([{ name: "file", mode: 0o640, uid: 0 }]);
    copyFileSync(join(to, "plain"), join(to, "-rf $(id)"));
    await upload(running, "/", join(to, "-rf $(id)"));
    expect(await names(running, "/")).toContain("-rf $(id)");
    // Neither takes the place of the other.
    await expect(upload(running, "/d", join(to, "deep"), true)).resolves.toMatchObject({ stage: "done" });
    writeFileSync(join(to, "in/deep"), "file");
    await expect(upload(running, "/d", join(to, "in/deep"), true)).rejects.toMatchObject({ code: "CONFLICT" });
    await expect(upload(running, "/none", join(to, "plain"))).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(upload(running, "/www", join(to, "none"))).rejects.toMatchObject({ code: "NOT_FOUND" });
    const closed = await container.create("--read-only", images.busybox);
    await expect(upload(closed, "/www", join(to, "plain"))).rejects.toMatchObject({
      code: "PERMISSION_DENIED",
      message: expect.stringContaining("--read-only"),
    });
  });
});
