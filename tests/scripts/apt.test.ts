import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parseRepositories, readOperatingSystem, sourcesList } from "../../scripts/setup/apt.mjs";

const printed = `Reading package lists...
'http://mirror.example/debian/dists/bookworm/InRelease' mirror.example_debian_dists_bookworm_InRelease 0
'http://mirror.example/debian/dists/bookworm-updates/InRelease' mirror.example_debian_dists_bookworm-updates_InRelease 0
'http://mirror.example/debian-security/dists/bookworm-security/InRelease' x 0
'https://download.docker.com/linux/debian/dists/bookworm/InRelease' x 0
'https://packages.example/apt/dists/tools-bookworm/InRelease' x 0
'http://mirror.example/debian/dists/bookworm/main/binary-amd64/Packages.xz' x 0
`;
const bookworm = { id: "debian", codename: "bookworm" };

test("repositories are read from what apt says it would fetch", () => {
  const repositories = parseRepositories(printed);
  expect(repositories).toHaveLength(5);
  expect(repositories[0]).toEqual({ uri: "http://mirror.example/debian", release: "bookworm" });
});

test("another release comes from the machine's own mirror, with its security updates, and from nobody else", () => {
  const lines = sourcesList(parseRepositories(printed), bookworm, "trixie").trim().split("\n");
  expect(lines.map((line) => line.replace(/\[.*\] /, ""))).toEqual([
    "deb http://mirror.example/debian trixie main",
    "deb http://mirror.example/debian trixie-updates main",
    "deb http://mirror.example/debian-security trixie-security main",
  ]);
});

test("Ubuntu's engine is in universe", () => {
  const repositories = [{ uri: "http://mirror.example/ubuntu", release: "noble" }];
  const list = sourcesList(repositories, { id: "ubuntu", codename: "noble" }, "noble");
  expect(list).toMatch(/noble main universe\n$/);
});

test("a machine without its own suite has no list", () => {
  expect(sourcesList([{ uri: "http://x", release: "sid" }], bookworm, "trixie")).toBe("");
});

test("the system is read from os-release, quoted or not", () => {
  const folder = mkdtempSync(join(tmpdir(), "drydock-os-"));
  const file = join(folder, "os-release");
  writeFileSync(file, 'PRETTY_NAME="Linux Mint 22"\nID=linuxmint\nID_LIKE="ubuntu debian"\nVERSION_CODENAME=wilma\n');
  expect(readOperatingSystem(file)).toEqual({
    id: "linuxmint",
    codename: "wilma",
    like: ["linuxmint", "ubuntu", "debian"],
    name: "Linux Mint 22",
  });
  expect(readOperatingSystem(join(folder, "missing")).like).toEqual([]);
  rmSync(folder, { recursive: true });
});
