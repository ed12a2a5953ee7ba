import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { FileEntry } from "@shared/files.ts";
import { describe, expect, test } from "vitest";
import { statFormat, statReader } from "../../../main/containers/stat-lines.ts";

const mark = "4e1c-mark";

function read(output: string | Buffer, piece: number) {
  const files: FileEntry[] = [];
  const bytes = Buffer.from(output as string);
  const reader = statReader(mark, (file) => files.push(file));
  let good = true;
  for (let at = 0; at < bytes.length; at += piece) good = reader.push(bytes.subarray(at, at + piece)) && good;
  return { files, good: reader.end() && good };
}

describe.each([1, 7, 100_000])("what stat prints, in pieces of %i bytes", (piece) => {
  test("names and targets with line breaks, spaces, arrows and text that looks like another record", () => {
    const spoof = "x\n81a4 5 0 0 0 /d/fake";
    const output = [
      `${mark}81a4 3 1000 5 12 /d/new\nline${mark}/d/new\nline\n`,
      `${mark}a1ff 6 0 0 -7 /d/a -> b${mark}'/d/a -> b' -> '../it''s'\n`,
      `${mark}a1ff 6 0 0 9 /d/gnu${mark}/d/gnu -> ${spoof}\n`,
      `${mark}41ed 4096 0 0 1 /d/-müde${mark}/d/-müde\n`,
      `${mark}8fed 1 0 0 1 /d/s\n${mark}/d/s\n\n`,
    ].join("");
    const { files, good } = read(output, piece);
    expect(good).toBe(true);
    expect(files).toEqual([
      { name: "new\nline", type: "file", size: 3, mode: 0o644, uid: 1000, gid: 5, modified: 12_000 },
      { name: "a -> b", type: "link", size: 6, mode: 0o777, uid: 0, gid: 0, modified: -7000, target: "../it''s" },
      { name: "gnu", type: "link", size: 6, mode: 0o777, uid: 0, gid: 0, modified: 9000, target: spoof },
      { name: "-müde", type: "folder", mode: 0o755, uid: 0, gid: 0, modified: 1000 },
      { name: "s\n", type: "file", size: 1, mode: 0o7755, uid: 0, gid: 0, modified: 1000 },
    ]);
  });

  test("nothing is an empty folder; anything else is not what was asked for", () => {
    expect(read("", piece)).toEqual({ files: [], good: true });
    for (const output of ["usage: stat", `${mark}zz 1 1 1 1 /x${mark}/x\n`, `${mark}81a4 3 0 0 1 /x`, `a${mark}`])
      expect(read(output, piece).good, output).toBe(false);
  });

  test("bytes that are no UTF-8 are shown as such", () => {
    const name = Buffer.from("/d/\xffbad", "latin1");
    const output = Buffer.concat([
      Buffer.from(`${mark}81a4 1 0 0 0 `),
      name,
      Buffer.from(mark),
      name,
      Buffer.from("\n"),
    ]);
    expect(read(output, piece).files).toMatchObject([{ name: "\ufffdbad", type: "file" }]);
  });
});

test("GNU's find and stat print what is read, as BusyBox's in the engine's tests", () => {
  const folder = mkdtempSync(join(tmpdir(), "drydock-stat-"));
  try {
    for (const name of ["a\nb", "it's", "sp ace", "müde", "-rf", 'quo"te', "\u001b[31m"])
      writeFileSync(join(folder, name), "x");
    symlinkSync("it's -> 'there'\n", join(folder, "link"));
    mkdirSync(join(folder, "sub"));
    const output = execFileSync(
      "find",
      [`${folder}/`, "-mindepth", "1", "-maxdepth", "1", "-exec", "stat", "-c", statFormat(mark), "{}", "+"],
      { env: { ...process.env, LC_ALL: "C", QUOTING_STYLE: "literal" } },
    );
    const { files, good } = read(output, 13);
    expect(good).toBe(true);
    expect(files.map(({ name }) => name).sort()).toEqual(
      ["\u001b[31m", "-rf", "a\nb", "it's", "link", "müde", 'quo"te', "sp ace", "sub"].sort(),
    );
    expect(files.find(({ name }) => name === "link")).toMatchObject({ type: "link", target: "it's -> 'there'\n" });
    expect(files.find(({ name }) => name === "it's")).toMatchObject({ type: "file", size: 1 });
  } finally {
    rmSync(folder, { recursive: true });
  }
});
