import type { Image } from "@shared/images.ts";
import { expect, test } from "vitest";
import { offers } from "../../../renderer/guide/offers.ts";

const image = (size: number, ...tags: string[]): Image => ({ size, tags }) as unknown as Image;

test("small local images are offered, those that are known to fit first", () => {
  const offered = offers([
    image(90e6, "tools:1"),
    image(900e6, "database:16"),
    image(8e6, "registry.example:5000/base/alpine:3.20", "local/alpine-like:1"),
    image(4e6, "busybox:1.36", "guide-cache:1"),
    image(1e6),
  ]);
  expect(offered.map(({ tag }) => tag)).toEqual([
    "busybox:1.36",
    "registry.example:5000/base/alpine:3.20",
    "local/alpine-like:1",
    "tools:1",
  ]);
});
