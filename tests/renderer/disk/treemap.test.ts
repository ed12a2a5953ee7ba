import type { DiskItem, DiskKind, DiskPart } from "@shared/disk.ts";
import { describe, expect, it } from "vitest";
import { cellsOf } from "../../../renderer/disk/cells.ts";
import { inCommon } from "../../../renderer/disk/kinds.ts";
import { treemap } from "../../../renderer/disk/treemap.ts";

describe("the boxes of the drawing", () => {
  const area = { x: 10, y: 20, width: 600, height: 200 };

  it("fill the area, each as large as its weight says, and none over another", () => {
    const weights = [50, 30, 10, 5, 3, 1, 0.5, 0.25];
    const boxes = treemap(weights, area);
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    for (const [at, { x, y, width, height }] of boxes.entries()) {
      expect(width * height).toBeCloseTo((weights[at]! / total) * area.width * area.height, 4);
      expect(x).toBeGreaterThanOrEqual(area.x - 1e-6);
      expect(y).toBeGreaterThanOrEqual(area.y - 1e-6);
      expect(x + width).toBeLessThanOrEqual(area.x + area.width + 1e-6);
      expect(y + height).toBeLessThanOrEqual(area.y + area.height + 1e-6);
      for (const other of boxes.slice(at + 1))
        expect(
          x + width <= other.x + 1e-6 ||
            other.x + other.width <= x + 1e-6 ||
            y + height <= other.y + 1e-6 ||
            other.y + other.height <= y + 1e-6,
        ).toBe(true);
    }
  });

  it("are near to squares where that can be", () => {
    for (const { width, height } of treemap([6, 6, 4, 3, 2, 2, 1], { x: 0, y: 0, width: 6, height: 4 }))
      expect(Math.max(width / height, height / width)).toBeLessThan(3);
  });

  it("are none for nothing, and one for one", () => {
    expect(treemap([], area)).toEqual([]);
    const [only] = treemap([7], area);
    expect(only!.width).toBeCloseTo(area.width);
    expect(only!.height).toBeCloseTo(area.height);
  });
});

describe("what is drawn", () => {
  const item = (kind: DiskKind, id: string, size: number, shared = 0, used = true): DiskItem => ({
    kind,
    id,
    name: id,
    size,
    shared,
    used,
    note: "",
  });
  const part = (kind: DiskKind, size: number, items: readonly DiskItem[]): DiskPart => ({
    kind,
    size,
    items,
    reclaimable: 0,
    unknown: 0,
  });

  it("is each byte once: what images share is a box of its own, and the smallest of a kind are one", () => {
    const images = part("image", 1000, [item("image", "a", 700, 400), item("image", "b", 500, 400, false)]);
    const volumes = part("volume", 100_020, [
      item("volume", "big", 100_000, 0, false),
      ...Array.from({ length: 20 }, (_, at) => item("volume", `v${at}`, 1)),
    ]);
    expect(inCommon(images)).toBe(600);
    const cells = cellsOf([images, volumes]);
    expect(cells.map(({ name, bytes, idle }) => [name, bytes, idle])).toEqual([
      ["Layers that images share", 600, false],
      ["a", 300, false],
      ["1 smaller one", 100, true],
      ["big", 100_000, true],
      ["20 smaller ones", 20, false],
    ]);
    expect(cells.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(101_020);
  });
});
