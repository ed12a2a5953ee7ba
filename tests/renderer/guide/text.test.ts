import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { chapterIds } from "@shared/guide.ts";
import { describe, expect, test } from "vitest";
import { glossary } from "../../../renderer/guide/glossary.ts";

const folder = "renderer/guide/chapters";
const texts = chapterIds.map((id) => [id, readFileSync(join(folder, `${id}.mdx`), "utf8")] as const);
const all = texts.map(([, text]) => text).join("\n");

/** A chapter's sentences without its markup, links, code and components. */
const prose = (text: string) =>
  text
    .replace(/^More to read:[\s\S]*?(?:\n\n|$)/gm, "")
    .replace(/```[\s\S]*?```|^\|.*$|<Lines>[\s\S]*?<\/Lines>/gm, "")
    .replace(/<\/?(?:PageLink|ChapterLink|Source|Cheat)[^>]*>/g, "")
    .replace(/<Term id="[^"]*">([\s\S]*?)<\/Term>/g, "$1")
    .replace(/<[^>]*\/>/g, "")
    .replace(/`[^`]*`/g, "this")
    .replace(/[*#]|^- /gm, "")
    .trim();

/** Grade of the Automated Readability Index (Senter and Smith, 1967). */
function grade(text: string): number {
  const sentences = text.split(/[.!?:](?:\s|$)|\n\n/).filter((sentence) => /\w/.test(sentence)).length;
  const words = text.match(/[A-Za-z0-9'-]+/g) ?? [];
  return 4.71 * (words.join("").length / words.length) + 0.5 * (words.length / sentences) - 21.43;
}

describe.each(texts)("chapter %s", (_id, text) => {
  test("is plain English", () => {
    expect(grade(prose(text))).toBeLessThanOrEqual(9);
  });
  test("links over https", () => {
    for (const [, url] of text.matchAll(/<Source href="([^"]+)"/g)) expect(url).toMatch(/^https:\/\//);
  });
});

test("the reading grade tells plain from heavy text", () => {
  expect(grade("A cat sat. It ate. It went home to sleep.")).toBeLessThan(3);
  expect(
    grade(
      "Notwithstanding considerable organisational heterogeneity, contemporary infrastructure virtualisation methodologies necessitate comprehensive interdisciplinary understanding.",
    ),
  ).toBeGreaterThan(15);
});

test("each term of the glossary is used, and each used one is defined", () => {
  const used = new Set([...all.matchAll(/<Term id="([^"]+)"/g)].map(([, name]) => name!));
  expect([...used].toSorted()).toEqual(Object.keys(glossary).toSorted());
});

test("a chapter marks a term once", () => {
  for (const [id, text] of texts) {
    const used = [...text.matchAll(/<Term id="([^"]+)"/g)].map(([, name]) => name!);
    expect(used, id).toEqual([...new Set(used)]);
  }
});

test("links lead to pages and chapters that exist, drawings too", () => {
  const routes = readFileSync("renderer/router.tsx", "utf8");
  for (const [, to] of all.matchAll(/(?:<PageLink to|opens)="([^"]+)"/g)) {
    const page = `/${to!.split("/")[1]}`;
    expect(routes).toMatch(new RegExp(`path: "${page}[/"]`));
  }
  for (const [, to] of all.matchAll(/<ChapterLink to="([^"]+)"/g)) expect(chapterIds).toContain(to);
  const drawings = readFileSync("renderer/guide/drawings/index.tsx", "utf8");
  for (const [, name] of all.matchAll(/<Drawing name="([^"]+)"/g))
    expect(drawings).toMatch(new RegExp(`^  "?${name}"?: `, "m"));
});

test("chapters and their files are the same", () => {
  const source = readFileSync("renderer/guide/chapters.ts", "utf8");
  for (const id of chapterIds) {
    expect(existsSync(join(folder, `${id}.mdx`))).toBe(true);
    expect(source).toContain(`./chapters/${id}.mdx`);
  }
});
