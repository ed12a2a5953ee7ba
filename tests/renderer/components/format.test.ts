import { expect, test } from "vitest";
import { ago, counted, duration, size } from "../../../renderer/components/format.ts";

test("sizes are decimal and short, as docker writes them", () => {
  expect([0, 999, 1000, 4_270_000, 13_256_000, 999_499, 999_999, 2.5e12].map(size)).toEqual([
    "0 B",
    "999 B",
    "1.00 kB",
    "4.27 MB",
    "13.3 MB",
    "999 kB",
    "1.00 MB",
    "2.50 TB",
  ]);
});

test("times are told in whole units", () => {
  const now = 1_000_000_000_000;
  expect([0, 59_999, 60_000, 7_200_000, 8 * 86_400_000].map((past) => ago(now - past, now))).toEqual([
    "just now",
    "just now",
    "1 minute ago",
    "2 hours ago",
    "1 week ago",
  ]);
  expect([312, 8700, 185_000].map(duration)).toEqual(["312 ms", "8.7 s", "3 min 5 s"]);
  expect([counted(1, "image"), counted(0, "image")]).toEqual(["1 image", "0 images"]);
});
