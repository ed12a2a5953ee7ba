import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { cgroupLimits } from "../../../main/guide/experiments/cgroups.ts";
import { experiments } from "../../../main/guide/experiments.ts";
import type { EngineFacts } from "../../../main/guide/facts.ts";
import { falsified } from "./falsified.ts";

/** What experiments found on an engine that a run of the tests does not have; `from` says which. */
interface Recorded {
  readonly from: string;
  readonly facts: EngineFacts;
  readonly found: Readonly<Record<string, unknown>>;
}

const read = (name: string): Recorded =>
  JSON.parse(readFileSync(new URL(`recorded/${name}.json`, import.meta.url), "utf8"));
const second = read("cgroup2");

describe(`recorded on ${second.from}`, () => {
  test.each(Object.entries(second.found))("%s", (id, found) => {
    const each = experiments.find((one) => one.id === id)!;
    expect(each.judge(found)).toBe(each.expected(second.facts));
    expect(each.show(found).length).toBeGreaterThan(0);
    expect(each.judge(falsified[id]!(found))).not.toBe(each.judge(found));
  });

  test("all that control groups decide is there", () => {
    for (const each of experiments.filter(({ chapter }) => chapter === "cgroups"))
      expect(second.found).toHaveProperty(each.id);
    expect(second.facts.cgroups).toBe(2);
  });

  test("its limits are read from the files of version 2, and `max` is no limit", () => {
    const { text } = second.found["cgroup-files"] as { text: string };
    expect(text).toContain("memory.max ");
    expect(cgroupLimits(text)).toEqual({ version: 2, memory: 48 * 1024 * 1024, cpus: 0.25, pids: 20 });
    const judge = experiments.find(({ id }) => id === "cgroup-files")!.judge;
    expect(judge({ text: text.replace("pids.max 20", "pids.max max") })).toBe("engine");
  });

  test("containers there have a control group namespace of their own", () => {
    const { first, second: other } = second.found.apart as Record<string, Record<string, string>>;
    expect(first!.cgroup).not.toBe(other!.cgroup);
  });
});
