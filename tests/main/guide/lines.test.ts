import { readFileSync } from "node:fs";
import { join } from "node:path";
import { chapterIds } from "@shared/guide.ts";
import { expect, test } from "vitest";
import { experiments } from "../../../main/guide/experiments.ts";
import { sharedEngine } from "../../engine/shared-engine.ts";

const engine = sharedEngine();
const helps = new Map<string, Promise<string>>();
const help = (words: readonly string[]): Promise<string> => {
  const key = words.join(" ");
  const asked = helps.get(key) ?? engine.docker(...words, "--help");
  helps.set(key, asked);
  return asked;
};
const groups = ["network", "volume", "image", "compose", "system", "container"];

/** Checks a line's subcommand and each flag before its first argument against what the CLI says of itself. */
async function accepted(words: readonly string[]): Promise<void> {
  const grouped = groups.includes(words[0]!);
  const own = await flags(words.slice(0, 1), words.slice(1), grouped);
  if (!grouped) return;
  const [name, ...rest] = words.slice(1 + own);
  await flags([words[0]!, name!], rest, false);
}

/** Checks flags until the first word that is none, or all of them; answers with how many words they were. */
async function flags(command: readonly string[], options: readonly string[], first: boolean): Promise<number> {
  const text = await help(command);
  expect(text, command.join(" ")).toContain(command.at(-1));
  expect(text).toMatch(/Usage:/);
  for (let at = 0; at < options.length; at++) {
    const word = options[at]!;
    if (!word.startsWith("-") || word === "-") {
      // What follows the image is the container's own command.
      if (first || ["run", "exec"].includes(command[0]!)) return at;
      continue;
    }
    const names = word.startsWith("--") ? [word] : [...word.slice(1)].map((letter) => `-${letter}`);
    for (const flag of names) {
      const said = text.split("\n").find((line) => new RegExp(`(?:^|\\s)${flag}(?:[,\\s]|$)`).test(line));
      expect(said, `${command.join(" ")} ${options.join(" ")}: ${flag}`).toBeDefined();
      // A flag with a value says its type after its name.
      if (/--[\w-]+ (?:string|list|bytes|int|decimal|map|filter|stringArray|ulimit|mount)/.test(said!)) at += 1;
    }
  }
  return options.length;
}

test("the docker CLI accepts each line of each experiment, flag by flag", async () => {
  for (const each of experiments)
    for (const line of each.lines({ image: "busybox", run: "0.x", answer: "hello-world", folder: "/drydock" }))
      await accepted(line);
});

test("the docker CLI accepts each line of the chapters", async () => {
  const text = chapterIds.map((id) => readFileSync(join("renderer/guide/chapters", `${id}.mdx`), "utf8")).join("\n");
  // In the text, in blocks of lines, and on the cheat sheet.
  const lines = [...text.matchAll(/(?:`|^|line=")docker ([^`"\n]+)/gm)].map(([, line]) => line!.split(" "));
  expect(lines.length).toBeGreaterThan(30);
  for (const line of lines) await accepted(line);
});

test("a line that the CLI does not know is found", async () => {
  await expect(accepted(["run", "--no-such-flag", "busybox"])).rejects.toThrow();
  await expect(accepted(["ps", "-Z"])).rejects.toThrow();
  await expect(accepted(["compose", "-f", "compose.yaml", "up", "--no-such-flag"])).rejects.toThrow();
  await expect(accepted(["compose", "--no-such-flag", "up"])).rejects.toThrow();
});

test("every experiment stands in its own chapter exactly once", () => {
  for (const id of chapterIds) {
    const text = readFileSync(join("renderer/guide/chapters", `${id}.mdx`), "utf8");
    const named = [...text.matchAll(/<Experiment id="([^"]+)"/g)].map(([, name]) => name);
    const own = experiments.filter(({ chapter }) => chapter === id).map((each) => each.id);
    expect(named.toSorted()).toEqual(own.toSorted());
  }
  expect(experiments.length).toBeGreaterThanOrEqual(20);
});
