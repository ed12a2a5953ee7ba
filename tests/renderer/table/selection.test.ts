import { describe, expect, it } from "vitest";
import { moved, ranged, toggled } from "../../../renderer/table/selection.ts";

describe("selection", () => {
  it("ticks and unticks, and ticks a whole group that is ticked in part", () => {
    expect([...toggled(new Set(["a"]), ["b"])]).toEqual(["a", "b"]);
    expect([...toggled(new Set(["a"]), ["a"])]).toEqual([]);
    expect([...toggled(new Set(["a"]), ["a", "b"])]).toEqual(["a", "b"]);
  });

  it("adds everything between two lines in either direction, without headings of groups", () => {
    const lines = [null, "a", "b", null, "c"];
    expect([...ranged(new Set(), lines, 1, 4)]).toEqual(["a", "b", "c"]);
    expect([...ranged(new Set(["x"]), lines, 2, 0)]).toEqual(["x", "a", "b"]);
  });
});

describe("keys that move through a table", () => {
  it.each([
    ["ArrowDown", 3, 4],
    ["ArrowUp", 0, 0],
    ["PageDown", 8, 9],
    ["PageUp", 8, 3],
    ["Home", 8, 0],
    ["End", 0, 9],
    ["x", 0, undefined],
  ])("%s from line %i goes to %s", (key, at, to) => expect(moved(key, at, 10, 5)).toBe(to));

  it("go nowhere in an empty table", () => expect(moved("End", 0, 0, 5)).toBeUndefined());
});
