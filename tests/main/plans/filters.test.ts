import { expect, test } from "vitest";
import { labelsMatch, untilTime } from "../../../main/plans/filters.ts";
import { childrenFirst } from "../../../main/plans/presets.ts";

const now = Date.parse("2026-11-24T12:00:00Z");

test.each([
  ["24h", now - 86_400_000],
  ["1h30m", now - 5_400_000],
  ["1.5h", now - 5_400_000],
  ["90s", now - 90_000],
  ["2026-11-23T12:00:00Z", now - 86_400_000],
  ["2026-11-23T13:00:00+01:00", now - 86_400_000],
  ["2026-11-23T12:00:00.250Z", now - 86_400_000 + 250],
  ["1795435200", 1_795_435_200_000],
  ["", undefined],
])("until %s", (text, time) => {
  expect(untilTime(text, now)).toBe(time);
});

test("a date without a zone is this computer's", () => {
  expect(untilTime("2026-11-23", now)).toBe(new Date(2026, 10, 23).getTime());
});

test.each(["yesterday", "24", "h", "24 h", "-1h", "2026-13-45", "24h;rm"])(
  "until %s is refused or a number",
  (text) => {
    if (/^\d+$/.test(text)) expect(untilTime(text, now)).toBe(Number(text) * 1000);
    else expect(() => untilTime(text, now)).toThrow(/no time/);
  },
);

test("labels: all that are asked for, none that are excluded", () => {
  const labels = { env: "test", keep: "" };
  const has = (key: string, value?: string) => ({ key, not: false, ...(value === undefined ? {} : { value }) });
  expect(labelsMatch(labels, [])).toBe(true);
  expect(labelsMatch(labels, [has("env")])).toBe(true);
  expect(labelsMatch(labels, [has("env", "test"), has("other")])).toBe(false);
  expect(labelsMatch(labels, [has("env", "prod")])).toBe(false);
  expect(labelsMatch(labels, [{ key: "keep", not: true }])).toBe(false);
  expect(labelsMatch(labels, [{ key: "env", value: "prod", not: true }])).toBe(true);
  expect(labelsMatch(labels, [has("toString")])).toBe(false);
});

test("what is built on others comes first, also in a circle", () => {
  const parents: Record<string, string[]> = { c: ["b"], b: ["a"], a: [], d: ["a", "c"], x: ["y"], y: ["x"] };
  const order = childrenFirst(
    Object.keys(parents),
    (id) => id,
    (id) => parents[id]!,
  );
  for (const [id, above] of Object.entries(parents))
    for (const parent of above)
      if (id !== "x" && id !== "y") expect(order.indexOf(id)).toBeLessThan(order.indexOf(parent));
  expect(order).toHaveLength(6);
});
