import { parseLabels, pruneCommands, pruneDifferences, prunePresets } from "@shared/clean-up.ts";
import { type CleanUpChoices, type PlanRow, planTotal, typedRight } from "@shared/plans.ts";
import { describe, expect, test } from "vitest";

type Choices = Omit<CleanUpChoices, "engine">;
const none: Choices = {
  stoppedContainers: false,
  unusedImages: false,
  danglingImages: false,
  unusedNetworks: false,
  unusedVolumes: false,
  buildCache: false,
  allCache: false,
  until: "",
  labels: [],
};
const lines = (choices: Partial<Choices>, api = "1.45") =>
  pruneCommands({ ...none, ...choices }, api).map((words) => words.join(" "));

describe("docker's own lines", () => {
  test("each preset is the line that it is called after", () => {
    const spelled = (line: string) => line.replace("docker ", "").replace(" -a", " --all").replace(" --volumes", "");
    for (const { line, choices } of prunePresets) expect(lines(choices, "1.41")[0]).toBe(spelled(line));
  });

  test("volumes are named by what this engine's line would take", () => {
    expect(lines({ unusedVolumes: true }, "1.45")).toEqual(["volume prune --all"]);
    expect(lines({ unusedVolumes: true }, "1.41")).toEqual(["volume prune"]);
    const told = (api: string) => pruneDifferences({ ...none, unusedVolumes: true }, api).join(" ");
    expect(told("1.41")).toContain("also delete named volumes");
    expect(told("1.42")).not.toContain("also delete named volumes");
  });

  test("filters stand in every line that takes them", () => {
    const labels = [
      { key: "env", value: "test", not: false },
      { key: "keep", not: true },
    ];
    expect(lines({ stoppedContainers: true, buildCache: true, until: "24h", labels })).toEqual([
      "container prune --filter until=24h --filter label=env=test --filter label!=keep",
      "builder prune --filter until=24h",
    ]);
  });
});

test("label filters are read as docker and as people write them", () => {
  expect(parseLabels("env=test !keep, label=a label!=b=c --filter=label=d team!=x =")).toEqual([
    { key: "env", value: "test", not: false },
    { key: "keep", not: true },
    { key: "a", not: false },
    { key: "b", value: "c", not: true },
    { key: "d", not: false },
    { key: "team", value: "x", not: true },
  ]);
  expect(parseLabels("  ")).toEqual([]);
});

const row = (part: Partial<PlanRow>): PlanRow => ({
  key: `${part.kind ?? "container"} ${part.name ?? part.id}`,
  kind: "container",
  id: "id",
  name: "name",
  why: "",
  ticked: true,
  command: [],
  ...part,
});

test("an image's bytes count once, and only with the last of its names", () => {
  const size = { least: 1, most: 10 };
  const one = row({ kind: "tag", id: "sha256:a", name: "a:1", names: 2, size });
  const two = row({ kind: "tag", id: "sha256:a", name: "a:2", names: 2, size });
  expect(planTotal([one])).toEqual({ least: 0, most: 0, unknown: 0 });
  expect(planTotal([one, two])).toEqual({ least: 1, most: 10, unknown: 0 });
  expect(planTotal([row({}), row({ size })])).toEqual({ least: 1, most: 10, unknown: 1 });
});

test("named volumes want their name, or their number", () => {
  const volume = (name: string) => row({ kind: "volume", id: name, name, data: true });
  expect(typedRight([row({})])).toBe(true);
  expect(typedRight([volume("db")])).toBe(false);
  expect(typedRight([volume("db")], "db")).toBe(true);
  expect(typedRight([volume("db")], "1")).toBe(true);
  expect(typedRight([volume("db"), volume("web")], "db")).toBe(false);
  expect(typedRight([volume("db"), volume("web"), row({})], " 2 ")).toBe(true);
});
