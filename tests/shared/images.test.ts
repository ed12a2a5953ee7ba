import { sameImage } from "@shared/images.ts";
import { expect, test } from "vitest";

test("a name without a tag means latest", () => {
  expect(sameImage("busybox", "busybox:latest")).toBe(true);
  expect(sameImage("busybox:1.36", "busybox")).toBe(false);
  expect(sameImage("host:5000/busybox", "host:5000/busybox:latest")).toBe(true);
  expect(sameImage("docker.io/library/busybox:1.36", "busybox:1.36")).toBe(true);
  expect(sameImage("docker.io/team/app:1", "team/app:1")).toBe(true);
  expect(sameImage("quay.io/busybox:latest", "busybox")).toBe(false);
  expect(sameImage("busybox@sha256:1234", "busybox")).toBe(false);
});
