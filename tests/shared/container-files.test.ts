import { dockerLine } from "@shared/command.ts";
import { cleanPath, containerFilesApi, containerPath } from "@shared/container-files.ts";
import { expect, test } from "vitest";

const ref = { engine: "e", id: "a".repeat(64), name: "web" };

test("a path is cleaned as docker cleans it, and cannot leave the root", () => {
  expect(["/", "//a/./b/", "/a/../../b", "/..", "/a/..b/...", "/a/-rf/ x"].map(cleanPath)).toEqual([
    ...["/", "/a/b", "/b", "/", "/a/..b/...", "/a/-rf/ x"],
  ]);
  expect(
    ["", "a", "./a", "/a\0b", `/${"x".repeat(4096)}`].map((path) => containerPath.safeParse(path).success),
  ).toEqual(Array(5).fill(false));
});

test("the docker lines of copies, word for word, whatever the names", () => {
  const { download, upload } = containerFilesApi;
  const line = (words: readonly string[] | undefined) => dockerLine(words ?? []);
  expect(line(download.command?.({ ...ref, path: "/etc/a b", to: "/home/me" }))).toBe(
    "docker cp 'web:/etc/a b' /home/me",
  );
  expect(line(upload.command?.({ ...ref, path: "/", from: "/x/$(id)", replace: false }))).toBe(
    "docker cp '/x/$(id)' web:/",
  );
  expect(line(upload.command?.({ ...ref, path: "/www", from: "/x/-rf", replace: true }))).toBe(
    "docker cp /x/-rf web:/www/",
  );
  expect(download.input.safeParse({ ...ref, path: "/..", to: "/home/me" }).success).toBe(false);
});
